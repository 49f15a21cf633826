// SPDX-License-Identifier: GPL-3.0-or-later
// What the window writes: imports and incidents.
#include "tests/app/windowfixture.h"
#include "widgets/dialogs/incidents.h"
#include "widgets/startpage.h"
#include <QDropEvent>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QTableWidget>

using namespace mv;
using namespace mv::test;

class TestImports : public WindowFixture {
    Q_OBJECT
private slots:
    void initTestCase() { importSample(); }
    void init() { openSampleWindow(); }
    void cleanup() { closeWindow(); }
    void dropsAreImported();
    void unreadableFilesAreTold();
    void secondWindowReadsOnly();
    void incidents();
};

void TestImports::dropsAreImported()
{
    m_app.reset();
    m_app = open(m_folder.filePath(QStringLiteral("dropped.mailvane")));
    const QString log = m_folder.filePath(QStringLiteral("mail.log"));
    QFile file(log);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(
        "2023-10-12T06:12:01.000000+00:00 mx1 postfix/smtp[1]: 4S5gQ01234z1: to=<a@example.com>, "
        "relay=mx.example.com[192.0.2.1]:25, delay=1, delays=0/0/0.5/0.5, dsn=2.0.0, status=sent (250 2.0.0 OK)\n");
    file.close();
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(log) });
    QSignalSpy imported(m_app.get(), &Application::imported);
    QDropEvent drop({ 10, 10 }, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    static_cast<QObject&>(m_app->window()).event(&drop); // without the drag before it
    QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, kPatience);
    QTRY_VERIFY(!m_app->scope().data().empty());
    settle();
    QVERIFY(!m_app->window().findChild<StartPage*>()->isVisible());
    QVERIFY(saysSomewhere(m_app->window(), QStringLiteral("dropped.mailvane")));
}

void TestImports::unreadableFilesAreTold()
{
    QSignalSpy imported(m_app.get(), &Application::imported);
    m_app->openPaths({ m_folder.filePath(QStringLiteral("there is no such file")) }, {});
    const auto told = [this] { return m_app->window().findChild<QMessageBox*>() != nullptr; };
    QTRY_VERIFY_WITH_TIMEOUT(told(), kPatience);
    m_app->window().findChild<QMessageBox*>()->close();
    settle();
}

void TestImports::secondWindowReadsOnly()
{
    auto second = open(m_database);
    QTRY_VERIFY_WITH_TIMEOUT(second->window().findChild<QMessageBox*>(), kPatience);
    second->window().findChild<QMessageBox*>()->close();
    QTRY_VERIFY(!second->scope().data().empty()); // what is there is shown
    QVERIFY(!second->window().actions().of(Act::OpenFiles)->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(second->queries().idle(), kPatience);
}

void TestImports::incidents()
{
    m_app->window().actions().of(Act::Incidents)->trigger();
    auto* dialog = m_app->window().findChild<IncidentsDialog*>();
    QVERIFY(dialog);
    auto* table = dialog->findChild<QTableWidget*>();
    QTRY_COMPARE(table->rowCount(), 1); // the sample's own
    Incident incident;
    incident.label = "TEST-1";
    incident.provider = "Gmail";
    incident.from = scope().range.from;
    emit dialog->putWanted(incident);
    QTRY_COMPARE(table->rowCount(), 2);
    const auto found = table->findItems(QStringLiteral("TEST-1"), Qt::MatchExactly);
    QCOMPARE(found.size(), 1);
    QCOMPARE(table->item(found.first()->row(), 3)->text(), QStringLiteral("still open"));
    table->setCurrentItem(found.first());
    for (auto* button : dialog->findChildren<QPushButton*>()) {
        if (button->text().contains(QStringLiteral("Edit")))
            button->click();
    }
    auto* form = dialog->findChild<IncidentForm*>();
    QVERIFY(form);
    QCOMPARE(form->incident().label, std::string("TEST-1"));
    QVERIFY(!form->incident().to);
    const auto id = form->incident().id;
    form->reject();
    emit dialog->deleteWanted(id);
    QTRY_COMPARE(table->rowCount(), 1);
    dialog->close();
    settle();
}

int main(int argc, char** argv)
{
    QApplication program(argc, argv);
    QApplication::setStyle(QStringLiteral("Fusion"));
    TestImports test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_imports.moc"
