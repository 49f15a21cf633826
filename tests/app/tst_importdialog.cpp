// SPDX-License-Identifier: GPL-3.0-or-later
// Logs are looked into before they are imported, and imported again in another way, from the real window.
#include "models/store/queries/attempts.h"
#include "models/tables/importsmodel.h"
#include "tests/app/windowfixture.h"
#include "widgets/delegates/tableview.h"
#include "widgets/dialogs/importdialog.h"
#include "widgets/panels/importspanel.h"
#include <QComboBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

using namespace mv;
using namespace mv::test;
using namespace Qt::StringLiterals;

class TestImportDialog : public WindowFixture {
    Q_OBJECT
private slots:
    void init();
    void cleanup() { closeWindow(); }
    void looksIntoFilesAndReadsThemAsSaid();
    void saysOfOneFile();
    void tellsWhatCannotBeRead();
    void importsAgain();
    void pictures();

private:
    ImportDialog* openDialog(const QStringList& files);
    template <class Widget> static Widget* named(const QWidget& in, const QString& name)
    {
        for (auto* each : in.findChildren<Widget*>()) {
            if (each->accessibleName() == name)
                return each;
        }
        return nullptr;
    }
    static QString cell(const TableView& table, int row, int column)
    {
        return table.table()->index(row, column).data().toString();
    }
    static QPushButton* button(const QWidget& in, const QString& text)
    {
        for (auto* each : in.findChildren<QPushButton*>()) {
            if (each->text() == text)
                return each;
        }
        return nullptr;
    }
    std::vector<AttemptRow> attempts() const;
    void write(const QString& name, const QByteArray& bytes)
    {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    void importAnd(const std::function<void()>& accept)
    {
        QSignalSpy imported(m_app.get(), &Application::imported);
        accept();
        QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, kPatience);
        settle();
    }
};

static QByteArray logOf(const QByteArray& server)
{
    return "Oct 12 06:12:01 " + server
        + " postfix/smtp[1]: 3S5gQ01234: to=<ann@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=1, "
          "delays=0/0/0.5/0.5, dsn=2.0.0, status=sent (250 2.0.0 OK)\n";
}

void TestImportDialog::init()
{
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    m_database = m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()) + u".mailvane"_s);
    m_app = open(m_database);
    QSignalSpy opened(&m_app->writing(), &ImportDesk::opened);
    QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, kPatience);
    QVERIFY(QTest::qWaitForWindowActive(&m_app->window()));
    settle();
    write(u"one.log"_s, logOf("mx1"));
    write(u"two.log"_s, logOf("mx2"));
    write(u"odd.log"_s, "nothing that anybody knows\n");
}

std::vector<AttemptRow> TestImportDialog::attempts() const
{
    auto reader = Reader::open(m_database.toStdString());
    AttemptQuestion q;
    fromIso("2015-01-01", q.scope.range.from);
    fromIso("2030-01-01", q.scope.range.to);
    return ask(*reader, q, {})->rows;
}

// By the keyboard: the menu, then "Add files…".
ImportDialog* TestImportDialog::openDialog(const QStringList& files)
{
    m_app->window().actions().of(Act::OpenWithOptions)->trigger();
    auto* dialog = m_app->window().findChild<ImportDialog*>();
    QPushButton* add = button(*dialog, u"Add &files…"_s);
    add->setFocus();
    QTest::keyClick(add, Qt::Key_Space);
    auto* chooser = dialog->findChild<QFileDialog*>();
    QStringList quoted;
    for (const QString& file : files)
        quoted << u'"' + file + u'"';
    chooser->setDirectory(m_folder.path());
    auto* name = chooser->findChild<QLineEdit*>();
    name->setText(quoted.join(u' '));
    QTest::keyClick(name, Qt::Key_Return);
    return dialog;
}

void TestImportDialog::looksIntoFilesAndReadsThemAsSaid()
{
    ImportDialog* dialog = openDialog({ u"one.log"_s });
    const TableView& files = *named<TableView>(*dialog, u"Files to import"_s);
    const TableView& records = *named<TableView>(*dialog, u"First records of the file"_s);
    QTRY_COMPARE_WITH_TIMEOUT(files.table()->rowCount(), 1, kPatience);
    QCOMPARE(cell(files, 0, 1), u"Postfix"_s);
    QCOMPARE(cell(files, 0, 2), u"mx1"_s);
    QCOMPARE(records.table()->rowCount(), 1);
    QCOMPARE(cell(records, 0, 4), u"example.com"_s);
    auto* year = dialog->findChild<QSpinBox*>();
    year->setFocus();
    year->selectAll();
    QTest::keyClicks(year, u"2021"_s);
    QTRY_VERIFY_WITH_TIMEOUT(cell(records, 0, 0).contains(u"2021"), kPatience);
    importAnd([&] { QTest::keyClick(button(*dialog, u"&Import"_s), Qt::Key_Return); });
    QCOMPARE(attempts().size(), std::size_t(1));
    QCOMPARE(toIso(attempts().front().at).substr(0, 4), std::string("2021"));
}

void TestImportDialog::saysOfOneFile()
{
    ImportDialog* dialog = openDialog({ u"one.log"_s, u"two.log"_s });
    TableView& files = *named<TableView>(*dialog, u"Files to import"_s);
    QTRY_COMPARE_WITH_TIMEOUT(files.table()->rowCount(), 2, kPatience);
    const int second = cell(files, 0, 0) == u"two.log" ? 0 : 1;
    files.setFocus();
    files.setCurrentIndex(files.table()->index(second, 0));
    QCOMPARE(files.selectionModel()->selectedRows().size(), 1);
    auto* server = dialog->findChildren<QLineEdit*>().first();
    for (auto* edit : dialog->findChildren<QLineEdit*>()) {
        if (edit->placeholderText().startsWith(u"As logged"))
            server = edit;
    }
    server->setFocus();
    QTest::keyClicks(server, u"relay7"_s);
    QTRY_COMPARE_WITH_TIMEOUT(cell(files, second, 2), u"relay7"_s, kPatience);
    QCOMPARE(cell(files, 1 - second, 2), u"mx1"_s);
    importAnd([&] { button(*dialog, u"&Import"_s)->click(); });
    QStringList servers;
    for (const AttemptRow& row : attempts())
        servers << QString::fromStdString(row.server);
    servers.sort();
    QCOMPARE(servers, (QStringList { u"mx1"_s, u"relay7"_s }));
}

void TestImportDialog::tellsWhatCannotBeRead()
{
    ImportDialog* dialog = openDialog({ u"odd.log"_s });
    const TableView& files = *named<TableView>(*dialog, u"Files to import"_s);
    QTRY_COMPARE_WITH_TIMEOUT(files.table()->rowCount(), 1, kPatience);
    QVERIFY(cell(files, 0, 5).contains(u"no known format"));
    QPushButton* import = button(*dialog, u"&Import"_s);
    QVERIFY(!import->isEnabled());
    QVERIFY(!import->toolTip().isEmpty());
    auto* format = dialog->findChildren<QComboBox*>().first();
    format->setCurrentIndex(format->findText(u"Exim"_s));
    QTRY_VERIFY_WITH_TIMEOUT(import->isEnabled(), kPatience);
    QVERIFY(cell(files, 0, 5).contains(u"none about a delivery"));
    QVERIFY(saysSomewhere(*dialog, u"nothing that anybody knows"_s));
    dialog->reject();
}

void TestImportDialog::importsAgain()
{
    QSignalSpy imported(m_app.get(), &Application::imported);
    m_app->openPaths({ m_folder.filePath(u"one.log"_s) }, {});
    QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, kPatience);
    settle();
    QCOMPARE(attempts().front().server, std::string("mx1"));
    auto* panel = m_app->window().findChild<ImportsPanel*>();
    emit panel->importAgainWanted(1);
    ImportDialog* dialog = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((dialog = m_app->window().findChild<ImportDialog*>()), kPatience);
    const TableView& files = *named<TableView>(*dialog, u"Files to import"_s);
    QTRY_COMPARE_WITH_TIMEOUT(files.table()->rowCount(), 1, kPatience);
    QVERIFY(saysSomewhere(*dialog, u"removed first"_s));
    for (auto* edit : dialog->findChildren<QLineEdit*>()) {
        if (edit->placeholderText().startsWith(u"As logged"))
            QTest::keyClicks(edit, u"relay7"_s);
    }
    QTRY_COMPARE_WITH_TIMEOUT(cell(files, 0, 2), u"relay7"_s, kPatience);
    importAnd([&] { button(*dialog, u"&Import again"_s)->click(); });
    QCOMPARE(attempts().size(), std::size_t(1));
    QCOMPARE(attempts().front().server, std::string("relay7"));
}

// MV_PICTURES=folder: what people see, for looking at.
void TestImportDialog::pictures()
{
    if (!qEnvironmentVariableIsSet("MV_PICTURES"))
        QSKIP("MV_PICTURES is not set");
    write(u"mail.log"_s, logOf("mx1").repeated(30) + "Oct 12 06:12:09 mx1 postfix/smtp[1]: 3S5gQ01234: to=<ann@exa\n");
    ImportDialog* dialog = openDialog({ u"mail.log"_s, u"two.log"_s, u"odd.log"_s });
    const TableView& files = *named<TableView>(*dialog, u"Files to import"_s);
    QTRY_COMPARE_WITH_TIMEOUT(files.table()->rowCount(), 3, kPatience);
    dialog->grab().save(qEnvironmentVariable("MV_PICTURES") + u"/importdialog.png"_s);
    dialog->reject();
}

QTEST_MAIN(TestImportDialog)
#include "tst_importdialog.moc"
