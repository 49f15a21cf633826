// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/delaybuckets.h"
#include "models/store/queries/delays.h"
#include "models/store/queries/sources.h"
#include "tests/models/store/batches.h"
#include <QTemporaryDir>
#include <QTest>

using namespace mv;
using namespace mv::test;
using namespace std::chrono_literals;

namespace {

const TimeRange kData { at("2023-10-16T00:00Z"), at("2023-10-19T00:00Z") };

std::optional<UtcTime> arrivalOf(const Fact& f)
{
    if (f.delayMs < 0 || !isFinal(f.outcome))
        return std::nullopt;
    return f.at - std::chrono::milliseconds(f.delayMs);
}

bool near(const std::optional<Delay>& got, std::chrono::milliseconds exact)
{
    const auto ratio = got ? double(got->value.count()) / double(exact.count()) : 0;
    return ratio > 0.88 && ratio < 1.13; // one bucket is 12 %
}

} // namespace

class TestDelays : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void buckets();
    void counts_data();
    void counts();
    void percentiles();
    void waitingMail();

private:
    QTemporaryDir m_folder;
    std::vector<Fact> m_facts;
    std::optional<Reader> m_reader;
};

void TestDelays::initTestCase()
{
    const std::string path = m_folder.filePath(QStringLiteral("d.mailvane")).toStdString();
    Writer writer = openWriter(path);
    m_facts = randomFacts(8, 12'000, kData);
    const auto file = newFile(writer, "a");
    for (std::size_t i = 0; i < m_facts.size(); i += 900)
        store(writer, file,
            { m_facts.begin() + static_cast<std::ptrdiff_t>(i),
                m_facts.begin() + static_cast<std::ptrdiff_t>(std::min(i + 900, m_facts.size())) });
    m_reader = *Reader::open(path);
}

void TestDelays::buckets()
{
    QCOMPARE(delayBucketOf(0), std::size_t { 0 });
    QCOMPARE(delayBucketOf(99), std::size_t { 0 });
    QCOMPARE(delayBucketOf(100), std::size_t { 1 });
    QCOMPARE(delayBucketOf(10LL * 86'400'000), kDelayBuckets - 1);
    QCOMPARE(delayBucketOf(std::numeric_limits<std::int64_t>::max()), kDelayBuckets - 1);
    for (std::size_t bucket = 1; bucket < kDelayBuckets; ++bucket) {
        QCOMPARE(delayBucketOf(delayBucketFrom(bucket)), bucket);
        QCOMPARE(delayBucketOf(delayBucketFrom(bucket) - 1), bucket - 1);
        QCOMPARE(delayBucketOf(delayBucketMiddle(bucket)), bucket);
    }
}

void TestDelays::counts_data()
{
    QTest::addColumn<int>("offsetMinutes"); // of the zone
    QTest::addColumn<Filters>("filters");
    QTest::addColumn<TimeRange>("range");
    const TimeRange odd { at("2023-10-16T07:11Z"), at("2023-10-18T09:47:13Z") };
    QTest::newRow("cube") << 0 << Filters {} << kData;
    QTest::newRow("India") << 330 << Filters {} << kData;
    QTest::newRow("Nepal, from facts") << 345 << Filters {} << kData;
    QTest::newRow("odd ends") << 60 << Filters {} << odd;
    Filters some;
    some.providers = { "Listed A", "Other" };
    some.sources = { "203.0.113.1", "203.0.113.2", "mx1" };
    QTest::newRow("cube, filtered") << 0 << some << odd;
    some.recipientDomains = { "d1.example", "d2.example", "d3.example" };
    QTest::newRow("facts, filtered") << 0 << some << odd;
    Filters outcomes;
    outcomes.outcomes = { Outcome::Delivered };
    QTest::newRow("delivered only") << 0 << outcomes << odd;
}

void TestDelays::counts()
{
    QFETCH(int, offsetMinutes);
    QFETCH(Filters, filters);
    QFETCH(TimeRange, range);
    DelayQuestion q;
    q.scope.range = range;
    q.scope.filters = filters;
    q.scope.zone = Zone::fixed(std::chrono::minutes(offsetMinutes));
    q.bucket = Bucket::Day;
    q.scope.comparison = Comparison::PreviousPeriod;
    const auto rows = *ask(*m_reader, q, {});
    std::vector<std::uint64_t> buckets(rows.edges.size() - 1);
    std::map<std::string, std::uint64_t> providers;
    std::uint64_t compared = 0;
    for (const Fact& f : m_facts) {
        const auto arrival = arrivalOf(f);
        if (!arrival || !keeps(filters, f))
            continue;
        if (q.scope.comparedRange().contains(*arrival))
            ++compared;
        if (!range.contains(*arrival))
            continue;
        const auto after = std::ranges::upper_bound(rows.edges, *arrival);
        ++buckets[static_cast<std::size_t>(after - rows.edges.begin() - 1)];
        ++providers[groupedProvider(f)];
    }
    for (std::size_t i = 0; i < buckets.size(); ++i)
        QCOMPARE(rows.buckets[i].finished, buckets[i]);
    QCOMPARE(rows.providers.size(), providers.size());
    for (const DelayRow& row : rows.providers)
        QCOMPARE(row.cell.finished, providers.at(row.provider));
    std::uint64_t comparedGot = 0;
    for (const DelayCell& cell : rows.comparedBuckets)
        comparedGot += cell.finished;
    QCOMPARE(comparedGot, compared);
    QVERIFY(
        std::ranges::is_sorted(rows.providers, std::greater(), [](const DelayRow& r) { return r.cell.p95->value; }));
}

void TestDelays::percentiles()
{
    std::vector<std::int64_t> delays;
    for (const Fact& f : m_facts) {
        if (const auto arrival = arrivalOf(f); arrival && kData.contains(*arrival))
            delays.push_back(f.delayMs);
    }
    std::ranges::sort(delays);
    const auto exact = [&](double share) {
        return std::chrono::milliseconds(delays[static_cast<std::size_t>(double(delays.size()) * share)]);
    };
    DelayQuestion q;
    q.scope.range = kData;
    const auto total = ask(*m_reader, q, {})->total;
    QCOMPARE(total.finished, delays.size());
    QVERIFY(near(total.p50, exact(0.5)));
    QVERIFY(near(total.p90, exact(0.9)));
    QVERIFY(near(total.p95, exact(0.95)));
    QVERIFY(!total.p95->atLeast);
}

// Half of the mail to a provider waits: its median is known, its 95th percentile only to be at least something.
void TestDelays::waitingMail()
{
    const std::string path = m_folder.filePath(QStringLiteral("w.mailvane")).toStdString();
    Writer writer = openWriter(path);
    const auto file = newFile(writer, "a");
    const UtcTime arrived = at("2023-10-16T10:00Z"), last = at("2023-10-16T16:00Z");
    std::vector<Fact> facts;
    facts.reserve(61);
    for (int i = 0; i < 60; ++i)
        facts.push_back(Fact { .at = arrived + 10s, .delayMs = 10'000, .queueId = numbered("q", unsigned(i)) });
    facts.push_back(Fact { .at = last, .outcome = Outcome::Deferred, .delayMs = -1 });
    Batch batch = batchOf(facts);
    for (int i = 0; i < 40; ++i) {
        OpenMessage waits { "mx1", numbered("w", unsigned(i)), arrived, last, "a@sender.example", true, 1, {} };
        waits.recipients.push_back(
            { 1, arrived, last, false, "example.com", "mx.example.com", i % 2 == 0 ? "203.0.113.1" : "" });
        waits.recipients.push_back({ 2, arrived, last, true, "example.com", "mx.example.com", "203.0.113.1" });
        batch.openChanges.open.push_back(waits);
    }
    QVERIFY(commit(writer, batch, file).has_value());
    auto reader = *Reader::open(path);
    DelayQuestion q;
    q.scope.range = kData;
    q.bucket = Bucket::Day;
    const auto rows = *ask(reader, q, {});
    QVERIFY(rows.asOf == last);
    QCOMPARE(rows.total.finished, 60U);
    QCOMPARE(rows.total.waiting, 40U);
    QVERIFY(near(rows.total.p50, 10s));
    QVERIFY(!rows.total.p50->atLeast);
    QVERIFY(rows.total.p95->atLeast);
    QVERIFY(near(rows.total.p95, 6h));
    QCOMPARE(rows.providers.size(), std::size_t { 1 });
    QVERIFY(rows.providers.front().oldestWaiting == last - arrived);
    q.scope.filters.recipientDomains = { "example.org" };
    QCOMPARE(ask(reader, q, {})->total.waiting, 0U);

    SourceQuestion sources;
    sources.scope.range = kData;
    const auto bySource = ask(reader, sources, {})->rows;
    QCOMPARE(bySource.size(), std::size_t { 2 });
    QCOMPARE(bySource[0].source, std::string("203.0.113.1"));
    QCOMPARE(bySource[0].waiting, 20U);
    QCOMPARE(bySource[1].source, std::string("mx1")); // the server, where no source is told
    QCOMPARE(bySource[1].waiting, 20U);
}

QTEST_GUILESS_MAIN(TestDelays)
#include "tst_delays.moc"
