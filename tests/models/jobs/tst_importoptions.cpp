// SPDX-License-Identifier: GPL-3.0-or-later
// What the user says about logs, and what is remembered of it.
#include "database.h"
#include "files.h"
#include "models/jobs/zones.h"
#include "postfixlog.h"
#include <set>

using namespace mv;
using namespace mv::test;
using State = FileProgress::State;

Q_DECLARE_METATYPE(std::function<void(mv::ImportOptions&)>)

class TestImportOptions : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void readsStamps_data();
    void readsStamps();
    void remembersZones_data();
    void remembersZones();
    void goesOnAsItBegan_data();
    void goesOnAsItBegan();
    void readsAnewInAnotherFormat_data();
    void readsAnewInAnotherFormat();
    void labels_data();
    void labels();
    void ofOneFile();
    void takesServersFromFolders_data();
    void takesServersFromFolders();
    void remembersFolders();
    void serversOfFoldersGoOn();

private:
    std::string m_log;
};

void TestImportOptions::initTestCase() { m_log = PostfixLog("mx1").messages(0, 1000); }

void TestImportOptions::readsStamps_data()
{
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<int>("year");
    QTest::addColumn<QByteArray>("first");
    QTest::newRow("UTC") << QByteArray("UTC") << 2023 << QByteArray("2023-10-10T00:00:00Z");
    QTest::newRow("an offset") << QByteArray("UTC+05:30") << 2023 << QByteArray("2023-10-09T18:30:00Z");
    QTest::newRow("a zone in summer") << QByteArray("Europe/Berlin") << 2022 << QByteArray("2022-10-09T22:00:00Z");
}

void TestImportOptions::readsStamps()
{
    QFETCH(QByteArray, zone);
    QFETCH(int, year);
    QFETCH(QByteArray, first);
    const Database database;
    ImportOptions options;
    options.year = year;
    options.zone = zoneByName(zone.toStdString());
    database.import({ write(database.folder() / "mail.log", upToLine(m_log, 5000)) }, options);
    QCOMPARE(toIso(database.attempts().at(0).at), first.toStdString());
    QCOMPARE(database.journal().at(0).zone, zone.toStdString());
}

void TestImportOptions::remembersZones_data()
{
    QTest::addColumn<QByteArray>("before"); // the user's word for an earlier log
    QTest::addColumn<bool>("beforeTells");  // that log tells UTC+05:30
    QTest::addColumn<QByteArray>("otherServer");
    QTest::addColumn<QByteArray>("now");
    QTest::addColumn<bool>("nowTells");
    QTest::addColumn<QByteArray>("zone");
    const QByteArray newYork = "America/New_York", berlin = "Europe/Berlin", offset = "UTC+05:30", none;
    const QByteArray system = QByteArray::fromStdString(systemZone().name());
    QTest::newRow("nothing") << none << false << none << none << false << system;
    QTest::newRow("what the user chose") << newYork << false << none << none << false << newYork;
    QTest::newRow("of another server") << newYork << false << QByteArray("mx2") << none << false << system;
    QTest::newRow("what the user says now") << newYork << false << none << berlin << false << berlin;
    QTest::newRow("the log tells") << none << false << none << none << true << offset;
    QTest::newRow("an earlier log told") << none << true << none << none << false << offset;
    QTest::newRow("the user's choice against the log") << newYork << false << none << none << true << newYork;
    QTest::newRow("the user's choice against an earlier log") << berlin << true << none << none << false << berlin;
}

void TestImportOptions::remembersZones()
{
    QFETCH(QByteArray, before);
    QFETCH(bool, beforeTells);
    QFETCH(QByteArray, otherServer);
    QFETCH(QByteArray, now);
    QFETCH(bool, nowTells);
    QFETCH(QByteArray, zone);
    static constexpr const char* kTelling = "Oct 10 00:00:01 {0} postfix/smtp[1]: 4S1AAA{1}: "
                                            "to=<a@contoso.example.com>, relay=mx.example.com[192.0.2.1]:25, "
                                            "delay=1, delays=0/0/0/1, dsn=4.7.500, status=deferred (host "
                                            "mx.example.com[192.0.2.1] said: 451 4.7.500 Server "
                                            "busy. Please try again later from [198.51.100.1]. (S77714) "
                                            "[DB5EUR01FT001.eop-EUR01.prod.protection.outlook.com "
                                            "2023-10-09T18:30:00.123Z 08DBC8F6A4A3C3B2] (in reply to "
                                            "RCPT TO command))\n";
    const Database database;
    const auto import = [&](const char* name, int first, std::string_view host, bool tells, const QByteArray& said) {
        ImportOptions options;
        options.year = 2023;
        if (!said.isEmpty())
            options.zone = zoneByName(said.toStdString());
        const std::string told = tells ? fmt::format(fmt::runtime(kTelling), host, first) : std::string();
        const auto summary
            = database.import({ write(database.folder() / name, told + PostfixLog(host).messages(first, 5)) }, options);
        QCOMPARE(stateOf(summary), State::Done);
    };
    import("before.log", 0, otherServer.isEmpty() ? "mx1" : otherServer.toStdString(), beforeTells, before);
    import("now.log", 100, "mx1", nowTells, now);
    const auto journal = database.journal();
    QCOMPARE(journal.size(), std::size_t(2));
    const auto file = std::ranges::find_if(journal, [](const ImportedFile& f) { return f.path.ends_with("now.log"); });
    QCOMPARE(QByteArray::fromStdString(file->zone), zone);
}

void TestImportOptions::goesOnAsItBegan_data()
{
    QTest::addColumn<QByteArray>("said"); // the zone, for what has grown
    QTest::addColumn<QByteArray>("zone");
    QTest::newRow("nothing said") << QByteArray() << QByteArray("Europe/Berlin");
    QTest::newRow("another zone") << QByteArray("UTC") << QByteArray("UTC");
}

void TestImportOptions::goesOnAsItBegan()
{
    QFETCH(QByteArray, said);
    QFETCH(QByteArray, zone);
    const Database database;
    ImportOptions options = ofOctober();
    options.zone = zoneByName("Europe/Berlin");
    const fs::path log = write(database.folder() / "mail.log", upToLine(m_log, 50'000));
    database.import({ log }, options);
    QVERIFY(valueOf(Writer::open(database.path())).putSetting("zone of mx1", "chosen America/New_York").has_value());
    write(log, upToLine(m_log, 100'000));
    options.zone = said.isEmpty() ? std::nullopt : zoneByName(said.toStdString());
    database.import({ log }, options);
    QCOMPARE(database.journal().at(0).zone, zone.toStdString());
    const auto attempts = database.attempts();
    const auto newest = std::ranges::max_element(attempts, {}, &AttemptRow::offset);
    const auto local = zoneByName(zone.toStdString())->toLocal(newest->at);
    QCOMPARE(std::chrono::floor<std::chrono::days>(local), std::chrono::local_days(std::chrono::year(2023) / 10 / 10));
}

void TestImportOptions::readsAnewInAnotherFormat_data()
{
    QTest::addColumn<bool>("chosen");
    QTest::newRow("the user says which") << true;
    QTest::newRow("nobody knows the old one") << false;
}

// What one format left off at means nothing to another. The lines count once all the same.
void TestImportOptions::readsAnewInAnotherFormat()
{
    QFETCH(bool, chosen);
    const Database database;
    const fs::path log = write(database.folder() / "mail.log", m_log);
    const auto first = database.import({ log }, ofOctober());
    const auto facts = placeless(database.attempts());
    ImportedFile file = database.journal().at(0);
    file.format = "another";
    file.formatState = "state of another";
    valueOf(valueOf(Writer::open(database.path())).putFile(file));
    ImportOptions options = ofOctober();
    options.format = chosen ? "postfix" : "";
    const auto summary = database.import({ log }, options);
    QCOMPARE(stateOf(summary), State::Done);
    QCOMPARE(summary.lines.total(), linesIn(m_log));
    QCOMPARE(summary.facts, std::uint64_t(0));
    QCOMPARE(summary.duplicates, first.facts);
    compare(placeless(database.attempts()), facts);
    QCOMPARE(stateOf(database.import({ log }, options)), State::AlreadyImported);
}

void TestImportOptions::labels_data()
{
    using Set = std::function<void(ImportOptions&)>;
    QTest::addColumn<Set>("set");
    QTest::addColumn<QByteArray>("server");
    QTest::addColumn<QByteArray>("source");
    QTest::newRow("as logged") << Set([](ImportOptions&) {}) << QByteArray("mx1") << QByteArray("mx1");
    QTest::newRow("a source for the server") << Set([](ImportOptions& o) {
        o.sourceOf = [](std::string_view server) { return server == "mx1" ? "203.0.113.7" : ""; };
    }) << QByteArray("mx1") << QByteArray("203.0.113.7");
    QTest::newRow("a source for another one") << Set([](ImportOptions& o) {
        o.sourceOf = [](std::string_view server) { return server == "mx2" ? "203.0.113.7" : ""; };
    }) << QByteArray("mx1") << QByteArray("mx1");
    QTest::newRow("another server") << Set([](ImportOptions& o) { o.server = "relay7"; }) << QByteArray("relay7")
                                    << QByteArray("relay7");
    QTest::newRow("another server and its source") << Set([](ImportOptions& o) {
        o.server = "relay7";
        o.sourceOf = [](std::string_view server) { return server == "relay7" ? "203.0.113.7" : ""; };
    }) << QByteArray("relay7") << QByteArray("203.0.113.7");
}

void TestImportOptions::labels()
{
    QFETCH(std::function<void(ImportOptions&)>, set);
    QFETCH(QByteArray, server);
    QFETCH(QByteArray, source);
    const Database database;
    ImportOptions options = ofOctober();
    set(options);
    database.import({ write(database.folder() / "mail.log", m_log) }, options);
    std::set<std::pair<std::string, std::string>> labels;
    for (const AttemptRow& row : database.attempts())
        labels.insert({ row.server, row.source });
    QCOMPARE(labels.size(), std::size_t(1));
    QCOMPARE(labels.begin()->first, server.toStdString());
    QCOMPARE(labels.begin()->second, source.toStdString());
}

// What is said of one file is not said of the others.
void TestImportOptions::ofOneFile()
{
    const Database database;
    const fs::path one = write(database.folder() / "one.log", m_log);
    const fs::path two = write(database.folder() / "two.log", PostfixLog("mx2").messages(5000, 10));
    ImportOptions options = ofOctober();
    FileOptions said = options;
    said.server = "relay7";
    options.ofFile[{ one, "" }] = said;
    database.import({ one, two }, options);
    std::set<std::string> servers;
    for (const AttemptRow& row : database.attempts())
        servers.insert(row.server);
    QCOMPARE(servers, (std::set<std::string> { "mx2", "relay7" }));
}

// Exim's own log names no host.
constexpr const char* kMainlog = "2023-10-12 10:00:00 1qqsNA-0003Xy-2B <= a@sender.example.com H=(x) [192.0.2.1] S=1\n"
                                 "2023-10-12 10:00:01 1qqsNA-0003Xy-2B => b@contoso.example.com R=r T=t "
                                 "H=mx.contoso.example.com [192.0.2.2] C=\"250 OK\"\n";

void TestImportOptions::takesServersFromFolders_data()
{
    QTest::addColumn<QByteArray>("file");    // under the folder of the database
    QTest::addColumn<QByteArray>("dropped"); // the same; space between several
    QTest::addColumn<QByteArray>("server");
    QTest::newRow("a folder for each server")
        << QByteArray("logs/mx01/mainlog") << QByteArray("logs") << QByteArray("mx01");
    QTest::newRow("with a final slash") << QByteArray("logs/mx01/mainlog") << QByteArray("logs/") << QByteArray("mx01");
    QTest::newRow("folders that lie everywhere")
        << QByteArray("logs/2023-10/mx01/var/log/exim4/mainlog") << QByteArray("logs") << QByteArray("mx01");
    QTest::newRow("several folders") << QByteArray("logs/mx01/mainlog") << QByteArray("logs/mx01 logs/mx02")
                                     << QByteArray("mx01");
    QTest::newRow("one folder") << QByteArray("logs/mx01/mainlog") << QByteArray("logs/mx01") << QByteArray();
    QTest::newRow("no folder") << QByteArray("logs/mx01/mainlog") << QByteArray("logs/mx01/mainlog") << QByteArray();
    QTest::newRow("usual folders only") << QByteArray("all/var/log/exim4/mainlog") << QByteArray("all") << QByteArray();
}

void TestImportOptions::takesServersFromFolders()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, dropped);
    QFETCH(QByteArray, server);
    const Database database;
    const auto path = [&](const QByteArray& of) { return database.folder() / of.toStdString(); };
    fs::create_directories(path(file).parent_path());
    fs::create_directories(path("logs/mx02"));
    write(path(file), kMainlog);
    std::vector<fs::path> paths;
    for (const QByteArray& each : dropped.split(' '))
        paths.push_back(path(each));
    database.import(paths, {});
    QCOMPARE(database.attempts().size(), std::size_t(1));
    QCOMPARE(database.attempts().at(0).server, server.toStdString());
    QCOMPARE(database.journal().at(0).server, server.toStdString());
}

// A tree that was imported at once is known when a new file of it comes alone.
void TestImportOptions::remembersFolders()
{
    const Database database;
    const fs::path folder = database.folder() / "logs" / "mx01";
    fs::create_directories(folder);
    write(folder / "mainlog.1", kMainlog);
    database.import({ folder.parent_path() }, {});
    std::string later = kMainlog;
    for (auto at = later.find("2023-10-12"); at != std::string::npos; at = later.find("2023-10-12", at))
        later.replace(at, 10, "2023-10-13");
    database.import({ write(folder / "mainlog", later) }, {});
    const auto attempts = database.attempts();
    QCOMPARE(attempts.size(), std::size_t(2));
    QCOMPARE(attempts.at(1).server, std::string("mx01"));
}

// A file goes on as the server that it began as, whatever it is called now.
void TestImportOptions::serversOfFoldersGoOn()
{
    const Database database;
    ImportOptions options;
    options.server = "relay7";
    const std::string log = kMainlog;
    const fs::path file = write(database.folder() / "mainlog", log);
    database.import({ file }, options);
    write(file,
        log
            + "2023-10-12 11:00:01 1qqtKA-0003Xy-2B => c@contoso.example.com R=r T=t H=mx.contoso.example.com "
              "[192.0.2.2] C=\"250 OK\"\n");
    database.import({ file }, {});
    const auto attempts = database.attempts();
    QCOMPARE(attempts.size(), std::size_t(2));
    for (const AttemptRow& row : attempts)
        QCOMPARE(row.server, std::string("relay7"));
}

QTEST_GUILESS_MAIN(TestImportOptions)
#include "tst_importoptions.moc"
