// SPDX-License-Identifier: GPL-3.0-or-later
// What reports, headers, probes and statistics tell: stored once, and asked for by scope.
#include "models/store/queries/auth.h"
#include "models/store/queries/incidents.h"
#include "models/store/queries/mxhistory.h"
#include "models/store/queries/placements.h"
#include "models/store/queries/probes.h"
#include "models/store/reader.h"
#include "models/store/sqlite/sqlite.h"
#include "tests/models/store/batches.h"
#include <QTemporaryDir>
#include <QTest>

using namespace mv;
using namespace mv::test;

namespace {

AuthResult result(const char* source, AuthVerdict dkim, std::uint64_t count)
{
    AuthResult r;
    r.from = at("2023-10-10T00:00Z");
    r.to = at("2023-10-11T00:00Z");
    r.receiver = "google.com";
    r.provider = "Listed Gmail";
    r.source = source;
    r.headerFrom = "example.com";
    r.envelopeFrom = "bounce.example.com";
    r.spf = AuthCheck { AuthVerdict::Pass, {}, "bounce.example.com", {} };
    r.dkim = { AuthCheck { AuthVerdict::Pass, {}, "esp.example.net", "k1" },
        AuthCheck { dkim, {}, "example.com", "s2017" } };
    r.spfAligned = true;
    r.dkimAligned = dkim == AuthVerdict::Pass;
    r.dmarc = AuthVerdict::Pass;
    r.disposition = "none";
    r.count = count;
    return r;
}

Evidence::Reported report(const char* id, std::vector<AuthResult> results)
{
    Report r;
    r.reporter = "google.com";
    r.id = id;
    r.domain = "example.com";
    r.period = { results.front().from, results.front().to };
    return { r, std::move(results), {} };
}

CommitResult put(Writer& writer, const char* path, Evidence evidence)
{
    const FilePart part { newFile(writer, path), 0, {}, std::move(evidence) };
    const auto done = writer.commit(Batch {}, std::span(&part, 1));
    if (!done)
        qFatal("%s", done.error().what.c_str());
    return done->front();
}

ProbeResult probe(const char* when, ProbeKind kind, const char* domain, const char* name)
{
    ProbeResult p;
    p.at = at(when);
    p.kind = kind;
    p.domain = domain;
    p.name = name;
    return p;
}

Scope scopeOf(const char* from, const char* to)
{
    Scope scope;
    scope.range = { at(from), at(to) };
    return scope;
}

} // namespace

class TestEvidence : public QObject {
    Q_OBJECT
private slots:
    void init() { m_path = m_folder.filePath(QString::number(++m_number)).toStdString(); }
    void reportsCountOnce();
    void periodIsSpread_data();
    void periodIsSpread();
    void filters_data();
    void filters();
    void logLinesBecomeCells();
    void sameMailOnce();
    void failureReportsApart();
    void forgettingTakesAll();
    void relabel();
    void probes();
    void placements();
    void reputation();
    void incidents();
    void mxHistory();

private:
    template <class Question> auto asked(const Question& q)
    {
        auto reader = Reader::open(m_path);
        if (!reader)
            qFatal("%s", reader.error().what.c_str());
        auto answer = ask(*reader, q, {});
        if (!answer)
            qFatal("%s", answer.error().what.c_str());
        return *answer;
    }

    QTemporaryDir m_folder;
    int m_number = 0;
    std::string m_path;
};

void TestEvidence::reportsCountOnce()
{
    Writer writer = openWriter(m_path);
    Evidence first, again;
    first.reports = { report(
        "r1", { result("203.0.113.1", AuthVerdict::Pass, 40), result("203.0.113.2", AuthVerdict::Fail, 2) }) };
    again = first;
    again.reports.push_back(report("r2", { result("203.0.113.1", AuthVerdict::Pass, 8) }));
    const auto one = put(writer, "a.xml", first), two = put(writer, "a.zip", again);
    QCOMPARE(one.stored, 2U);
    QCOMPARE(two.stored, 1U);
    QCOMPARE(two.duplicates, 2U);
    const AuthRows rows = asked(AuthQuestion { scopeOf("2023-10-10T00:00Z", "2023-10-11T00:00Z") });
    QVERIFY(rows.any);
    QCOMPARE(rows.total.messages, 50.0);
    QCOMPARE(rows.receivers.size(), 1U);
    QCOMPARE(rows.receivers[0].name, std::string("Listed Gmail"));
    QCOMPARE(rows.total[AuthMethod::Dmarc][AuthVerdict::Pass], 50.0);
    // Of two signatures the one of the From domain counts when it passes, else one that does.
    QCOMPARE(rows.sources.size(), 2U);
    QCOMPARE(rows.sources[0].source, std::string("203.0.113.1"));
    QCOMPARE(rows.sources[0].selector, std::string("s2017"));
    QCOMPARE(rows.sources[1].selector, std::string("k1"));
    QCOMPARE(rows.total.dkimNotAligned, 2.0);
    const auto& files = writer.journal();
    QCOMPARE(files[0].times.to, at("2023-10-11T00:00Z"));
}

void TestEvidence::periodIsSpread_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<double>("messages");
    QTest::newRow("whole") << "2023-10-10T00:00Z"
                           << "2023-10-11T00:00Z" << 24.0;
    QTest::newRow("three hours of it") << "2023-10-10T21:00Z"
                                       << "2023-10-12T00:00Z" << 3.0;
    QTest::newRow("one hour within") << "2023-10-10T04:00Z"
                                     << "2023-10-10T05:00Z" << 1.0;
    QTest::newRow("before") << "2023-10-09T00:00Z"
                            << "2023-10-10T00:00Z" << 0.0;
    QTest::newRow("after") << "2023-10-11T00:00Z"
                           << "2023-10-12T00:00Z" << 0.0;
}

void TestEvidence::periodIsSpread()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    Writer writer = openWriter(m_path);
    Evidence evidence;
    evidence.reports = { report("r1", { result("203.0.113.1", AuthVerdict::Pass, 24) }) };
    put(writer, "a.xml", evidence);
    AuthQuestion q { scopeOf(from.toLatin1(), to.toLatin1()), Bucket::Hour };
    const AuthRows rows = asked(q);
    QTEST(rows.total.messages, "messages");
    double inBuckets = 0;
    std::size_t covered = 0;
    for (std::size_t i = 0; i < rows.covered.size(); ++i) {
        covered += rows.covered[i];
        if (!rows.receivers.empty())
            inBuckets += rows.receivers[0].buckets[i].messages;
    }
    QTEST(inBuckets, "messages");
    QCOMPARE(static_cast<double>(covered), rows.total.messages); // an hour has a message
}

void TestEvidence::filters_data()
{
    QTest::addColumn<QStringList>("providers");
    QTest::addColumn<QStringList>("sources");
    QTest::addColumn<QStringList>("domains");
    QTest::addColumn<double>("messages");
    const QStringList all;
    QTest::newRow("none") << all << all << all << 17.0;
    QTest::newRow("provider") << QStringList { QStringLiteral("Listed Gmail") } << all << all << 7.0;
    QTest::newRow("unlisted providers") << QStringList { QStringLiteral("Other") } << all << all << 10.0;
    QTest::newRow("unknown provider") << QStringList { QStringLiteral("Nobody") } << all << all << 0.0;
    QTest::newRow("source") << all << QStringList { QStringLiteral("203.0.113.2") } << all << 10.0;
    QTest::newRow("From domain") << all << all << QStringList { QStringLiteral("example.com") } << 17.0;
    QTest::newRow("another domain") << all << all << QStringList { QStringLiteral("bounce.example.com") } << 0.0;
    QTest::newRow("two that exclude each other") << QStringList { QStringLiteral("Listed Gmail") }
                                                 << QStringList { QStringLiteral("203.0.113.2") } << all << 0.0;
}

void TestEvidence::filters()
{
    QFETCH(QStringList, providers);
    QFETCH(QStringList, sources);
    QFETCH(QStringList, domains);
    Writer writer = openWriter(m_path);
    writer.setListed(isListed);
    AuthResult other = result("203.0.113.2", AuthVerdict::Pass, 10);
    other.receiver = "mail.example.org";
    other.provider = {};
    Evidence evidence;
    evidence.reports = { report("r1", { result("203.0.113.1", AuthVerdict::Pass, 7), other }) };
    put(writer, "a.xml", evidence);
    AuthQuestion q { scopeOf("2023-10-10T00:00Z", "2023-10-11T00:00Z") };
    const auto names = [](const QStringList& list) {
        std::vector<std::string> out;
        for (const QString& name : list)
            out.push_back(name.toStdString());
        return out;
    };
    q.scope.filters.providers = names(providers);
    q.scope.filters.sources = names(sources);
    q.scope.filters.senderDomains = names(domains);
    QTEST(asked(q).total.messages, "messages");
}

// A milter's line per mail: equal ones of a quarter of an hour are one row with their number, and nothing gets lost.
void TestEvidence::logLinesBecomeCells()
{
    Writer writer = openWriter(m_path);
    Evidence evidence;
    for (int i = 0; i < 1000; ++i) {
        AuthResult r = result("203.0.113.1", i % 10 == 0 ? AuthVerdict::Fail : AuthVerdict::Pass, 1);
        r.evidence = AuthEvidence::LogLine;
        r.from = r.to = at("2023-10-10T00:00Z") + std::chrono::seconds(i);
        evidence.auth.push_back(r);
    }
    QCOMPARE(put(writer, "mail.log", evidence).stored, 1000U);
    const AuthRows told = asked(AuthQuestion { scopeOf("2023-10-10T00:00Z", "2023-10-11T00:00Z"), Bucket::Hour });
    QCOMPARE(told.total.messages, 1000.0);
    QCOMPARE(told.receivers[0].buckets[0].messages, 1000.0);
    auto db = sql::Connection::open(m_path, sql::Connection::Access::ReadOnly);
    sql::Statement rows(db, "SELECT count(*) FROM auth_result");
    QVERIFY(rows.step());
    QCOMPARE(rows.int64(0), 4); // two quarters, two results
}

void TestEvidence::sameMailOnce()
{
    Writer writer = openWriter(m_path);
    AuthResult r = result("203.0.113.1", AuthVerdict::Pass, 1);
    r.evidence = AuthEvidence::Header;
    r.to = r.from;
    r.mail = 77;
    Placement p;
    p.at = r.from;
    p.receiver = "gmail.com";
    p.folder = Folder::Spam;
    p.mail = 77;
    Evidence evidence;
    evidence.auth = { r };
    evidence.placements = { p };
    QCOMPARE(put(writer, "1.eml", evidence).stored, 2U);
    QCOMPARE(put(writer, "all.mbox", evidence).duplicates, 2U);
    const Scope scope = scopeOf("2023-10-10T00:00Z", "2023-10-11T00:00Z");
    QCOMPARE(asked(AuthQuestion { scope }).total.messages, 1.0);
    QCOMPARE(asked(PlacementQuestion { scope }).receivers.at(0).total[Folder::Spam], 1U);
}

void TestEvidence::failureReportsApart()
{
    Writer writer = openWriter(m_path);
    AuthResult failed = result("203.0.113.1", AuthVerdict::Fail, 1);
    failed.evidence = AuthEvidence::FailureReport;
    failed.to = failed.from;
    failed.dmarc = AuthVerdict::Fail;
    Evidence evidence;
    evidence.reports = { report("r1", { result("203.0.113.1", AuthVerdict::Pass, 7) }), report("f1", { failed }) };
    put(writer, "mails.mbox", evidence);
    const AuthRows rows = asked(AuthQuestion { scopeOf("2023-10-10T00:00Z", "2023-10-11T00:00Z") });
    QCOMPARE(rows.total[AuthMethod::Dmarc].failed(), 0.0);
    QCOMPARE(rows.receivers.at(0).failureReports, 1U);
}

void TestEvidence::forgettingTakesAll()
{
    Writer writer = openWriter(m_path);
    Evidence evidence;
    evidence.reports = { report("r1", { result("203.0.113.1", AuthVerdict::Pass, 7) }) };
    evidence.probes = { probe("2023-10-10T00:00Z", ProbeKind::Mx, "example.com", "example.com") };
    evidence.probes[0].certificate = Certificate {};
    put(writer, "a", evidence);
    const auto file = writer.journal().at(0).id;
    QVERIFY(writer.forgetFile(file).has_value());
    auto db = sql::Connection::open(m_path, sql::Connection::Access::ReadOnly);
    for (const char* table : { "report", "auth_result", "probe_result", "probe_certificate" }) {
        sql::Statement rows(db, std::string("SELECT count(*) FROM ") + table);
        QVERIFY(rows.step());
        QCOMPARE(rows.int64(0), 0);
    }
    QCOMPARE(put(writer, "a", evidence).stored, 2U); // and it can come again
}

void TestEvidence::relabel()
{
    Writer writer = openWriter(m_path);
    Evidence evidence;
    evidence.reports = { report("r1", { result("203.0.113.1", AuthVerdict::Pass, 7) }) };
    put(writer, "a.xml", evidence);
    Writer::Labels labels;
    labels.providerOf = [](auto, auto) { return std::string("Listed A"); };
    labels.reasonOf = [](auto, auto, auto, auto, auto) { return std::string(); };
    labels.listed = isListed;
    labels.providerOfReceiver = [](std::string_view receiver) { return "Listed of " + std::string(receiver); };
    QVERIFY(writer.relabel(labels, {}, {}).has_value());
    const AuthRows rows = asked(AuthQuestion { scopeOf("2023-10-10T00:00Z", "2023-10-11T00:00Z") });
    QCOMPARE(rows.receivers.at(0).name, std::string("Listed of google.com"));
    QVERIFY(rows.receivers.at(0).listed);
}

void TestEvidence::probes()
{
    Writer writer = openWriter(m_path);
    ProbeResult mx = probe("2017-09-12T00:00Z", ProbeKind::Mx, "example.com", "example.com");
    mx.answers = { "10 mx1.example.com", "20 mx2.example.com" };
    mx.findings = { { Severity::Warning, "Two\tMX", "RFC 5321, 5.1" } };
    ProbeResult later = mx;
    later.at = at("2017-09-14T00:00Z");
    later.answers = { "0 new.example.net" };
    ProbeResult certificate = probe("2017-09-14T00:01Z", ProbeKind::Certificate, "example.com", "new.example.net");
    certificate.certificate = Certificate { { "*.example.org" }, "CN=x", "CN=y", at("2017-01-01T00:00Z"), std::nullopt,
        "ab", Check::Bad, Check::Ok, "hostname mismatch" };
    ProbeResult elsewhere = mx;
    elsewhere.domain = elsewhere.name = "example.net";
    QVERIFY(writer.putProbes(std::vector { mx, later, certificate, elsewhere }).has_value());
    ProbeQuestion q { scopeOf("2017-09-13T00:00Z", "2017-09-20T00:00Z") };
    q.scope.filters.recipientDomains = { "example.com" };
    const ProbeRows rows = asked(q);
    QCOMPARE(rows.domains, 2U);
    QVERIFY(!rows.cut);
    mx.findings[0].text = "Two MX"; // a column is lines
    later.findings = mx.findings;
    QCOMPARE(rows.results.size(), 3U); // also what was known before the range
    QVERIFY(rows.results[0] == mx);
    QVERIFY(rows.results[1] == later);
    QVERIFY(rows.results[2] == certificate);
}

void TestEvidence::placements()
{
    Writer writer = openWriter(m_path);
    Evidence evidence;
    for (const Folder folder : { Folder::Inbox, Folder::Inbox, Folder::Inbox, Folder::Spam, Folder::Pending }) {
        Placement p;
        p.at = at("2023-10-10T12:00Z");
        p.receiver = "Gmail";
        p.folder = folder;
        evidence.placements.push_back(p);
    }
    put(writer, "seeds.csv", evidence);
    const PlacementRows rows = asked(PlacementQuestion { scopeOf("2023-10-10T00:00Z", "2023-10-12T00:00Z") });
    QCOMPARE(rows.receivers.size(), 1U);
    QCOMPARE(*rows.receivers[0].total.share(Folder::Inbox), 0.75);
    QCOMPARE(rows.receivers[0].buckets.at(1).total(), 0U);
    QVERIFY(!rows.receivers[0].buckets.at(1).share(Folder::Inbox)); // a gap
}

void TestEvidence::reputation()
{
    Writer writer = openWriter(m_path);
    Reputation figure;
    figure.from = at("2023-10-10T00:00Z");
    figure.to = at("2023-10-11T00:00Z");
    figure.system = "Microsoft SNDS";
    figure.subject = "203.0.113.1";
    figure.metric = "complaint rate";
    figure.value = 0.004;
    Evidence evidence;
    evidence.reputation = { figure };
    put(writer, "monday.csv", evidence);
    evidence.reputation[0].value = 0.005; // told again, corrected
    put(writer, "tuesday.csv", evidence);
    ReputationQuestion q { scopeOf("2023-10-01T00:00Z", "2023-11-01T00:00Z") };
    QCOMPARE(asked(q).figures.size(), 1U);
    QCOMPARE(*asked(q).figures[0].value, 0.005);
    q.scope.filters.sources = { "203.0.113.9" };
    QVERIFY(asked(q).figures.empty());
}

void TestEvidence::incidents()
{
    Writer writer = openWriter(m_path);
    Evidence evidence;
    evidence.incidents = { Incident {
        0, "EX680695", "Microsoft 365", "Delays", {}, at("2023-10-09T21:00Z"), std::nullopt, "investigating", {} } };
    put(writer, "open.json", evidence);
    evidence.incidents[0].to = at("2023-10-11T17:00Z");
    put(writer, "closed.json", evidence);
    const auto known = asked(IncidentQuestion {});
    QCOMPARE(known.size(), 1U);
    QVERIFY(known[0].to == evidence.incidents[0].to);
}

// Story 2: the MX moves; a server stays with the old one and is told that living recipients are unknown.
void TestEvidence::mxHistory()
{
    Writer writer = openWriter(m_path);
    std::vector<Fact> facts;
    const auto add
        = [&](const char* when, const char* server, const char* relay, Outcome outcome, std::uint32_t recipient) {
              Fact f;
              f.at = at(when);
              f.outcome = outcome;
              f.server = server;
              f.relayHost = relay;
              f.recipientDomain = "hotmail.example";
              f.queueId = "q" + std::to_string(facts.size());
              f.reason = outcome == Outcome::Bounced ? "unknown-user" : "";
              f.recipient = recipient;
              facts.push_back(f);
          };
    add("2017-09-01T00:00Z", "out1", "mx1.old.example", Outcome::Delivered, 0x11111111);
    add("2017-09-02T00:00Z", "out2", "mx1.old.example", Outcome::Delivered, 0x22222222);
    add("2017-09-03T00:00Z", "out2", "mx1.old.example", Outcome::Bounced, 0x33333333); // was never there
    add("2017-09-14T00:00Z", "out1", "mx.new.example", Outcome::Delivered, 0x11111111);
    add("2017-09-14T01:00Z", "out2", "mx1.old.example", Outcome::Bounced, 0x22222222);
    add("2017-09-14T02:00Z", "out2", "mx1.old.example", Outcome::Bounced, 0x1234); // of before version 4: not told
    store(writer, newFile(writer, "mail.log"), facts);
    MxHistoryQuestion q { scopeOf("2017-09-10T00:00Z", "2017-09-20T00:00Z") };
    const MxHistoryRows rows = asked(q);
    QCOMPARE(rows.domains.size(), 1U);
    const MxDomain& domain = rows.domains[0];
    QCOMPARE(domain.relays.size(), 2U);
    QCOMPARE(domain.relays[0].relay, std::string("mx.new.example"));
    QCOMPARE(domain.relays[0].falseUnknown, 0U);
    QCOMPARE(domain.relays[1].unknownUser, 2U);
    QCOMPARE(domain.relays[1].falseUnknown, 1U);
    QCOMPARE(domain.relays[1].falseUnknownByBucket.at(4), 1U);
    QCOMPARE(domain.relays[1].attempts.at(4), 2U);
    QCOMPARE(domain.servers.size(), 2U);
    QCOMPARE(domain.servers[1].server, std::string("out2"));
    QCOMPARE(domain.servers[1].falseUnknown, 1U);
    const auto list = asked(FalseUnknownQuestion { q.scope, "hotmail.example" });
    QCOMPARE(list.size(), 1U);
    QCOMPARE(list[0].queueId, std::string("q4"));
    QCOMPARE(list[0].tookMail, at("2017-09-02T00:00Z"));
    q.scope = scopeOf("2017-09-01T00:00Z", "2017-09-05T00:00Z");
    QCOMPARE(asked(q).domains.at(0).relays.at(0).falseUnknown, 0U);
    q.mostDomains = 0;
    QCOMPARE(asked(q).otherDomains, 1U);
}

QTEST_GUILESS_MAIN(TestEvidence)
#include "tst_evidence.moc"
