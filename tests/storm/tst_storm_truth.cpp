// SPDX-License-Identifier: GPL-3.0-or-later
// Imports generated storms and the shipped one through the whole pipeline and compares every count with what the
// generator wrote.
#include "models/analysis/recovery.h"
#include "models/classify/replytemplate.h"
#include "models/jobs/importjob.h"
#include "models/store/queries/delays.h"
#include "models/store/queries/rates.h"
#include "models/store/queries/sources.h"
#include "tests/storm/storm.h"
#include <QTemporaryDir>
#include <QTest>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>

using namespace mv;

namespace {

// A few hundred answers of one kind, to different addresses at different times.
std::set<std::string> templatesOf(const storm::Reply& r)
{
    storm::Rng rng(7);
    std::set<std::string> templates;
    for (int i = 0; i < 300; ++i) {
        const std::string n = std::to_string(i);
        const std::string ip = "198.51.100." + std::to_string(10 + i % 40), host = "mx" + n + ".example.org",
                          hostIp = "192.0.2." + std::to_string(i % 250), rcpt = "anna." + n + "@alder-works.example",
                          id = "4S5fRTy1k2z4" + n + "@mx01.example.com";
        const storm::ReplyContext c { ip, host, hostIp, rcpt, i % 2 ? "gmx.net" : "alder-works.example", id,
            2000U + static_cast<unsigned>(i), storm::utc(10, 12, 6, 12) + i * 97'654'321LL };
        std::string text, masked;
        storm::appendReply(text, r, c, rng);
        maskReply(text, masked);
        templates.insert(masked);
    }
    return templates;
}

// The storm with more of what is rare in it, so that a small one has every outcome.
storm::World troubledWorld()
{
    storm::World w = storm::makeWorld();
    for (storm::Receiver& r : w.receivers)
        for (storm::Trouble& t : r.troubles) {
            if (t.kind == storm::Trouble::Site)
                t.chance = 0.2;
            if (t.kind == storm::Trouble::Lasting) {
                t.chance *= 4;
                t.hours *= 3; // some longer than mail stays in the queue
            }
        }
    return w;
}

// A storm and what an import made of it.
struct Imported {
    explicit Imported(storm::World w)
        : world(std::move(w))
    {
    }
    storm::World world;
    storm::Truth truth { world };
    storm::Written written;
    ImportSummary summary;
    std::optional<Reader> reader;
};

// Everything counted, as "provider / source / hour / outcome / template" -> how many.
using CountsByCell = std::map<std::string, std::uint64_t>;

std::string cellName(
    std::string_view provider, std::string_view source, UtcTime hour, Outcome outcome, std::string_view templ)
{
    return fmt::format("{} / {} / {} / {} / {}", provider, source, toIso(hour), toString(outcome), templ);
}

UtcTime hourAt(std::int64_t hour) { return UtcTime(std::chrono::hours(hour)); }
UtcTime timeAt(std::int64_t us) { return UtcTime(std::chrono::milliseconds(us / 1000)); }

std::string differences(const CountsByCell& expected, const CountsByCell& actual)
{
    std::string text;
    std::size_t shown = 0;
    const auto tell = [&](const std::string& cell, std::uint64_t wanted, std::uint64_t is) {
        if (shown++ < 20)
            text += fmt::format("\n  {}: {} instead of {}", cell, is, wanted);
    };
    for (const auto& [cell, count] : expected)
        if (const auto found = actual.find(cell); found == actual.end() || found->second != count)
            tell(cell, count, found == actual.end() ? 0 : found->second);
    for (const auto& [cell, count] : actual)
        if (!expected.contains(cell))
            tell(cell, 0, count);
    return shown == 0 ? text : fmt::format("{} cells differ:{}", shown, text);
}

} // namespace

class StormTruth final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase_data();
    void init();
    void everyReplyIsOneTemplate_data();
    void everyReplyIsOneTemplate();
    void hasEveryOutcome();
    void understoodEveryLine();
    void countsOfEveryCell();
    void messagesAffected();
    void fatesOfRecipients();
    void limitedSourcesOfTheSample();

private:
    void import(const std::filesystem::path& logs, const std::filesystem::path& database);
    RateRows rates(GroupBy, const std::string& provider, const std::string& source);

    QTemporaryDir m_folder;
    std::map<QString, Imported> m_imported;
    Imported* m_storm = nullptr;
};

void StormTruth::initTestCase_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("letters") << QStringLiteral("letters");
    QTest::newRow("lists") << QStringLiteral("lists");
    QTest::newRow("sample") << QStringLiteral("sample");
}

// Imports each storm once. What is imported of the sample is the shipped file: it must be what the generator writes.
void StormTruth::init()
{
    QFETCH_GLOBAL(QString, kind);
    const bool sample = kind == QLatin1String("sample");
    m_storm = &m_imported.try_emplace(kind, sample ? storm::makeWorld() : troubledWorld()).first->second;
    if (m_storm->reader)
        return;
    const auto folder = std::filesystem::path(m_folder.path().toStdString()) / kind.toStdString();
    storm::Options options = storm::sampleOptions(folder);
    if (!sample) {
        options = {};
        options.files.folder = folder;
        options.lists = kind == QLatin1String("lists");
        options.messages = options.lists ? 10'000 : 30'000;
    }
    const auto written = storm::writeLogs(m_storm->world, options, m_storm->truth);
    QVERIFY2(written, written ? "" : written.error().what.c_str());
    m_storm->written = *written;
    import(sample ? SOURCE_DIR "/resources/sample/mail.log.xz" : folder, folder.string() + ".mailvane");
}

void StormTruth::import(const std::filesystem::path& logs, const std::filesystem::path& database)
{
    ImportOptions importing;
    importing.sourceOf = [this](std::string_view server) {
        const auto& sources = m_storm->world.sources;
        const auto found = std::ranges::find(sources, server, &storm::Source::server);
        return found == sources.end() ? std::string() : found->ip;
    };
    auto writer = Writer::open(database);
    QVERIFY2(writer, writer ? "" : writer.error().what.c_str());
    const auto providers = ProviderTable::make();
    const auto reasons = ReasonRules::make();
    QVERIFY(providers && reasons);
    ImportProgress progress;
    const auto summary = importFiles({ logs }, importing, *writer, *providers, *reasons, progress, {});
    QVERIFY2(summary, summary ? "" : summary.error().what.c_str());
    m_storm->summary = *summary;

    auto reader = Reader::open(database);
    QVERIFY2(reader, reader ? "" : reader.error().what.c_str());
    m_storm->reader = std::move(*reader);
}

RateRows StormTruth::rates(GroupBy by, const std::string& provider, const std::string& source)
{
    RateQuestion q;
    q.scope.range = { timeAt(m_storm->world.data.from), timeAt(m_storm->world.data.to) };
    q.scope.filters.providers = { provider };
    if (!source.empty())
        q.scope.filters.sources = { source };
    q.bucket = Bucket::Hour;
    q.by = by;
    auto rows = ask(*m_storm->reader, q, {});
    if (!rows)
        qFatal("%s", rows.error().what.c_str());
    return std::move(*rows);
}

void StormTruth::everyReplyIsOneTemplate_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < storm::replies().size(); ++i)
        QTest::newRow(std::string(storm::replies()[i].key).c_str()) << static_cast<int>(i);
}

void StormTruth::everyReplyIsOneTemplate()
{
    QFETCH(int, index);
    const auto templates = templatesOf(storm::replies()[static_cast<std::size_t>(index)]);
    std::string all;
    for (const std::string& t : templates)
        all += "\n  " + t;
    QVERIFY2(templates.size() == 1, all.substr(0, 2000).c_str());
}

void StormTruth::hasEveryOutcome()
{
    QFETCH_GLOBAL(QString, kind);
    if (kind == QLatin1String("sample"))
        QSKIP("the sample has what its story needs");
    std::set<Outcome> outcomes;
    for (const auto& cell : m_storm->truth.cells())
        outcomes.insert(cell.outcome);
    QCOMPARE(outcomes.size(), kOutcomeCount);
}

void StormTruth::understoodEveryLine()
{
    QCOMPARE(m_storm->summary.lines.total(), m_storm->written.lines);
    QCOMPARE(m_storm->summary.lines.notUnderstood(), 0U);
    QCOMPARE(m_storm->summary.duplicates, 0U);
}

void StormTruth::countsOfEveryCell()
{
    std::map<std::string, std::string> templates;
    maskReply("expired, returned to sender", templates["expired"]);
    for (const storm::Reply& r : storm::replies())
        templates[std::string(r.key)] = *templatesOf(r).begin();

    CountsByCell expected, actual;
    std::set<std::string> providers, sources;
    for (const auto& c : m_storm->truth.cells()) {
        expected[cellName(c.provider, c.source, hourAt(c.hour), c.outcome, templates.at(c.key))] += c.count;
        providers.insert(c.provider);
        sources.insert(c.source);
    }
    for (const std::string& provider : providers)
        for (const std::string& source : sources) {
            const RateRows rows = rates(GroupBy::Template, provider, source);
            for (const RateGroup& group : rows.groups)
                for (std::size_t hour = 0; hour < group.buckets.size(); ++hour)
                    for (std::size_t i = 0; i < kOutcomeCount; ++i)
                        if (const auto n = group.buckets[hour].byOutcome[i]; n > 0)
                            actual[cellName(provider, source, rows.edges[hour], static_cast<Outcome>(i), group.name)]
                                += n;
        }
    const std::string difference = differences(expected, actual);
    QVERIFY2(difference.empty(), difference.c_str());
}

void StormTruth::messagesAffected()
{
    CountsByCell expected, actual;
    std::set<std::string> providers;
    const auto add = [](CountsByCell& to, const std::string& provider, const std::string& source, UtcTime hour,
                         std::uint64_t tried, std::uint64_t deferred) {
        if (tried > 0)
            to[fmt::format("{} / {} / {} / first tries", provider, source, toIso(hour))] += tried;
        if (deferred > 0)
            to[fmt::format("{} / {} / {} / first deferred", provider, source, toIso(hour))] += deferred;
    };
    for (const auto& f : m_storm->truth.firstTries()) {
        add(expected, f.provider, f.source, hourAt(f.hour), f.tried, f.deferred);
        providers.insert(f.provider);
    }
    for (const std::string& provider : providers) {
        const RateRows rows = rates(GroupBy::Source, provider, {});
        for (const RateGroup& group : rows.groups)
            for (std::size_t hour = 0; hour < group.buckets.size(); ++hour)
                add(actual, provider, group.name, rows.edges[hour], group.buckets[hour].firstTries,
                    group.buckets[hour].firstDeferred);
    }
    const std::string difference = differences(expected, actual);
    QVERIFY2(difference.empty(), difference.c_str());
}

// How many recipients are done and how many still wait, and how long they took.
void StormTruth::fatesOfRecipients()
{
    DelayQuestion q;
    q.scope.range = { timeAt(m_storm->world.data.from), timeAt(m_storm->world.data.to) };
    q.bucket = Bucket::Day;
    const auto rows = ask(*m_storm->reader, q, {});
    QVERIFY2(rows, rows ? "" : rows.error().what.c_str());
    for (const auto& fate : m_storm->truth.fates()) {
        const auto row = std::ranges::find(rows->providers, fate.provider, &DelayRow::provider);
        QVERIFY2(row != rows->providers.end(), fate.provider.c_str());
        QCOMPARE(row->cell.finished, fate.finished);
        QCOMPARE(row->cell.waiting, fate.waiting);
        QVERIFY(row->cell.p50);
        const double p50 = std::chrono::duration<double>(row->cell.p50->value).count();
        QVERIFY2(p50 > fate.p50 * 0.7 && p50 < fate.p50 * 1.4,
            fmt::format("{}: {} s, not {} s", fate.provider, p50, fate.p50).c_str());
    }
}

// What the Sources panel says of it: the limited IPs of the story, the hours in which they were limited, and no others.
void StormTruth::limitedSourcesOfTheSample()
{
    QFETCH_GLOBAL(QString, kind);
    if (kind != QLatin1String("sample"))
        QSKIP("small storms have too few attempts per IP and hour");
    SourceQuestion q;
    q.scope.range = { timeAt(storm::utc(10, 10, 0, 0)), timeAt(storm::utc(10, 15, 0, 0)) };
    q.scope.filters.providers = { "Microsoft 365" };
    const auto rows = ask(*m_storm->reader, q, {});
    QVERIFY2(rows, rows ? "" : rows.error().what.c_str());

    const auto told = [](const std::string& source, UtcTime since, std::optional<UtcTime> recovered) {
        return fmt::format("{} {} {}\n", source, toIso(since), recovered ? toIso(*recovered) : "not yet");
    };
    std::set<std::string> expected, actual;
    for (const storm::Limit& l : m_storm->world.limits) {
        std::optional<UtcTime> recovered; // the first whole hour without
        if (l.span.to != storm::kNever)
            recovered = hourAt((l.span.to + storm::kHour - 1) / storm::kHour);
        expected.insert(told(m_storm->world.sources[l.source].ip, hourAt(l.span.from / storm::kHour), recovered));
    }
    for (const SourceRow& row : rows->rows)
        for (const LimitedSpan& span : limitedSpans(rows->edges, row.buckets))
            actual.insert(told(row.source, span.since, span.recovered));
    std::string text;
    for (const std::string& line : actual)
        text += line;
    QVERIFY2(actual == expected, text.c_str());
}

QTEST_GUILESS_MAIN(StormTruth)
#include "tst_storm_truth.moc"
