// SPDX-License-Identifier: GPL-3.0-or-later
// The answers against plain loops over the same facts: on the cube, on facts, and where both meet.
#include "models/store/queries/rates.h"
#include "models/store/queries/replies.h"
#include "models/store/queries/sources.h"
#include "tests/models/store/batches.h"
#include <QTemporaryDir>
#include <QTest>

using namespace mv;
using namespace mv::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(mv::RateQuestion)

namespace {

const TimeRange kData { at("2023-10-16T00:00Z"), at("2023-11-06T00:00Z") };

Zone berlin()
{
    return Zone("Europe/Berlin",
        { { at("2023-03-26T01:00Z"), 2h }, { at("2023-10-29T01:00Z"), 1h }, { at("2024-03-31T01:00Z"), 2h } });
}

std::string groupOf(const RateQuestion& q, const Fact& f)
{
    switch (q.by) {
    case GroupBy::Provider:
        return q.unlistedApart ? f.provider : groupedProvider(f);
    case GroupBy::Source:
        return sourceOf(f);
    case GroupBy::Server:
        return f.server;
    case GroupBy::SenderDomain:
        return f.senderDomain;
    case GroupBy::RecipientDomain:
        return f.recipientDomain;
    case GroupBy::Reason:
        return f.reason;
    case GroupBy::Template:
        return f.templ;
    case GroupBy::Outcome:
        return std::string(toString(f.outcome));
    case GroupBy::Nothing:
        break;
    }
    return {};
}

using Table = std::map<std::string, std::vector<Counts>>;

Table countPlainly(
    const std::vector<Fact>& facts, const RateQuestion& q, const std::vector<UtcTime>& edges, TimeRange range)
{
    Table table;
    for (const Fact& f : facts) {
        if (!range.contains(f.at) || !keeps(q.scope.filters, f))
            continue;
        const auto after = std::ranges::upper_bound(edges, f.at);
        auto& row = table[groupOf(q, f)];
        row.resize(edges.size() - 1);
        count(row[static_cast<std::size_t>(after - edges.begin() - 1)], f);
    }
    return table;
}

Table tableOf(const RateRows& rows, std::vector<Counts> RateGroup::*buckets)
{
    Table table;
    for (const RateGroup& group : rows.groups) {
        const auto& counts = group.*buckets;
        if (std::ranges::any_of(counts, [](const Counts& c) { return c != Counts(); }))
            table[group.name] = counts;
    }
    return table;
}

} // namespace

class TestQueries : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void rates_data();
    void rates();
    void randomScopes();
    void gaps();
    void comparedHoursAcrossClockChange();
    void replies();
    void sources();
    void cancelled();
    void emptyDatabase();

private:
    Reader& reader() { return *m_reader; }
    QTemporaryDir m_folder;
    std::vector<Fact> m_facts;
    std::optional<Reader> m_reader;
};

void TestQueries::initTestCase()
{
    const std::string path = m_folder.filePath(QStringLiteral("q.mailvane")).toStdString();
    Writer writer = openWriter(path);
    m_facts = randomFacts(1, 40'000, kData);
    std::erase_if(m_facts, [](const Fact& f) { // a day without logs
        return f.at >= at("2023-10-20T00:00Z") && f.at < at("2023-10-21T00:00Z");
    });
    // Many commits of all sizes, by server, so that blocks overlap in time and segments are merged.
    for (const char* server : { "mx0", "mx1", "mx2" }) {
        const ImportedFile file = newFile(writer, server);
        std::vector<Fact> part;
        std::size_t size = 1;
        for (const Fact& f : m_facts) {
            if (f.server != server)
                continue;
            part.push_back(f);
            if (part.size() == size) {
                QCOMPARE(store(writer, file, part).stored, part.size());
                part.clear();
                size = size * 3 % 4'001;
            }
        }
        store(writer, file, part);
    }
    auto opened = Reader::open(path);
    QVERIFY(opened.has_value());
    m_reader = std::move(*opened);
}

void TestQueries::rates_data()
{
    QTest::addColumn<RateQuestion>("question");
    RateQuestion q;
    q.scope.range = kData;
    const auto row = [&](const char* name, auto change) {
        RateQuestion changed = q;
        change(changed);
        QTest::newRow(name) << changed;
    };
    row("hours by provider", [](RateQuestion&) {});
    row("days by source", [](RateQuestion& c) { c.bucket = Bucket::Day, c.by = GroupBy::Source; });
    row("weeks by server", [](RateQuestion& c) { c.bucket = Bucket::Week, c.by = GroupBy::Server; });
    row("whole by template", [](RateQuestion& c) { c.bucket = Bucket::Whole, c.by = GroupBy::Template; });
    row("by reason", [](RateQuestion& c) { c.by = GroupBy::Reason; });
    row("by outcome", [](RateQuestion& c) { c.by = GroupBy::Outcome; });
    row("by nothing", [](RateQuestion& c) { c.by = GroupBy::Nothing; });
    row("by sender domain", [](RateQuestion& c) { c.by = GroupBy::SenderDomain, c.bucket = Bucket::Day; });
    row("by recipient domain", [](RateQuestion& c) { c.by = GroupBy::RecipientDomain, c.bucket = Bucket::Day; });
    row("unlisted apart", [](RateQuestion& c) { c.unlistedApart = true, c.bucket = Bucket::Day; });
    row("five minutes", [](RateQuestion& c) {
        c.bucket = Bucket::FiveMinutes;
        c.scope.range = { at("2023-10-17T10:00Z"), at("2023-10-17T16:00Z") };
    });
    row("days in Berlin", [](RateQuestion& c) { c.scope.zone = berlin(), c.bucket = Bucket::Day; });
    row("hours in Berlin", [](RateQuestion& c) { c.scope.zone = berlin(); });
    row("days in India", [](RateQuestion& c) { c.scope.zone = Zone::fixed(5h + 30min), c.bucket = Bucket::Day; });
    row("days in Nepal", [](RateQuestion& c) { c.scope.zone = Zone::fixed(5h + 45min), c.bucket = Bucket::Day; });
    row("a zone off the quarters",
        [](RateQuestion& c) { c.scope.zone = Zone::fixed(19min + 32s), c.bucket = Bucket::Day; });
    row("odd ends", [](RateQuestion& c) {
        c.scope.range = { at("2023-10-17T10:07:12.345Z"), at("2023-10-19T08:52:01Z") };
    });
    row("within a quarter", [](RateQuestion& c) {
        c.scope.range = { at("2023-10-17T10:01Z"), at("2023-10-17T10:09Z") };
    });
    row("within two quarters", [](RateQuestion& c) {
        c.scope.range = { at("2023-10-17T10:10Z"), at("2023-10-17T10:20Z") };
    });
    row("a provider", [](RateQuestion& c) { c.scope.filters.providers = { "Listed B" }; });
    row("the other providers", [](RateQuestion& c) { c.scope.filters.providers = { "Other", "Listed A" }; });
    row("an unlisted provider", [](RateQuestion& c) { c.scope.filters.providers = { "d3.example", "Listed A" }; });
    row("an unknown provider", [](RateQuestion& c) { c.scope.filters.providers = { "Nobody" }; });
    row("a source that is a server", [](RateQuestion& c) { c.scope.filters.sources = { "mx1" }; });
    row("many filters", [](RateQuestion& c) {
        c.scope.filters.sources = { "203.0.113.1", "203.0.113.2" };
        c.scope.filters.servers = { "mx0", "mx2" };
        c.scope.filters.reasons = { "reason-1", "reason-2" };
        c.scope.filters.outcomes = { Outcome::Deferred, Outcome::Held };
    });
    row("a domain", [](RateQuestion& c) { c.scope.filters.recipientDomains = { "d7.example" }; });
    row("a sender and a template", [](RateQuestion& c) {
        c.scope.filters.senderDomains = { "s1.example" };
        c.scope.filters.templates = { "453 later ‹ip›" };
    });
    row("last week", [](RateQuestion& c) {
        c.scope.range.from = at("2023-10-30T00:00Z");
        c.scope.comparison = Comparison::SamePeriodLastWeek;
    });
    row("last week in Berlin, clocks changed", [](RateQuestion& c) {
        c.scope.zone = berlin();
        c.scope.range = { at("2023-10-28T22:00Z"), at("2023-11-05T23:00Z") };
        c.scope.comparison = Comparison::SamePeriodLastWeek;
    });
    row("previous period", [](RateQuestion& c) {
        c.bucket = Bucket::Day;
        c.scope.range.from = at("2023-10-27T09:00Z");
        c.scope.comparison = Comparison::PreviousPeriod;
    });
}

void TestQueries::rates()
{
    QFETCH(RateQuestion, question);
    const auto rows = ask(reader(), question, {});
    QVERIFY2(rows.has_value(), rows ? "" : rows.error().what.c_str());
    QVERIFY(rows->edges == bucketEdges(question.scope.range, question.bucket, question.scope.zone));
    QVERIFY(tableOf(*rows, &RateGroup::buckets) == countPlainly(m_facts, question, rows->edges, question.scope.range));
    if (question.scope.compares()) {
        const auto compared = countPlainly(m_facts, question, rows->comparedEdges, question.scope.comparedRange());
        QVERIFY(!compared.empty());
        QVERIFY(tableOf(*rows, &RateGroup::comparedBuckets) == compared);
    }
    Counts total;
    for (const RateGroup& group : rows->groups) {
        QCOMPARE(group.buckets.size(), rows->edges.size() - 1);
        Counts sum;
        for (const Counts& counts : group.buckets)
            sum += counts;
        QVERIFY(sum == group.total);
        total += sum;
    }
    QVERIFY(total == rows->total);
    QVERIFY(
        std::ranges::is_sorted(rows->groups, std::greater(), [](const RateGroup& g) { return g.total.attempts(); }));
}

void TestQueries::randomScopes()
{
    std::mt19937 random(11);
    const auto pick = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
    for (int i = 0; i < 60; ++i) {
        RateQuestion q;
        q.bucket = static_cast<Bucket>(1 + pick(4));
        q.by = static_cast<GroupBy>(pick(9));
        const auto from = kData.from + std::chrono::minutes(pick(15'000)) + std::chrono::milliseconds(pick(2) * 1'234);
        q.scope.range = { from, from + std::chrono::minutes(1 + pick(9'000)) };
        q.scope.zone = pick(2) == 0 ? berlin() : Zone::fixed(std::chrono::minutes(15 * pick(50)));
        if (pick(2) == 0)
            q.scope.filters.providers = { pick(2) == 0 ? "Listed C" : "Other", "Listed D" };
        if (pick(3) == 0)
            q.scope.filters.sources = { numbered("203.0.113.", pick(5)), "mx0" };
        if (pick(3) == 0)
            q.scope.filters.outcomes = { Outcome::Delivered, static_cast<Outcome>(1 + pick(6)) };
        if (pick(4) == 0)
            q.scope.filters.recipientDomains = { "d1.example", "d2.example" };
        const auto rows = ask(reader(), q, {});
        QVERIFY(rows.has_value());
        QVERIFY2(tableOf(*rows, &RateGroup::buckets) == countPlainly(m_facts, q, rows->edges, q.scope.range),
            toString(q.scope).c_str());
    }
}

void TestQueries::gaps()
{
    RateQuestion q;
    q.scope.range = { at("2023-10-19T00:00Z"), at("2023-10-22T00:00Z") };
    q.bucket = Bucket::Day;
    q.scope.filters.providers = { "Nobody" }; // gaps are about what was imported, not about the scope
    QVERIFY((ask(reader(), q, {})->covered == std::vector<bool> { true, false, true }));
    q.bucket = Bucket::Hour;
    const auto hours = ask(reader(), q, {})->covered;
    QCOMPARE(std::ranges::count(hours, false), 24);
    QVERIFY(hours[23] && !hours[24] && !hours[47] && hours[48]);
    q.scope.range = { at("2022-01-01T00:00Z"), at("2022-01-02T00:00Z") };
    QCOMPARE(std::ranges::count(ask(reader(), q, {})->covered, true), 0);
}

void TestQueries::comparedHoursAcrossClockChange()
{
    // The night in which Berlin's clocks went back has a second 02:00; the week before has not.
    RateQuestion q;
    q.scope.zone = berlin();
    q.scope.range = { at("2023-10-28T22:00Z"), at("2023-10-29T06:00Z") };
    q.scope.comparison = Comparison::SamePeriodLastWeek;
    const auto rows = *ask(reader(), q, {});
    QCOMPARE(rows.comparedEdges.size(), rows.edges.size());
    QVERIFY(std::ranges::is_sorted(rows.comparedEdges));
    const auto same = std::ranges::adjacent_find(rows.comparedEdges);
    QVERIFY(same != rows.comparedEdges.end());
    const auto empty = static_cast<std::size_t>(same - rows.comparedEdges.begin());
    QVERIFY(!rows.comparedCovered[empty]);
    for (const RateGroup& group : rows.groups)
        QVERIFY(group.comparedBuckets[empty] == Counts());
}

void TestQueries::replies()
{
    ReplyQuestion q;
    q.scope.range = { at("2023-10-24T00:00Z"), at("2023-10-31T00:00Z") };
    q.scope.filters.providers = { "Listed A", "Other" };
    q.scope.comparison = Comparison::SamePeriodLastWeek;
    q.bucket = Bucket::Day;
    struct Expected {
        std::uint64_t attempts = 0, compared = 0;
        std::map<std::string, bool> sources;
        UtcTime first = UtcTime::max(), last = UtcTime::min();
    };
    std::map<std::pair<std::string, Outcome>, Expected> expected;
    for (const Fact& f : m_facts) {
        auto& e = expected[{ f.templ, f.outcome }];
        e.first = std::min(e.first, f.at);
        e.last = std::max(e.last, f.at);
        if (!keeps(q.scope.filters, f))
            continue;
        if (q.scope.range.contains(f.at)) {
            ++e.attempts;
            e.sources[sourceOf(f)] = true;
        }
        if (q.scope.comparedRange().contains(f.at))
            ++e.compared;
    }
    std::erase_if(expected, [](const auto& entry) { return entry.second.attempts + entry.second.compared == 0; });
    const auto rows = *ask(reader(), q, {});
    QCOMPARE(rows.rows.size(), expected.size());
    for (const ReplyRow& row : rows.rows) {
        const auto& e = expected.at({ row.text, row.outcome });
        QCOMPARE(row.attempts, e.attempts);
        QCOMPARE(row.comparedAttempts, e.compared);
        QCOMPARE(row.sources, e.sources.size());
        QVERIFY(row.firstSeen == e.first && row.lastSeen == e.last);
        QCOMPARE(row.buckets.size(), rows.edges.size() - 1);
        QCOMPARE(row.code, row.outcome == Outcome::Delivered ? 250 : std::stoi(row.text));
        QCOMPARE(row.reason.empty(), row.outcome == Outcome::Delivered);
    }
    QVERIFY(std::ranges::is_sorted(rows.rows, std::greater(), &ReplyRow::attempts));
}

void TestQueries::sources()
{
    SourceQuestion q;
    q.scope.range = kData;
    q.scope.filters.reasons = { "reason-1" };
    q.bucket = Bucket::Day;
    std::map<std::string, Counts> expected;
    for (const Fact& f : m_facts) {
        if (q.scope.range.contains(f.at) && keeps(q.scope.filters, f))
            count(expected[sourceOf(f)], f);
    }
    const auto rows = *ask(reader(), q, {});
    QCOMPARE(rows.rows.size(), expected.size());
    for (const SourceRow& row : rows.rows)
        QVERIFY(row.total == expected.at(row.source));
    QCOMPARE(rows.rows.front().source, std::string("203.0.113.0"));
    QCOMPARE(rows.rows.back().source, std::string("mx2"));
}

void TestQueries::cancelled()
{
    std::stop_source stop;
    stop.request_stop();
    RateQuestion q;
    q.scope.range = kData;
    const auto rows = ask(reader(), q, stop.get_token());
    QVERIFY(!rows.has_value());
    QVERIFY(rows.error().cancelled);
    QVERIFY(ask(reader(), q, {}).has_value());
}

void TestQueries::emptyDatabase()
{
    const std::string path = m_folder.filePath(QStringLiteral("empty.mailvane")).toStdString();
    const Writer writer = openWriter(path);
    auto empty = Reader::open(path);
    QVERIFY(empty.has_value());
    RateQuestion q;
    q.scope.range = kData;
    q.scope.filters.providers = { "Listed A" };
    const auto rows = ask(*empty, q, {});
    QVERIFY(rows.has_value());
    QVERIFY(rows->groups.empty());
    QCOMPARE(std::ranges::count(rows->covered, true), 0);
    q.scope.range = {};
    QVERIFY(ask(*empty, q, {})->edges.empty());
}

QTEST_GUILESS_MAIN(TestQueries)
#include "tst_queries.moc"
