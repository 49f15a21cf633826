// SPDX-License-Identifier: GPL-3.0-or-later
// Facts that are no longer kept: what the aggregates tell stays, what only facts could tell is a gap.
#include "models/store/queries/attempts.h"
#include "models/store/queries/delays.h"
#include "models/store/queries/imports.h"
#include "models/store/queries/kept.h"
#include "models/store/queries/rates.h"
#include "models/store/queries/replies.h"
#include "models/store/queries/sources.h"
#include "models/store/sqlite/sqlite.h"
#include "tests/models/store/batches.h"
#include <QTemporaryDir>
#include <QTest>

using namespace mv;
using namespace mv::test;
using namespace std::chrono_literals;

namespace {

const TimeRange kData { at("2023-10-16T00:00Z"), at("2023-10-26T00:00Z") };
const UtcTime kCut = at("2023-10-20T00:00Z");

Scope scopeOf(TimeRange range)
{
    Scope scope;
    scope.range = range;
    return scope;
}

// A database of several files and blocks.
struct Database {
    explicit Database(const std::string& path)
        : writer(openWriter(path))
        , facts(randomFacts(5, 9'000, kData))
    {
        a = newFile(writer, "a");
        b = newFile(writer, "b");
        for (std::size_t i = 0; i < facts.size(); i += 1'500)
            store(writer, i % 2 == 0 ? a : b,
                { facts.begin() + static_cast<std::ptrdiff_t>(i),
                    facts.begin() + static_cast<std::ptrdiff_t>(i + 1'500) });
        reader = std::make_unique<Reader>(*Reader::open(path));
    }
    std::uint64_t older() const
    {
        return static_cast<std::uint64_t>(std::ranges::count_if(facts, [](const Fact& f) { return f.at < kCut; }));
    }
    void prune() { pruned = *writer.prune(kCut + 13h, {}); } // within the day
    Writer writer;
    std::vector<Fact> facts;
    ImportedFile a, b;
    std::unique_ptr<Reader> reader;
    Writer::Pruned pruned;
};

// All that is told without facts.
std::string told(Reader& reader)
{
    std::string text;
    const auto add = [&text](const Counts& c) {
        for (const auto n : c.byOutcome)
            text += std::to_string(n) + ' ';
        text += std::to_string(c.firstTries) + '/' + std::to_string(c.firstDeferred) + ' ';
    };
    const auto addFlags = [&text](const std::vector<bool>& flags) {
        for (const bool flag : flags)
            text += flag ? '1' : '0';
    };
    Scope scope = scopeOf({ kData.from + 45min, kData.to - 15min });
    scope.comparison = Comparison::PreviousPeriod;
    for (const auto by : { GroupBy::Nothing, GroupBy::Provider, GroupBy::Source, GroupBy::Server, GroupBy::Reason,
             GroupBy::Template, GroupBy::Outcome }) {
        for (const Bucket bucket : { Bucket::Hour, Bucket::Day, Bucket::Whole }) {
            const auto rows = *ask(reader, RateQuestion { scope, bucket, by }, {});
            addFlags(rows.covered);
            addFlags(rows.comparedCovered);
            text += rows.keptFrom ? "gap" : "whole";
            for (const RateGroup& group : rows.groups) {
                text += '\n' + group.name + ": ";
                std::ranges::for_each(group.buckets, add);
                std::ranges::for_each(group.comparedBuckets, add);
            }
        }
    }
    const auto replies = *ask(reader, ReplyQuestion { scope, Bucket::Day }, {});
    for (const ReplyRow& row : replies.rows)
        text += '\n' + row.text + row.reason + row.provider + std::to_string(row.attempts) + toIso(row.firstSeen)
            + toIso(row.lastSeen) + std::to_string(row.code);
    const auto sources = *ask(reader, SourceQuestion { scope, Bucket::Hour }, {});
    addFlags(sources.covered);
    for (const SourceRow& row : sources.rows) {
        text += '\n' + row.source + row.server;
        std::ranges::for_each(row.buckets, add);
    }
    Scope halfHours = scope;
    halfHours.range.from = kData.from - 48h; // mail may have arrived before
    halfHours.range.to = kData.to;
    const auto delays = *ask(reader, DelayQuestion { halfHours, Bucket::Hour }, {});
    addFlags(delays.covered);
    text += toIso(delays.asOf);
    for (const DelayRow& row : delays.providers)
        text += '\n' + row.provider + std::to_string(row.cell.finished) + ' '
            + std::to_string(row.cell.p95 ? row.cell.p95->value.count() : -1);
    for (const DelayCell& cell : delays.buckets)
        text += ' ' + std::to_string(cell.finished);
    const auto overview = *ask(reader, OverviewQuestion {}, {});
    text += '\n' + toIso(overview.data.from) + toIso(overview.data.to) + ' ' + std::to_string(overview.facts) + ' '
        + std::to_string(overview.attempts);
    return text;
}

// Questions that facts answer.
RateQuestion factQuestion(int kind, TimeRange range)
{
    RateQuestion q { scopeOf(range), Bucket::Hour, GroupBy::Nothing };
    if (kind == 0)
        q.scope.filters.recipientDomains = { "d1.example", "d2.example", "d3.example" };
    if (kind == 1)
        q.bucket = Bucket::FiveMinutes;
    if (kind == 2)
        q.by = GroupBy::RecipientDomain;
    if (kind == 3)
        q.unlistedApart = true;
    if (kind == 4)
        q.scope.filters.senderDomains = { "s1.example" };
    return q;
}

} // namespace

class TestRetention : public QObject {
    Q_OBJECT
private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void aggregatesTellTheSame_data();
    void aggregatesTellTheSame();
    void factsAreAGap_data();
    void factsAreAGap();
    void endsBetweenQuarters();
    void delaysByFacts();
    void attemptsPage();
    void tellsWhatWouldGo();
    void relabelKeepsOldDays();
    void oldFactsAreNotStoredAgain();
    void prunedFilesStay();
    void stopped();
    void prunedTwice();
    void olderProgramsRefuse();
    void givesSpaceBack();
    void pseudonymised();
    void linesOfBothKindsCountOnce();

private:
    std::string path(const char* name = "w") const { return m_folder->filePath(QLatin1String(name)).toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestRetention::aggregatesTellTheSame_data()
{
    QTest::addColumn<QString>("before");
    QTest::newRow("some days") << "2023-10-20T13:00Z";
    QTest::newRow("all but the last") << "2023-10-25T00:00Z";
    QTest::newRow("all") << "2023-11-25T00:00Z";
}

void TestRetention::aggregatesTellTheSame()
{
    QFETCH(QString, before);
    Database db(path());
    const std::string was = told(*db.reader);
    const UtcTime cut = at(before.toUtf8().constData());
    const auto pruned = *db.writer.prune(cut, {});
    QVERIFY(pruned.keptFrom <= cut && cut - pruned.keptFrom < 24h);
    QVERIFY(pruned.facts > 1'000);
    QVERIFY(db.writer.keptFrom() == pruned.keptFrom);
    const std::string is = told(*db.reader);
    QVERIFY(was.find("gap") == std::string::npos);
    for (std::size_t i = 0; i < std::min(was.size(), is.size()); ++i)
        QVERIFY2(was[i] == is[i],
            (was.substr(i > 80 ? i - 80 : 0, 160) + "\nnow\n" + is.substr(i > 80 ? i - 80 : 0, 160)).c_str());
    QCOMPARE(is.size(), was.size());
    QVERIFY(ask(*db.reader, OverviewQuestion {}, {})->keptFrom == pruned.keptFrom);
    // and what comes is counted on top
    const auto facts = ask(*db.reader, OverviewQuestion {}, {})->facts;
    QCOMPARE(store(db.writer, db.a, { Fact { .at = at("2023-12-01T00:00Z") } }).stored, 1U);
    QCOMPARE(ask(*db.reader, OverviewQuestion {}, {})->facts, facts + 1);
}

void TestRetention::factsAreAGap_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("recipient domain") << 0;
    QTest::newRow("five minutes") << 1;
    QTest::newRow("by recipient domain") << 2;
    QTest::newRow("unlisted apart") << 3;
    QTest::newRow("sender domain") << 4;
}

void TestRetention::factsAreAGap()
{
    QFETCH(int, kind);
    Database db(path());
    const auto whole = factQuestion(kind, kData), kept = factQuestion(kind, { kCut, kData.to });
    const auto was = *ask(*db.reader, whole, {}), wasKept = *ask(*db.reader, kept, {});
    db.prune();
    QCOMPARE(db.pruned.facts, db.older());
    const auto is = *ask(*db.reader, whole, {}), isKept = *ask(*db.reader, kept, {});
    QVERIFY(is.keptFrom == kCut);
    QVERIFY(!isKept.keptFrom.has_value());
    QVERIFY(isKept.total == wasKept.total);
    QVERIFY(isKept.covered == wasKept.covered);
    QVERIFY(is.total == wasKept.total);
    for (std::size_t i = 0; i + 1 < is.edges.size(); ++i) {
        QCOMPARE(bool(is.covered[i]), is.edges[i] >= kCut && was.covered[i]);
        for (const RateGroup& group : is.groups)
            QVERIFY(is.edges[i] >= kCut || group.buckets[i] == Counts {});
    }
    // The compared period is a gap as well.
    RateQuestion compared = factQuestion(kind, { kCut + 24h, kCut + 48h });
    compared.scope.comparison = Comparison::SamePeriodLastWeek;
    const auto past = *ask(*db.reader, compared, {});
    QVERIFY(past.keptFrom == kCut);
    QCOMPARE(std::ranges::count(past.comparedCovered, true), 0);
    QVERIFY(std::ranges::count(past.covered, true) > 0);
}

// The aggregates know quarters of an hour: an end between two is a gap, the rest of the range is not.
void TestRetention::endsBetweenQuarters()
{
    Database db(path());
    db.prune();
    RateQuestion q { scopeOf({ kData.from + 3min, kData.from + 6h }), Bucket::Hour, GroupBy::Nothing };
    const auto rows = *ask(*db.reader, q, {});
    QVERIFY(rows.keptFrom == kCut);
    QVERIFY(!rows.covered[0]);
    QCOMPARE(std::ranges::count(rows.covered, true), 5);
    q.scope.range = { kData.to - 6h + 3min, kData.to };
    QVERIFY(!ask(*db.reader, q, {})->keptFrom.has_value());
}

void TestRetention::delaysByFacts()
{
    Database db(path());
    DelayQuestion q { scopeOf({ kData.from, kData.to }), Bucket::Day };
    q.scope.filters.recipientDomains = { "d1.example" };
    const auto was = *ask(*db.reader, q, {});
    db.prune();
    const auto is = *ask(*db.reader, q, {});
    QVERIFY(is.keptFrom == kCut);
    QVERIFY(is.asOf == was.asOf);
    for (std::size_t i = 0; i < is.buckets.size(); ++i) {
        QCOMPARE(bool(is.covered[i]), is.edges[i] >= kCut);
        if (is.edges[i] >= kCut)
            QCOMPARE(is.buckets[i].finished, was.buckets[i].finished);
    }
}

void TestRetention::attemptsPage()
{
    Database db(path());
    AttemptQuestion q;
    q.scope = scopeOf(kData);
    q.newestFirst = false;
    QVERIFY(!ask(*db.reader, q, {})->keptFrom.has_value());
    db.prune();
    const auto rows = *ask(*db.reader, q, {});
    QVERIFY(rows.keptFrom == kCut);
    QVERIFY(rows.rows.front().at >= kCut);
    q.scope.range.from = kCut;
    const auto kept = *ask(*db.reader, q, {});
    QVERIFY(!kept.keptFrom.has_value());
    QVERIFY(kept.rows.front().key == rows.rows.front().key);
}

void TestRetention::tellsWhatWouldGo()
{
    Database db(path());
    const auto attempts = static_cast<std::uint64_t>(
        std::ranges::count_if(db.facts, [](const Fact& f) { return f.at < kCut && isAttempt(f.outcome); }));
    const auto rows = *ask(*db.reader, KeptQuestion { kCut + 13h }, {});
    QCOMPARE(rows.olderFacts, db.older());
    QCOMPARE(rows.olderAttempts, attempts);
    QCOMPARE(rows.facts, db.facts.size());
    QVERIFY(rows.keptFrom == UtcTime());
    db.prune();
    const auto after = *ask(*db.reader, KeptQuestion { kCut }, {});
    QCOMPARE(after.olderFacts, 0U);
    QCOMPARE(after.facts, db.facts.size() - db.older());
    QVERIFY(after.keptFrom == kCut);
}

void TestRetention::relabelKeepsOldDays()
{
    Database db(path());
    db.prune();
    const auto question = RateQuestion { scopeOf(kData), Bucket::Whole, GroupBy::Provider };
    const auto delaysOf = [&] {
        return ask(*db.reader, DelayQuestion { scopeOf({ kData.from - 48h, kData.to }), Bucket::Day }, {})
            ->total.finished;
    };
    const auto seen = [&] {
        std::string text;
        const auto replies = *ask(*db.reader, ReplyQuestion { scopeOf(kData), Bucket::Day }, {});
        for (const ReplyRow& row : replies.rows)
            text += row.text + toIso(row.firstSeen) + toIso(row.lastSeen);
        return text;
    };
    const auto finished = delaysOf();
    const auto total = ask(*db.reader, question, {})->total;
    Writer::Labels labels { [](std::string_view, std::string_view) { return std::string("Listed New"); },
        [](std::string_view, Outcome, std::uint16_t, EnhancedCode, std::string_view) { return std::string("new"); },
        [](std::string_view provider) { return provider == "Listed New" || provider == "Listed A"; } };
    for (int times = 0; times < 2; ++times) {
        QVERIFY(db.writer.relabel(labels, {}, {}).has_value());
        std::map<std::string, Counts> expected;
        std::map<std::string, std::uint64_t> finishedBy;
        for (const Fact& f : db.facts) {
            const std::string old = f.provider == "Listed A" ? "Listed A" : "Other";
            if (kData.contains(f.at))
                count(expected[f.at < kCut ? old : "Listed New"], f);
            if (f.delayMs >= 0 && isFinal(f.outcome) && f.at - std::chrono::milliseconds(f.delayMs) < kData.to)
                ++finishedBy[f.at < kCut ? old : "Listed New"];
        }
        const auto rows = *ask(*db.reader, question, {});
        QVERIFY(rows.total == total);
        QCOMPARE(rows.groups.size(), expected.size());
        for (const RateGroup& group : rows.groups)
            QVERIFY2(group.total == expected[group.name], group.name.c_str());
        QCOMPARE(delaysOf(), finished);
        const auto delays
            = *ask(*db.reader, DelayQuestion { scopeOf({ kData.from - 48h, kData.to }), Bucket::Day }, {});
        for (const DelayRow& row : delays.providers)
            QCOMPARE(row.cell.finished, finishedBy[row.provider]);
    }
    QVERIFY(!seen().empty());
}

void TestRetention::oldFactsAreNotStoredAgain()
{
    Database db(path());
    db.prune();
    const auto was = told(*db.reader);
    const auto again = newFile(db.writer, "again");
    const auto done = store(db.writer, again, db.facts);
    QCOMPARE(done.stored, 0U);
    QCOMPARE(done.tooOld, db.older());
    QCOMPARE(done.duplicates, db.facts.size() - db.older());
    QVERIFY(told(*db.reader) == was);
    const auto journal = db.writer.journal();
    const auto file = std::ranges::find(journal, again.id, &ImportedFile::id);
    QCOMPARE(file->message,
        std::to_string(db.older()) + " lines older than what is kept (before 2023-10-20) were not stored.");
    QVERIFY(file->times.from >= kCut);
    // An hour that nobody told of stays a gap.
    const UtcTime earlier = kData.from - 24h * 30;
    QCOMPARE(store(db.writer, again, { Fact { .at = earlier }, Fact { .at = kData.to } }).stored, 1U);
    const auto rows = *ask(*db.reader, RateQuestion { scopeOf({ earlier, earlier + 1h }), Bucket::Hour }, {});
    QCOMPARE(std::ranges::count(rows.covered, true), 0);
    QVERIFY(rows.total == Counts {});
}

void TestRetention::prunedFilesStay()
{
    Database db(path());
    const auto late = newFile(db.writer, "late");
    store(db.writer, late, { Fact { .at = kData.to + 1h, .queueId = "L" } });
    db.prune();
    const auto was = ask(*db.reader, OverviewQuestion {}, {})->facts;
    const auto forgotten = db.writer.forgetFile(db.a.id);
    QVERIFY(!forgotten.has_value());
    QVERIFY2(forgotten.error().what.find("before 2023-10-20") != std::string::npos, forgotten.error().what.c_str());
    QVERIFY(db.writer.forgetFile(late.id).has_value());
    QCOMPARE(ask(*db.reader, OverviewQuestion {}, {})->facts, was - 1);
}

void TestRetention::stopped()
{
    Database db(path());
    const auto was = told(*db.reader);
    std::stop_source stop;
    const auto pruned = db.writer.prune(kCut, stop.get_token(), [&](double) { stop.request_stop(); });
    QVERIFY(!pruned.has_value() && pruned.error().cancelled);
    QVERIFY(db.writer.keptFrom() == UtcTime());
    QVERIFY(told(*db.reader) == was);
    QCOMPARE(ask(*db.reader, KeptQuestion { kCut }, {})->olderFacts, db.older());
}

void TestRetention::prunedTwice()
{
    Database db(path());
    const auto was = told(*db.reader);
    db.prune();
    const auto generation = db.reader->generation();
    QCOMPARE(db.writer.prune(kCut - 48h, {})->facts, 0U); // never back
    QCOMPARE(db.writer.prune(kCut + 1h, {})->facts, 0U);
    QCOMPARE(db.reader->generation(), generation);
    QVERIFY(db.writer.prune(kCut + 48h, {})->facts > 0);
    QVERIFY(db.writer.keptFrom() == kCut + 48h);
    QVERIFY(told(*db.reader) == was);
}

void TestRetention::olderProgramsRefuse()
{
    const auto compatible = [this](const char* name) {
        auto db = sql::Connection::open(path(name), sql::Connection::Access::ReadOnly);
        sql::Statement meta(db, "SELECT value FROM meta WHERE key = 'compatible'");
        meta.step();
        return meta.int64(0);
    };
    Database pruned(path("pruned"));
    const auto was = compatible("pruned");
    pruned.prune();
    QVERIFY(compatible("pruned") > was || was > 1);
    Writer nameless = openWriter(path("nameless"));
    QVERIFY(nameless.setPseudonymised(true).has_value());
    QCOMPARE(compatible("nameless"), compatible("pruned"));
}

void TestRetention::givesSpaceBack()
{
    Writer writer = openWriter(path());
    const auto file = newFile(writer, "a");
    for (std::uint32_t i = 0; i < 4; ++i)
        store(writer, file, randomFacts(i, 20'000, kData));
    QCOMPARE(*writer.compact({}, 0.25), 0U);
    QVERIFY(writer.prune(kData.to + 48h, {})->facts == 80'000);
    const auto was = told(*std::make_unique<Reader>(*Reader::open(path())));
    QVERIFY(*writer.compact({}, 0.25) > 500'000);
    QCOMPARE(told(*std::make_unique<Reader>(*Reader::open(path()))), was);
}

void TestRetention::pseudonymised()
{
    Writer writer = openWriter(path());
    const auto file = newFile(writer, "a");
    Batch batch = batchOf({ Fact { .at = kData.from } });
    OpenMessage waits { "mx1", "4S", kData.from, kData.from, "bob@sender.example", true, 1, {} };
    batch.openChanges.open = { waits };
    QVERIFY(commit(
        writer, batch, file, { RejectedKind { { 1, RejectReason::BadTime, "no bob here <bob@sender.example>" } } })
                .has_value());
    QVERIFY(writer.setPseudonymised(true).has_value());
    const std::string sender = writer.openMessages().front().sender;
    QVERIFY(sender.starts_with("anon-") && sender.ends_with("@sender.example"));
    auto reader = *Reader::open(path());
    const auto text = ask(reader, ImportQuestion {}, {})->notUnderstood.front().kind.first.text;
    const std::string name = sender.substr(0, sender.find('@'));
    QCOMPARE(text, "no " + name + " here <" + name + "@sender.example>");
    QVERIFY(ask(reader, KeptQuestion {}, {})->pseudonymised);
    // Off and on again: the same names.
    const auto key = writer.setting("pseudonym-key");
    QVERIFY(writer.setPseudonymised(false).has_value());
    QVERIFY(!ask(reader, KeptQuestion {}, {})->pseudonymised);
    QVERIFY(writer.setPseudonymised(true).has_value());
    QCOMPARE(writer.setting("pseudonym-key"), key);
    QCOMPARE(writer.openMessages().front().sender, sender);
}

// The recipients' hashes of before are of addresses, those of after of pseudonyms: a line is the same line all the
// same.
void TestRetention::linesOfBothKindsCountOnce()
{
    auto facts = randomFacts(8, 2'000, kData);
    facts.push_back(facts.back());
    facts.back().recipient ^= 1; // two recipients of one message
    Writer writer = openWriter(path());
    store(writer, newFile(writer, "a"), facts);
    QVERIFY(writer.setPseudonymised(true).has_value());
    for (Fact& f : facts)
        f.recipient = static_cast<std::uint16_t>(f.recipient * 31 + 7);
    const auto done = store(writer, newFile(writer, "b"), facts);
    QCOMPARE(done.stored, 0U);
    QCOMPARE(done.duplicates, facts.size());
}

QTEST_GUILESS_MAIN(TestRetention)
#include "tst_retention.moc"
