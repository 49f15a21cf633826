// SPDX-License-Identifier: GPL-3.0-or-later
// Privacy and retention of a workspace, by keyboard in the real window.
#include "app/actions.h"
#include "models/store/queries/kept.h"
#include "models/store/queries/rates.h"
#include "models/tables/text.h"
#include "tests/app/windowfixture.h"
#include "widgets/dialogs/privacy.h"
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QSpinBox>

using namespace mv;
using namespace mv::test;

class TestPrivacyDialog : public WindowFixture {
    Q_OBJECT
private slots:
    void initTestCase() { importSample(); }
    void init();
    void cleanup() { closeWindow(); }
    void saysWhatGoes();
    void dropsAttempts();
    void cancelChangesNothing();

private:
    PrivacyDialog* openDialog();
    static QPushButton* applyOf(const PrivacyDialog& dialog)
    {
        for (QPushButton* button : dialog.findChildren<QPushButton*>()) {
            if (dialog.findChild<QDialogButtonBox*>()->buttonRole(button) == QDialogButtonBox::AcceptRole)
                return button;
        }
        return nullptr;
    }
    KeptRows kept() const
    {
        auto reader = *Reader::open(m_database.toStdString());
        return *ask(reader, KeptQuestion { systemNow() }, {});
    }
    Counts total() const
    {
        RateQuestion question { scopeOfData(), Bucket::Whole, GroupBy::Nothing };
        auto reader = *Reader::open(m_database.toStdString());
        return ask(reader, question, {})->total;
    }
    Scope scopeOfData() const
    {
        Scope all;
        all.range = { UtcTime(std::chrono::hours(24) * 365 * 50), systemNow() };
        all.range.to = std::chrono::floor<std::chrono::hours>(all.range.to);
        return all;
    }
};

void TestPrivacyDialog::init()
{
    const QString copy
        = m_folder.filePath(QStringLiteral("copy%1.mailvane").arg(QLatin1String(QTest::currentTestFunction())));
    if (!QFile::exists(copy))
        for (const QString& part : { QString(), QStringLiteral("-wal") })
            QFile::copy(m_folder.filePath(QStringLiteral("sample.mailvane")) + part, copy + part);
    m_database = copy;
    openSampleWindow();
}

PrivacyDialog* TestPrivacyDialog::openDialog()
{
    m_app->window().actions().of(Act::Privacy)->trigger();
    PrivacyDialog* dialog = nullptr;
    [&] { QTRY_VERIFY((dialog = m_app->window().findChild<PrivacyDialog*>()) != nullptr && dialog->isVisible()); }();
    if (dialog)
        dialog->activateWindow();
    return dialog;
}

void TestPrivacyDialog::saysWhatGoes()
{
    PrivacyDialog* dialog = openDialog();
    QVERIFY(dialog);
    QPushButton* apply = applyOf(*dialog);
    QVERIFY(!apply->isEnabled()); // nothing to do
    auto* months = dialog->findChild<QSpinBox*>();
    months->setFocus();
    QTest::keyClick(months, Qt::Key_Up);
    QCOMPARE(months->value(), 1);
    QTRY_VERIFY(apply->isEnabled());
    QCOMPARE(apply->text(), QStringLiteral("&Drop %1 attempts").arg(text::count(kept().olderAttempts)));
    QVERIFY(saysSomewhere(*dialog, QStringLiteral("are dropped now")));
    QVERIFY(saysSomewhere(*dialog, QStringLiteral("into a new workspace")));
    if (const QString folder = qEnvironmentVariable("MV_PICTURES"); !folder.isEmpty())
        dialog->grab().save(folder + QStringLiteral("/privacy.png"));
    QTest::keyClick(months, Qt::Key_Down);
    QVERIFY(!apply->isEnabled());
    auto* names = dialog->findChild<QCheckBox*>();
    names->setFocus();
    QTest::keyClick(names, Qt::Key_Space);
    QVERIFY(names->isChecked());
    QVERIFY(apply->isEnabled());
    QCOMPARE(apply->text(), QStringLiteral("&Apply"));
    QVERIFY(saysSomewhere(*dialog, QStringLiteral("sample lines and senders are changed at once")));
    QTest::keyClick(dialog, Qt::Key_Escape);
}

void TestPrivacyDialog::dropsAttempts()
{
    const Counts before = total();
    QVERIFY(before.attempts() > 0);
    PrivacyDialog* dialog = openDialog();
    QVERIFY(dialog);
    auto* months = dialog->findChild<QSpinBox*>();
    months->setFocus();
    QTest::keyClick(months, Qt::Key_Up);
    dialog->findChild<QCheckBox*>()->click();
    QTRY_VERIFY(applyOf(*dialog)->isEnabled());
    QTest::mouseClick(applyOf(*dialog), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(kept().keptFrom != UtcTime() && kept().pseudonymised, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(
        saysSomewhere(m_app->window(), QStringLiteral("the charts keep what they tell")), kPatience);
    settle();
    QCOMPARE(kept().attempts, 0U);
    QCOMPARE(kept().months, 1);
    QVERIFY(total() == before);
    QVERIFY(!m_app->scope().data().empty());
    Panel* attempts = panel("attempts");
    m_app->window().showPanel(attempts);
    QTRY_VERIFY_WITH_TIMEOUT(attempts->state() == Panel::State::NothingInScope, kPatience);
    QVERIFY(attempts->nothingInScope().contains(QStringLiteral("no longer kept")));
    QCOMPARE(panel("timeline")->state(), Panel::State::Rows);
    // A filter that only facts could answer says so.
    Scope filtered = scope();
    filtered.filters.recipientDomains = { "example.com" };
    m_app->scope().set(filtered);
    QTRY_VERIFY_WITH_TIMEOUT(saysSomewhere(m_app->window(), QStringLiteral("are no longer kept")), kPatience);
    settle();
    if (const QString folder = qEnvironmentVariable("MV_PICTURES"); !folder.isEmpty())
        m_app->window().grab().save(folder + QStringLiteral("/pruned.png"));
    dialog = openDialog();
    QVERIFY(dialog);
    QVERIFY(saysSomewhere(*dialog, QStringLiteral("were dropped earlier")));
    QTest::keyClick(dialog, Qt::Key_Escape);
}

void TestPrivacyDialog::cancelChangesNothing()
{
    PrivacyDialog* dialog = openDialog();
    QVERIFY(dialog);
    QTest::keyClick(dialog->findChild<QSpinBox*>(), Qt::Key_Up);
    QTRY_VERIFY(applyOf(*dialog)->isEnabled());
    QTest::keyClick(dialog, Qt::Key_Escape);
    settle();
    QVERIFY(kept().keptFrom == UtcTime());
    QCOMPARE(kept().months, 0);
}

int main(int argc, char** argv)
{
    QApplication program(argc, argv);
    QApplication::setStyle(QStringLiteral("Fusion"));
    TestPrivacyDialog test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_privacydialog.moc"
