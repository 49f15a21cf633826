// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/columnmapping.h"
#include "widgets/theme.h"
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace mv;
using namespace Qt::StringLiterals;

// The dialog on a small file, as people use it: by its fields, with the keyboard.
class TestColumnMapping : public QObject {
    Q_OBJECT
private slots:
    void beginsWithTheGuess();
    void saysWhatIsMissing();
    void choosesByKeyboard();
    void wordsGetMeanings();
    void timesGetPatterns();
    void everythingHasAName();
    void hostileNamesAreText();
    void pictures();

private:
    std::unique_ptr<ColumnMappingDialog> open(const QByteArray& text)
    {
        QFile file(m_folder.filePath(u"bulk.csv"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("can't write");
        file.close();
        auto sample = readMappingSample(file.fileName().toStdString());
        if (!sample)
            qFatal("%s", sample.error().what.c_str());
        auto dialog = std::make_unique<ColumnMappingDialog>(std::move(*sample), u"bulk.csv"_s, Zone());
        dialog->show();
        dialog->activateWindow();
        if (!QTest::qWaitForWindowActive(dialog.get()))
            qFatal("not active");
        return dialog;
    }
    static QPushButton* import(const ColumnMappingDialog& dialog)
    {
        return dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
    }
    static QTableWidget* table(const ColumnMappingDialog& dialog, const QString& name)
    {
        for (auto* each : dialog.findChildren<QTableWidget*>()) {
            if (each->accessibleName() == name)
                return each;
        }
        return nullptr;
    }
    static QString firstFact(const ColumnMappingDialog& dialog, int column)
    {
        const auto* item = table(dialog, u"As Mailvane reads it"_s)->item(0, column);
        return item ? item->text() : QString();
    }
    static bool says(const ColumnMappingDialog& dialog, const QString& words)
    {
        const auto labels = dialog.findChildren<QLabel*>();
        return std::ranges::any_of(labels, [&](const QLabel* label) { return label->text().contains(words); });
    }

    QTemporaryDir m_folder;
    const QByteArray m_log
        = "when;mail;status;code;answer;mx;ip;ms\n"
          "13/03/2024 08:00:00;a@example.com;SENT;250;2.0.0 OK;mx1.example.com;198.51.100.7;800\n"
          "13/03/2024 08:00:01;b@example.org;PARKED;;4.7.500 Server busy;mx.example.org;198.51.100.8;90\n"
          "13/03/2024 08:00:02;c@example.org;OPENED;;;;;\n"
          "13/03/2024 08:00:03;d@example.org;SENT;250;2.0.0 OK;mx.example.org;198.51.100.8;90\n";
};

void TestColumnMapping::beginsWithTheGuess()
{
    const auto dialog = open("time,to,outcome\n2024-03-04T08:00:00Z,a@example.com,sent\n");
    QVERIFY(import(*dialog)->isEnabled());
    QCOMPARE(firstFact(*dialog, 0), u"Mon 4 Mar 2024 08:00"_s);
    QCOMPARE(firstFact(*dialog, 1), u"example.com"_s);
    QCOMPARE(firstFact(*dialog, 2), u"Delivered"_s);
    QVERIFY(
        says(*dialog, u"Of the first 2 lines: 1 tell a delivery, 1 do not (the header, other events), 0 are not"_s));
    QVERIFY(
        table(*dialog, u"The first records of the file"_s)->horizontalHeaderItem(1)->text().contains(u"Recipient"_s));
    QCOMPARE(dialog->mapping().name, std::string("bulk"));
    QVERIFY(dialog->isKept());
}

void TestColumnMapping::saysWhatIsMissing()
{
    const auto dialog = open("a,b,c\n1,2,3\n");
    QVERIFY(!import(*dialog)->isEnabled());
    QVERIFY(says(*dialog, u"Choose the column of the time."_s));
    const auto choose = [&](const char* field, const QString& column) {
        dialog->findChild<QComboBox*>(QLatin1String(field))->setCurrentText(column);
    };
    choose("time", u"a"_s);
    QVERIFY(says(*dialog, u"Choose the column of the recipient."_s));
    choose("recipient", u"b"_s);
    QVERIFY(says(*dialog, u"Choose a column that tells how the attempt ended"_s));
    choose("outcome", u"c"_s);
    QVERIFY(says(*dialog, u"None of the first lines tells a delivery this way."_s));
    QVERIFY(!import(*dialog)->isEnabled());
    QCOMPARE(import(*dialog)->toolTip(), u"None of the first lines tells a delivery this way."_s);
}

void TestColumnMapping::choosesByKeyboard()
{
    const auto dialog = open(m_log);
    auto* recipient = dialog->findChild<QComboBox*>(u"recipient"_s);
    recipient->setFocus();
    QTest::keyClick(recipient, Qt::Key_Home);
    QCOMPARE(recipient->currentText(), u"None"_s);
    QVERIFY(!import(*dialog)->isEnabled());
    QTest::keyClick(recipient, Qt::Key_M);
    QCOMPARE(dialog->mapping().column(Field::Recipient), std::string("mail"));
    QVERIFY(import(*dialog)->isEnabled());
    // Everything can be reached by Tab.
    QSet<QWidget*> reached;
    for (int i = 0; i < 80; ++i) {
        reached << QApplication::focusWidget();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    for (auto* combo : dialog->findChildren<QComboBox*>())
        QVERIFY2(reached.contains(combo), qPrintable(combo->objectName() + combo->accessibleName()));
    for (auto* each : dialog->findChildren<QTableWidget*>())
        QVERIFY2(reached.contains(each), qPrintable(each->accessibleName()));
    auto* name = dialog->findChild<QLineEdit*>();
    name->clear();
    QVERIFY(!import(*dialog)->isEnabled());
    dialog->findChild<QCheckBox*>()->setChecked(false); // then it needs none
    QVERIFY(import(*dialog)->isEnabled());
    QTest::keyClick(name, Qt::Key_Return);
    QCOMPARE(dialog->result(), int(QDialog::Accepted));
}

void TestColumnMapping::wordsGetMeanings()
{
    const auto dialog = open(m_log);
    dialog->findChild<QComboBox*>(u"recipient"_s)->setCurrentText(u"mail"_s);
    dialog->findChild<QComboBox*>(u"reply"_s)->setCurrentText(u"None"_s);
    dialog->findChild<QComboBox*>(u"code"_s)->setCurrentText(u"None"_s);
    QVERIFY(says(*dialog, u"1 are not understood"_s));
    QVERIFY(says(*dialog, u"no recipient or no outcome"_s));
    auto* words = table(*dialog, u"What the outcomes mean"_s);
    QCOMPARE(words->rowCount(), 3);
    QCOMPARE(words->item(1, 0)->text(), u"PARKED"_s);
    auto* meaning = qobject_cast<QComboBox*>(words->cellWidget(1, 1));
    QCOMPARE(meaning->accessibleName(), u"Meaning of PARKED"_s);
    QCOMPARE(meaning->currentText(), u"Not chosen"_s);
    meaning->setFocus();
    QTest::keyClick(meaning, Qt::Key_Down);
    QTest::keyClick(meaning, Qt::Key_Down);
    QCOMPARE(meaning->currentText(), u"Deferred"_s);
    QVERIFY(says(*dialog, u"0 are not understood"_s));
    const ColumnMapping::OutcomeWord parked { "PARKED", Outcome::Deferred };
    QVERIFY(std::ranges::find(dialog->mapping().outcomes, parked) != dialog->mapping().outcomes.end());
}

void TestColumnMapping::timesGetPatterns()
{
    const auto dialog = open(m_log);
    dialog->findChild<QComboBox*>(u"recipient"_s)->setCurrentText(u"mail"_s);
    QCOMPARE(dialog->mapping().timePattern, std::string("%d/%m/%Y %H:%M:%S"));
    auto* pattern = dialog->findChild<QLineEdit*>(u"pattern"_s);
    QVERIFY(pattern->isEnabled());
    pattern->selectAll();
    QTest::keyClicks(pattern, u"%d/%m/%Y"_s);
    QVERIFY(says(*dialog, u"The pattern of the times can't be right."_s));
    QVERIFY(!import(*dialog)->isEnabled());
    QTest::keyClicks(pattern, u" %H:%M:%S"_s);
    QVERIFY(import(*dialog)->isEnabled());
    dialog->findChild<QComboBox*>(u"times"_s)->setCurrentIndex(1);
    QVERIFY(!pattern->isEnabled());
    QVERIFY(says(*dialog, u"no time of this form"_s));
}

void TestColumnMapping::everythingHasAName()
{
    const auto dialog = open(m_log);
    for (auto* widget : dialog->findChildren<QWidget*>()) {
        const bool isInput = qobject_cast<QComboBox*>(widget) || qobject_cast<QTableWidget*>(widget)
            || (qobject_cast<QLineEdit*>(widget) && !qobject_cast<QComboBox*>(widget->parentWidget()));
        if (!isInput)
            continue;
        const auto labels = dialog->findChildren<QLabel*>();
        const bool labelled
            = std::ranges::any_of(labels, [&](const QLabel* label) { return label->buddy() == widget; });
        QVERIFY2(labelled || !widget->accessibleName().isEmpty(), widget->metaObject()->className());
    }
}

void TestColumnMapping::hostileNamesAreText()
{
    QByteArray header = "time;to;<b>status</b>#";
    QByteArray row = "2024-03-04 08:00:00;<img src=x>a@example.com;sent";
    for (int i = 0; i < 150; ++i) {
        header += ";x" + QByteArray::number(i);
        row += ';' + QByteArray(400, 'y');
    }
    const auto dialog = open("time;to;status;x\n2024-03-04 08:00:00;\xff\xfe\x01@example.com;sent;<script>\n");
    QVERIFY(import(*dialog)->isEnabled());
    const auto wide = open(header.replace('<', '(').replace('>', ')') + '\n' + row + '\n');
    QVERIFY(wide->width() < 1600);
}

void TestColumnMapping::pictures()
{
    const QByteArray folder = qgetenv("MV_PICTURES");
    if (folder.isEmpty())
        QSKIP("MV_PICTURES names no folder");
    for (const bool dark : { false, true }) {
        const Theme theme = dark ? Theme::dark() : Theme::light();
        qApp->setPalette(theme.palette());
        qApp->setStyleSheet(theme.styleSheet());
        const auto dialog = open(m_log);
        dialog->findChild<QComboBox*>(u"recipient"_s)->setCurrentText(u"mail"_s);
        QTest::qWait(100);
        dialog->grab().save(QString::fromLocal8Bit(folder) + (dark ? u"/columns-dark.png"_s : u"/columns-light.png"_s));
    }
}

QTEST_MAIN(TestColumnMapping)
#include "tst_columnmapping.moc"
