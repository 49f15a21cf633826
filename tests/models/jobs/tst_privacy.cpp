// SPDX-License-Identifier: GPL-3.0-or-later
// What is left of people in a database: no names if these are to be pseudonyms, no attempts that are too old.
#include "database.h"
#include "files.h"
#include "models/ingest/mappingtext.h"
#include "models/jobs/privacy.h"
#include "models/jobs/rawline.h"
#include "models/mail/pseudonyms.h"
#include "models/store/queries/imports.h"
#include "models/store/queries/kept.h"
#include "postfixlog.h"

using namespace mv;
using namespace mv::test;

namespace {

std::string bytesOf(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return { std::istreambuf_iterator<char>(in), {} };
}

// The database as it lies on the disk, and what its compressed columns tell.
std::string allOf(const Database& database)
{
    std::string text = bytesOf(database.path());
    for (const char* beside : { "-wal", "-shm" })
        text += bytesOf(database.path().string() + beside);
    for (const std::string& line : database.dump())
        text += line + '\n';
    return text;
}

void set(const Database& database, const PrivacySettings& settings)
{
    Writer writer = valueOf(Writer::open(database.path()));
    valueOf(setPrivacy(writer, settings, systemNow(), {}));
}

std::string lower(std::string text)
{
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return text;
}

// What facts tell, without replies: these lose the names that they had.
std::vector<std::string> factsOf(const Database& database)
{
    std::vector<std::string> texts;
    for (AttemptRow& row : database.attempts()) {
        row.templ.clear();
        row.offset = 0;
        texts.push_back(joined(attemptCells(row, {})));
    }
    return texts;
}

} // namespace

class TestPrivacy : public QObject {
    Q_OBJECT
private slots:
    void noNames_data();
    void noNames();
    void repliesThatNameAMailboxAreOne();
    void tellsTheSame();
    void mappingsStay();
    void turnedOnLater();
    void rawLines();
    void monthsAgo_data();
    void monthsAgo();
    void prunesAfterAnImport();
    void settingsStayWhenStopped();
};

// zebulon, and Quux in capitals, are in recipients, senders, replies and lines that are not understood.
void TestPrivacy::noNames_data()
{
    QTest::addColumn<QByteArray>("log");
    QTest::addColumn<int>("facts");
    QTest::newRow("Postfix") << QByteArray(
        "Oct 12 06:00:00 mx1 postfix/smtpd[1]: 4AAAAAAAAA: client=app[198.51.100.1], sasl_method=PLAIN, "
        "sasl_username=zebulon\n"
        "Oct 12 06:00:00 mx1 postfix/cleanup[1]: 4AAAAAAAAA: message-id=<zebulon.1@x.example>\n"
        "Oct 12 06:00:01 mx1 postfix/qmgr[1]: 4AAAAAAAAA: from=<zebulon@sender.example>, size=2, nrcpt=2 (queue "
        "active)\n"
        "Oct 12 06:00:02 mx1 postfix/smtp[1]: 4AAAAAAAAA: to=<Quux@example.com>, orig_to=<zebulon>, "
        "relay=mx.example.com[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=4.2.2, status=deferred (host "
        "mx.example.com[192.0.2.1] said: 452 4.2.2 Mailbox of quux is full, try quux@other.example (in reply to RCPT "
        "TO command))\n"
        "Oct 12 06:00:03 mx1 postfix/smtp[1]: 4AAAAAAAAA: to=<zebulon@example.com>, "
        "relay=mx.example.com[192.0.2.1]:25, "
        "delay=1, delays=0/0/1/0, dsn=5.1.1, status=bounced (host mx.example.com[192.0.2.1] said: 550 5.1.1 User "
        "zebulon "
        "unknown (in reply to RCPT TO command))\n"
        "Oct 12 06:00:04 mx1 postfix/smtp[1]: 4AAAAAAAAA: to=<zebulon@example.com>, nonsense of quux\n"
        "what is this of zebulon, and Quux\n")
                             << 2;
    QTest::newRow("Exim") << QByteArray(
        "2023-10-12 06:00:00 1RwtJa-000AFB-07 <= zebulon@sender.example U=quux P=local S=5 id=zebulon.3@x.example\n"
        "2023-10-12 06:00:01 1RwtJa-000AFB-07 == quux@example.com R=r T=remote_smtp H=mx.example.com [192.0.2.1] defer "
        "(-44): "
        "SMTP error from remote mail server after RCPT TO:<quux@example.com>: 450 4.2.1 The user quux\\n450 4.2.1 is "
        "busy\n"
        "2023-10-12 06:00:02 1RwtJa-000AFB-07 ** zebulon@example.com R=r T=remote_smtp H=mx.example.com [192.0.2.1]: "
        "SMTP "
        "error from remote mail server after RCPT TO:<zebulon@example.com>: 550 unknown user zebulon\n"
        "2023-10-12 06:00:02 1RwtJa-000AFB-07 ?? zebulon\n")
                          << 2;
    QTest::newRow("qmail") << QByteArray(
        "@40000000652789c000000000 new msg 101\n"
        "@40000000652789c000000000 info msg 101: bytes 5 from <zebulon@sender.example> qp 1 uid 1\n"
        "@40000000652789c000000000 starting delivery 1: msg 101 to remote quux@example.com\n"
        "@40000000652789c000000000 starting delivery 2: msg 101 to remote zebulon@example.com\n"
        "@40000000652789c100000000 delivery 1: deferral: "
        "192.0.2.1_does_not_like_recipient./Remote_host_said:_450_user_quux_is_busy/\n"
        "@40000000652789c200000000 delivery 2: failure: "
        "192.0.2.1_does_not_like_recipient./Remote_host_said:_550_no_zebulon_here/\n"
        "@40000000652789c300000000 delivery quux: zebulon\n")
                           << 2;
    QTest::newRow("Sendmail") << QByteArray(
        "Oct 12 06:00:00 mx1 sendmail[1]: 39C600aa000001: from=zebulon, size=5, class=0, nrcpts=1, "
        "msgid=<zebulon.1@x.example>, relay=zebulon@localhost\n"
        "Oct 12 06:00:01 mx1 sendmail[2]: 39C600aa000001: to=<quux@example.com>, ctladdr=zebulon (1000/1000), "
        "delay=00:00:01, "
        "xdelay=00:00:01, mailer=esmtp, pri=1, relay=mx.example.com. [192.0.2.1], dsn=4.2.0, stat=Deferred: 450 4.2.0 "
        "quux "
        "greylisted\n") << 1;
    QTest::newRow("KumoMTA") << QByteArray(
        R"({"type":"TransientFailure","id":"a1","sender":"zebulon@sender.example","recipient":"quux@example.com","queue":"example.com","site":"","size":1,)"
        R"("response":{"code":451,"enhanced_code":null,"content":"user quux \u003cQuux@example.com\u003e of zebulon@sender.example busy","command":"RCPT"},)"
        R"("peer_address":{"name":"mx.example.com","addr":"192.0.2.1"},"timestamp":1697090400,"created":1697090399,"num_attempts":0,"egress_pool":"p","egress_source":"s","nodeid":"n"})"
        "\n{\"type\":\"zebulon\" quux@example.com\n")
                             << 1;
}

void TestPrivacy::noNames()
{
    QFETCH(QByteArray, log);
    QFETCH(int, facts);
    const Database named, nameless;
    set(nameless, { true, 0 });
    for (const Database* database : { &named, &nameless })
        database->import({ write(database->folder() / "mail.log", log.toStdString()) }, ofOctober());
    QCOMPARE(nameless.attempts().size(), std::size_t(facts));
    QVERIFY(factsOf(named) == factsOf(nameless));
    for (const char* name : { "zebulon", "quux" })
        QVERIFY2(lower(allOf(named)).find(name) != std::string::npos, name); // else this shows nothing
    const std::string all = lower(allOf(nameless));
    for (const char* name : { "zebulon", "quux" }) {
        const auto at = all.find(name);
        QVERIFY2(at == std::string::npos, all.substr(at == std::string::npos || at < 80 ? 0 : at - 80, 160).c_str());
    }
    QCOMPARE(nameless.journal().front().lines.total(), linesIn(log.toStdString()));
    QVERIFY(nameless.journal().front().lines == named.journal().front().lines);
}

void TestPrivacy::repliesThatNameAMailboxAreOne()
{
    std::string log;
    for (const char* name : { "zebulon", "quux", "info" })
        log += fmt::format(
            "Oct 12 06:00:03 mx1 postfix/smtp[1]: 4AAAAAAAAA: to=<{0}@example.com>, "
            "relay=mx.example.com[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=5.1.1, status=bounced (host "
            "mx.example.com[192.0.2.1] said: 550 5.1.1 No such mailbox {0} here (in reply to RCPT TO command))\n",
            name);
    const Database database;
    set(database, { true, 0 });
    database.import({ write(database.folder() / "mail.log", log) }, ofOctober());
    std::set<std::string> templates;
    for (const AttemptRow& row : database.attempts())
        templates.insert(row.templ);
    QVERIFY(templates
        == (std::set<std::string> { "550 5.1.1 No such mailbox ‹addr› here", "550 5.1.1 No such mailbox info here" }));
}

// Correlation, first tries, delays and waiting mail do not depend on who the people are.
void TestPrivacy::tellsTheSame()
{
    const std::string log = PostfixLog("mx1").messages(0, 2000);
    const Database named, nameless;
    set(nameless, { true, 0 });
    for (const Database* database : { &named, &nameless })
        database->import({ write(database->folder() / "mail.log", log) }, ofOctober());
    const auto withoutOpen = [](std::vector<std::string> dump) {
        std::erase_if(dump, [](const std::string& line) { return line.starts_with("open "); });
        return dump;
    };
    const auto a = named.dump(), b = nameless.dump();
    QCOMPARE(a.size(), b.size());
    compare(withoutOpen(b), withoutOpen(a));
}

// A column that is called like a mailbox: the file goes on by its mapping when it has grown.
void TestPrivacy::mappingsStay()
{
    const Database database;
    set(database, { true, 0 });
    ImportOptions options;
    options.mapping = std::make_shared<const ColumnMapping>(valueOf(
        readMapping(R"({"layout":"csv","fields":{"time":"when","recipient":"zebulon","code":"code"}})", "test")));
    std::string log = "when,zebulon,code\n2023-10-12T10:00:00Z,zebulon@example.com,250\n";
    const fs::path file = write(database.folder() / "bulk.csv", log);
    database.import({ file }, options);
    log += "2023-10-12T10:00:01Z,zebulon@example.com,450\n";
    write(file, log);
    const auto summary = database.import({ file }, {});
    QCOMPARE(stateOf(summary), FileProgress::State::Done);
    QCOMPARE(summary.facts, 1U);
    QCOMPARE(summary.lines.notUnderstood(), 0U);
}

void TestPrivacy::turnedOnLater()
{
    const std::string log = PostfixLog("mx1").messages(0, 2000);
    const Database once, database;
    once.import({ write(once.folder() / "mail.log", log) }, ofOctober());
    const auto path = write(database.folder() / "mail.log", upToLine(log, log.size() / 2));
    database.import({ path }, ofOctober());
    set(database, { true, 0 });
    write(path, log);
    database.import({ path }, ofOctober()); // the rest of it
    const auto facts = once.attempts().size();
    QCOMPARE(database.attempts().size(), facts);
    const auto copied = database.import(
        { write(database.folder() / "copy.log", "Oct 10 00:00:00 mx1 postfix/smtpd[1]: connect\n" + log) },
        ofOctober());
    QCOMPARE(copied.facts, std::uint64_t(0));
    QCOMPARE(copied.duplicates, facts);
}

void TestPrivacy::rawLines()
{
    const Database database;
    set(database, { true, 0 });
    const std::string log
        = "Oct 12 06:00:03 mx1 postfix/smtp[1]: 4AAAAAAAAA: to=<zebulon@example.com>, "
          "relay=mx.example.com[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=5.1.1, status=bounced (host "
          "said: 550 User zebulon unknown)\n"
          "Oct 12 06:00:04 mx1 postfix/smtp[1]: what of zebulon\n";
    database.import({ write(database.folder() / "mail.log", log) }, ofOctober());
    const auto file = database.journal().front();
    const auto reader = valueOf(Reader::open(database.path()));
    const auto key = pseudonymKey(reader);
    QVERIFY(key.has_value());
    const auto shown = valueOf(readRawLine(file, 0, 1, {}, key));
    const std::string name = Pseudonyms(*key).of("zebulon");
    QCOMPARE(shown.lines.size(), std::size_t(2));
    for (const std::string& line : shown.lines) {
        QVERIFY2(line.find("zebulon") == std::string::npos, line.c_str());
        QVERIFY2(line.find(name) != std::string::npos, line.c_str());
    }
    QVERIFY(valueOf(readRawLine(file, 0, 1, {})).lines.front().find("zebulon") != std::string::npos);
    set(database, { false, 0 });
    QVERIFY(!pseudonymKey(valueOf(Reader::open(database.path()))).has_value());
}

void TestPrivacy::monthsAgo_data()
{
    QTest::addColumn<QString>("now");
    QTest::addColumn<int>("months");
    QTest::addColumn<QString>("expected");
    QTest::newRow("six") << "2023-10-12T23:59:59Z" << 6 << "2023-04-12T00:00:00Z";
    QTest::newRow("over the year") << "2023-01-31T00:00:00Z" << 2 << "2022-11-30T00:00:00Z";
    QTest::newRow("leap day") << "2024-03-31T12:00:00Z" << 1 << "2024-02-29T00:00:00Z";
    QTest::newRow("years") << "2024-02-29T12:00:00Z" << 12 << "2023-02-28T00:00:00Z";
}

void TestPrivacy::monthsAgo()
{
    QFETCH(QString, now);
    QFETCH(int, months);
    QFETCH(QString, expected);
    UtcTime t;
    QVERIFY(fromIso(now.toStdString(), t));
    QCOMPARE(toIso(mv::monthsAgo(t, months)), expected.toStdString());
}

void TestPrivacy::prunesAfterAnImport()
{
    const std::string log = PostfixLog("mx1").messages(0, 1000);
    const Database kept, database;
    kept.import({ write(kept.folder() / "mail.log", log) }, ofOctober());
    set(database, { false, 1 });
    const auto path = write(database.folder() / "mail.log", log);
    const auto summary = database.import({ path }, ofOctober());
    QCOMPARE(summary.pruned.facts, summary.facts);
    QVERIFY(summary.pruned.keptFrom > UtcTime());
    QVERIFY(database.attempts().empty());
    const auto counts = [](const Database& of) {
        auto dump = of.dump();
        std::erase_if(dump, [](const std::string& line) { return !line.starts_with("counts "); });
        return dump;
    };
    QVERIFY(!counts(kept).empty());
    compare(counts(database), counts(kept));
    // Read again from another file, nothing is counted twice, and people are told.
    const auto again = database.import(
        { write(database.folder() / "copy.log", "Oct 10 00:00:00 mx1 postfix/smtpd[1]: connect\n" + log) },
        ofOctober());
    QCOMPARE(again.facts, std::uint64_t(0));
    QCOMPARE(again.tooOld, summary.facts);
    compare(counts(database), counts(kept));
    const auto journal = database.journal();
    QVERIFY(std::ranges::any_of(
        journal, [](const ImportedFile& f) { return f.message.find("older than what is kept") != std::string::npos; }));
}

void TestPrivacy::settingsStayWhenStopped()
{
    const Database database;
    database.import({ write(database.folder() / "mail.log", PostfixLog("mx1").messages(0, 500)) }, ofOctober());
    Writer writer = valueOf(Writer::open(database.path()));
    std::stop_source stop;
    stop.request_stop();
    const auto done = setPrivacy(writer, { true, 1 }, systemNow(), stop.get_token());
    QVERIFY(!done.has_value() && done.error().cancelled);
    QVERIFY((privacySettings(writer) == PrivacySettings {}));
}

QTEST_GUILESS_MAIN(TestPrivacy)
#include "tst_privacy.moc"
