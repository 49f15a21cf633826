// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/attempts.h"
#include "tests/models/store/batches.h"
#include <QTemporaryDir>
#include <QTest>

using namespace mv;
using namespace mv::test;
using namespace std::chrono_literals;

class TestAttempts : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void pages_data();
    void pages();
    void allOfThem_data();
    void allOfThem();
    void stopsWhereTheReceiverFails();
    void everyField();

private:
    std::vector<Fact> expected(const AttemptQuestion&) const; // oldest first
    QTemporaryDir m_folder;
    std::vector<Fact> m_facts;
    std::optional<Reader> m_reader;
};

void TestAttempts::initTestCase()
{
    const std::string path = m_folder.filePath(QStringLiteral("a.mailvane")).toStdString();
    Writer writer = openWriter(path);
    m_facts = randomFacts(2, 5'000, { at("2023-10-16T00:00Z"), at("2023-10-18T00:00Z") });
    for (std::size_t i = 0; i < m_facts.size(); ++i)
        m_facts[i].offset = i; // tells them apart
    const auto file = newFile(writer, "a");
    // In an order that is not that of time, so that blocks overlap.
    for (std::size_t part = 0; part < 7; ++part) {
        std::vector<Fact> some;
        for (std::size_t i = part; i < m_facts.size(); i += 7)
            some.push_back(m_facts[i]);
        store(writer, file, some);
    }
    auto reader = Reader::open(path);
    QVERIFY(reader.has_value());
    m_reader = std::move(*reader);
}

std::vector<Fact> TestAttempts::expected(const AttemptQuestion& q) const
{
    std::vector<Fact> facts;
    for (const Fact& f : m_facts) {
        if (q.scope.range.contains(f.at) && keeps(q.scope.filters, f) && (q.nextMxToo || f.outcome != Outcome::NextMx))
            facts.push_back(f);
    }
    std::ranges::stable_sort(facts, {}, &Fact::at);
    return facts;
}

void TestAttempts::pages_data()
{
    QTest::addColumn<bool>("newestFirst");
    QTest::addColumn<bool>("nextMxToo");
    QTest::addColumn<bool>("filtered");
    QTest::addColumn<int>("limit");
    QTest::newRow("newest first") << true << false << false << 200;
    QTest::newRow("oldest first") << false << false << false << 200;
    QTest::newRow("with next MX") << true << true << false << 333;
    QTest::newRow("filtered") << true << true << true << 7;
    QTest::newRow("one page") << false << true << true << 100'000;
    QTest::newRow("one a page") << false << true << true << 1;
}

void TestAttempts::pages()
{
    QFETCH(bool, newestFirst);
    QFETCH(bool, nextMxToo);
    QFETCH(bool, filtered);
    QFETCH(int, limit);
    AttemptQuestion q;
    q.scope.range = { at("2023-10-16T03:00Z"), at("2023-10-17T20:00Z") };
    q.newestFirst = newestFirst;
    q.nextMxToo = nextMxToo;
    q.limit = static_cast<std::size_t>(limit);
    if (filtered) {
        q.scope.filters.recipientDomains = { "d1.example", "d2.example" };
        q.scope.filters.outcomes = { Outcome::Deferred, Outcome::NextMx };
    }
    std::vector<std::uint64_t> offsets;
    std::vector<UtcTime> times;
    for (bool more = true; more;) {
        const auto page = ask(*m_reader, q, {});
        QVERIFY(page.has_value());
        more = page->more;
        QVERIFY(page->rows.size() == q.limit || !more);
        for (const AttemptRow& row : page->rows) {
            offsets.push_back(row.offset);
            times.push_back(row.at);
        }
        if (more)
            q.after = page->rows.back().key;
    }
    if (newestFirst) {
        std::ranges::reverse(times);
        std::ranges::reverse(offsets);
    }
    QVERIFY(std::ranges::is_sorted(times));
    std::vector<std::uint64_t> wanted;
    for (const Fact& f : expected(q))
        wanted.push_back(f.offset);
    QVERIFY(!wanted.empty());
    std::ranges::sort(offsets);
    std::ranges::sort(wanted);
    QVERIFY(offsets == wanted);
}

void TestAttempts::allOfThem_data()
{
    QTest::addColumn<bool>("newestFirst");
    QTest::newRow("newest first") << true;
    QTest::newRow("oldest first") << false;
}

void TestAttempts::allOfThem()
{
    AttemptQuestion q;
    QFETCH(bool, newestFirst);
    q.newestFirst = newestFirst;
    q.scope.range = { at("2023-10-16T00:00Z"), at("2023-10-19T00:00Z") };
    std::vector<UtcTime> times;
    const auto count = forEachAttempt(*m_reader, q, {}, [&](const AttemptRow& row) -> Result<void> {
        times.push_back(row.at);
        return {};
    });
    QVERIFY(count.has_value());
    QCOMPARE(*count, expected(q).size());
    if (newestFirst)
        std::ranges::reverse(times);
    QVERIFY(std::ranges::is_sorted(times));
    std::stop_source stop;
    stop.request_stop();
    const auto stopped
        = forEachAttempt(*m_reader, q, stop.get_token(), [](const AttemptRow&) { return Result<void>(); });
    QVERIFY(!stopped.has_value() && stopped.error().cancelled);
}

void TestAttempts::stopsWhereTheReceiverFails()
{
    AttemptQuestion q;
    q.scope.range = { at("2023-10-16T00:00Z"), at("2023-10-19T00:00Z") };
    int seen = 0;
    const auto count = forEachAttempt(*m_reader, q, {}, [&](const AttemptRow&) -> Result<void> {
        if (++seen == 10)
            return failure("The disk is full.");
        return {};
    });
    QVERIFY(!count.has_value());
    QCOMPARE(count.error().what, std::string("The disk is full."));
    QCOMPARE(seen, 10);
}

void TestAttempts::everyField()
{
    const std::string path = m_folder.filePath(QStringLiteral("one.mailvane")).toStdString();
    Writer writer = openWriter(path);
    Fact f {
        .at = at("2023-10-12T10:00:05.604Z"), .outcome = Outcome::Deferred, .firstTry = false, .delayMs = 86'400'123
    };
    f.queueId = "4S5Tq02xDcz9rvd";
    f.reason = "throttled";
    f.templ = "451 4.7.500 Server busy ‹ip›";
    f.code = 451;
    f.enhanced = EnhancedCode(4, 7, 500);
    f.stage = Stage::RcptTo;
    f.offset = 0xffffffffffU;
    const auto file = newFile(writer, "a");
    store(writer, file, { f });
    auto reader = *Reader::open(path);
    AttemptQuestion q;
    q.scope.range = { f.at, f.at + 1ms };
    const auto rows = ask(reader, q, {})->rows;
    QCOMPARE(rows.size(), std::size_t { 1 });
    const AttemptRow& r = rows.front();
    QVERIFY(r.at == f.at && r.outcome == f.outcome && r.stage == f.stage && r.firstTry == f.firstTry);
    QVERIFY(r.code == f.code && r.enhanced == f.enhanced && r.delay == std::chrono::milliseconds(f.delayMs));
    QVERIFY(r.file == file.id && r.offset == f.offset && r.server == f.server && r.source == f.source);
    QVERIFY(r.provider == f.provider && r.relayHost == f.relayHost && r.relayIp == f.relayIp && r.tls == f.tls);
    QVERIFY(r.senderDomain == f.senderDomain && r.recipientDomain == f.recipientDomain);
    QVERIFY(r.reason == f.reason && r.templ == f.templ && r.queueId == f.queueId);
}

QTEST_GUILESS_MAIN(TestAttempts)
#include "tst_attempts.moc"
