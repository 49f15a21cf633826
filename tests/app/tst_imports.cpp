// SPDX-License-Identifier: GPL-3.0-or-later
// What the window writes: imports and incidents.
#include "tests/app/windowfixture.h"
#include "widgets/dialogs/columnmapping.h"
#include "widgets/dialogs/incidents.h"
#include "widgets/startpage.h"
#include <QDir>
#include <QDropEvent>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QProcess>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableWidget>

using namespace mv;
using namespace mv::test;

class TestImports : public WindowFixture {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true); // mappings are kept in the configuration folder
        importSample();
    }
    void init() { openSampleWindow(); }
    void cleanup() { closeWindow(); }
    void dropsAreImported();
    void foldersAndFilesAreDropped();
    void dialogsOpen_data();
    void dialogsOpen();
    void followedFilesMoveTheCharts();
    void recentFilesOpen();
    void damageIsToldAndRetried();
    void unreadableFilesAreTold();
    void columnsAreChosenOnce();
    void secondWindowReadsOnly();
    void secondWindowSeesWhatTheFirstImports();
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

namespace {

// A delivery in a minute of its own.
QByteArray logLine(int minute)
{
    return QStringLiteral("2023-10-12T06:%1:01.000000+00:00 mx1 postfix/smtp[1]: 4S5gQ01234z%1: to=<a@example.com>, "
                          "relay=mx.example.com[192.0.2.1]:25, delay=1, delays=0/0/0.5/0.5, dsn=2.0.0, status=sent "
                          "(250 2.0.0 OK)\n")
        .arg(minute, 2, 10, QLatin1Char('0'))
        .toUtf8();
}

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

} // namespace

void TestImports::foldersAndFilesAreDropped()
{
    m_app.reset();
    m_app = open(m_folder.filePath(QStringLiteral("several.mailvane")));
    QDir(m_folder.path()).mkpath(QStringLiteral("logs/old"));
    write(m_folder.filePath(QStringLiteral("logs/mail.log")), logLine(1));
    write(m_folder.filePath(QStringLiteral("logs/old/mail.log.1")), logLine(2) + logLine(3));
    write(m_folder.filePath(QStringLiteral("apart.log")), logLine(4));
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(m_folder.filePath(QStringLiteral("logs"))),
        QUrl::fromLocalFile(m_folder.filePath(QStringLiteral("apart.log"))) });
    QDragEnterEvent enter({ 10, 10 }, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&m_app->window(), &enter);
    QVERIFY(enter.isAccepted());
    QSignalSpy imported(m_app.get(), &Application::imported);
    QDropEvent drop({ 10, 10 }, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&m_app->window(), &drop);
    QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, kPatience);
    settle();
    QTRY_VERIFY(saysSomewhere(m_app->window(), QStringLiteral("<b>4</b> attempts")));
}

void TestImports::dialogsOpen_data()
{
    QTest::addColumn<int>("act");
    QTest::addColumn<QString>("path");
    QTest::newRow("files") << int(Act::OpenFiles) << QStringLiteral("opened/mail.log");
    QTest::newRow("folder") << int(Act::OpenFolder) << QStringLiteral("opened");
}

void TestImports::dialogsOpen()
{
    QFETCH(int, act);
    QFETCH(QString, path);
    m_app.reset();
    m_app = open(m_folder.filePath(QString::fromLatin1(QTest::currentDataTag()) + QStringLiteral(".mailvane")));
    QDir(m_folder.path()).mkpath(QStringLiteral("opened"));
    write(m_folder.filePath(QStringLiteral("opened/mail.log")), logLine(5));
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    QSignalSpy imported(m_app.get(), &Application::imported);
    QTRY_VERIFY_WITH_TIMEOUT(m_app->window().actions().of(static_cast<Act>(act))->isEnabled(), kPatience);
    m_app->window().actions().of(static_cast<Act>(act))->trigger();
    auto* dialog = m_app->window().findChild<QFileDialog*>();
    QVERIFY(dialog);
    auto* name = dialog->findChild<QLineEdit*>();
    name->setText(m_folder.filePath(path));
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, kPatience);
    settle();
    QTRY_VERIFY(saysSomewhere(m_app->window(), QStringLiteral("<b>1</b> attempt ")));
}

void TestImports::followedFilesMoveTheCharts()
{
    m_app.reset();
    m_app = open(m_folder.filePath(QStringLiteral("live.mailvane")));
    QDir(m_folder.path()).mkpath(QStringLiteral("live"));
    const QString log = m_folder.filePath(QStringLiteral("live/mail.log"));
    write(log, logLine(1));
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    m_app->window().actions().of(Act::FollowFolder)->trigger();
    auto* dialog = m_app->window().findChild<QFileDialog*>();
    QVERIFY(dialog);
    dialog->selectFile(m_folder.filePath(QStringLiteral("live")));
    static_cast<QDialog*>(dialog)->accept();
    QTRY_VERIFY_WITH_TIMEOUT(saysSomewhere(m_app->window(), QStringLiteral("following 1 file")), kPatience);
    settle();
    QTRY_VERIFY_WITH_TIMEOUT(saysSomewhere(m_app->window(), QStringLiteral("<b>1</b> attempt")), kPatience);

    // Another day's line, from a rotation: the last seven days go on with it.
    const UtcTime end = scope().range.to;
    QVERIFY(QFile::rename(log, log + QStringLiteral(".1")));
    write(log, logLine(2).replace("10-12T", "10-20T"));
    QTRY_VERIFY_WITH_TIMEOUT(saysSomewhere(m_app->window(), QStringLiteral("following 2 files")), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(scope().range.to > end, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(saysSomewhere(m_app->window(), QStringLiteral("<b>1</b> attempt")), kPatience);
    QVERIFY(!m_app->scope().canUndo());

    for (QPushButton* button : m_app->window().findChildren<QPushButton*>()) {
        if (button->accessibleName() == QStringLiteral("Stop following"))
            button->click();
    }
    QVERIFY(!m_app->writing().isFollowing());
    QVERIFY(!saysSomewhere(m_app->window(), QStringLiteral("following")));
}

void TestImports::recentFilesOpen()
{
    m_app.reset();
    const QString log = m_folder.filePath(QStringLiteral("again.log"));
    write(log, logLine(6));
    m_app = open(m_folder.filePath(QStringLiteral("recent-one.mailvane")));
    QSignalSpy imported(m_app.get(), &Application::imported);
    m_app->openPaths({ log }, {});
    QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, kPatience);
    m_app->openWorkspace(m_folder.filePath(QStringLiteral("recent-two.mailvane")));
    QAction* again = nullptr;
    for (auto* menu : m_app->window().findChildren<QMenu*>()) {
        emit menu->aboutToShow();
        for (QAction* action : menu->actions())
            again = action->text() == log ? action : again;
    }
    QVERIFY(again);
    again->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 2, kPatience);
    settle();
    QTRY_VERIFY(saysSomewhere(m_app->window(), QStringLiteral("<b>1</b> attempt ")));
}

void TestImports::damageIsToldAndRetried()
{
    m_app.reset();
    m_app = open(m_folder.filePath(QStringLiteral("damaged.mailvane")));
    QByteArray lines;
    for (int i = 0; i < 3000; ++i)
        lines += logLine(i % 60).replace(
            "4S5gQ01234z", QByteArray("4S5gQ0") + QByteArray::number(10000 + i * 7919 % 89989));
    const QString plain = m_folder.filePath(QStringLiteral("mail.log.2"));
    write(plain, lines);
    QCOMPARE(QProcess::execute(QStringLiteral("gzip"), { plain }), 0);
    QFile zipped(plain + QStringLiteral(".gz"));
    QVERIFY(zipped.resize(zipped.size() * 2 / 3));
    QSignalSpy imported(m_app.get(), &Application::imported);
    m_app->openPaths({ zipped.fileName() }, {});
    QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, kPatience);
    auto* box = m_app->window().findChild<QMessageBox*>();
    QVERIFY(box);
    QCOMPARE(box->text(), QStringLiteral("Can't read mail.log.2.gz to the end."));
    QVERIFY2(box->informativeText().contains(QStringLiteral("damaged after")), qPrintable(box->informativeText()));
    QVERIFY2(
        box->informativeText().contains(QStringLiteral("lines before are kept")), qPrintable(box->informativeText()));
    for (QAbstractButton* button : box->buttons()) {
        if (button->text().contains(QStringLiteral("Retry")))
            button->click();
    }
    QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 2, kPatience);
    for (auto* each : m_app->window().findChildren<QMessageBox*>())
        each->close();
    settle();
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

// A log that nobody knows: the message offers to choose its columns, and the next one is read alike.
void TestImports::columnsAreChosenOnce()
{
    m_app.reset();
    const QString config = QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation);
    m_app = open(m_folder.filePath(QStringLiteral("own.mailvane")));
    const QString log = m_folder.filePath(QStringLiteral("bulk.csv"));
    write(
        log, "when,to,status\n2023-10-12 06:00:00,a@example.com,sent\n2023-10-12 06:00:01,b@example.com,soft bounce\n");
    m_app->openPaths({ log }, {});
    const auto message = [this] { return m_app->window().findChild<QMessageBox*>(); };
    QTRY_VERIFY_WITH_TIMEOUT(message(), kPatience);
    QVERIFY(
        message()->informativeText().contains(QStringLiteral("It looks like a table with columns when, to, status")));
    QSignalSpy imported(m_app.get(), &Application::imported);
    for (QAbstractButton* button : message()->buttons()) {
        if (button->text().startsWith(QStringLiteral("Choose columns")))
            QTest::mouseClick(button, Qt::LeftButton);
    }
    const auto dialog = [this] { return m_app->window().findChild<ColumnMappingDialog*>(); };
    QTRY_VERIFY(dialog());
    QVERIFY(dialog()->isKept());
    QTest::keyClick(dialog(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, kPatience);
    settle();
    QTRY_VERIFY(saysSomewhere(m_app->window(), QStringLiteral("<b>2</b> attempts")));

    const QString next = m_folder.filePath(QStringLiteral("next.csv"));
    write(next, "when,to,status\n2023-10-12 07:00:00,c@example.com,sent\n");
    m_app->openPaths({ next }, {});
    QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 2, kPatience);
    settle();
    QTRY_VERIFY(saysSomewhere(m_app->window(), QStringLiteral("<b>3</b> attempts")));
    QVERIFY(QFile::remove(config + QStringLiteral("/mappings/bulk.json")));
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

void TestImports::secondWindowSeesWhatTheFirstImports()
{
    const QString database = m_folder.filePath(QStringLiteral("shared.mailvane"));
    const QString log = m_folder.filePath(QStringLiteral("shared.log"));
    m_app.reset();
    m_app = open(database);
    settle();
    auto second = open(database);
    QTRY_VERIFY_WITH_TIMEOUT(second->window().findChild<QMessageBox*>(), kPatience);
    second->window().findChild<QMessageBox*>()->close();
    write(log, logLine(1) + logLine(2));
    m_app->openPaths({ log }, {});
    QTRY_VERIFY_WITH_TIMEOUT(saysSomewhere(second->window(), QStringLiteral("<b>2</b> attempts")), kPatience);
    write(log, logLine(1) + logLine(2) + logLine(3));
    m_app->openPaths({ log }, {});
    QTRY_VERIFY_WITH_TIMEOUT(saysSomewhere(second->window(), QStringLiteral("<b>3</b> attempts")), kPatience);
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
