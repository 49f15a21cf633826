// SPDX-License-Identifier: GPL-3.0-or-later
// What changes history: the labels, and forgetting a file. Afterwards the database answers as one imported that way.
#include "models/store/queries/attempts.h"
#include "models/store/queries/delays.h"
#include "models/store/queries/imports.h"
#include "models/store/queries/rates.h"
#include "models/store/queries/replies.h"
#include "models/store/queries/sources.h"
#include "tests/models/store/batches.h"
#include <QTemporaryDir>
#include <QTest>

using namespace mv;
using namespace mv::test;
using namespace std::chrono_literals;

namespace {

const TimeRange kData { at("2023-10-16T00:00Z"), at("2023-10-23T00:00Z") };

Writer::Labels newLabels()
{
    return { [](std::string_view relayHost, std::string_view domain) {
                return relayHost.starts_with("mx1") ? std::string("New One") : std::string(domain);
            },
        [](std::string_view provider, Outcome, std::uint16_t code, EnhancedCode, std::string_view) {
            return provider == "New One" ? numbered("code-", code) : std::string("else");
        },
        [](std::string_view provider) { return provider.starts_with("New"); } };
}

void label(std::vector<Fact>& facts)
{
    const auto labels = newLabels();
    for (Fact& f : facts) {
        f.provider = labels.providerOf(f.relayHost, f.recipientDomain);
        if (f.outcome != Outcome::Delivered)
            f.reason = labels.reasonOf(f.provider, f.outcome, f.code, f.enhanced, f.templ);
    }
}

// All that the questions say about two databases.
void compareAnswers(Reader& a, Reader& b)
{
    Scope scope;
    scope.range = kData;
    for (const auto by : { GroupBy::Provider, GroupBy::Reason, GroupBy::RecipientDomain, GroupBy::Template }) {
        for (const bool apart : { false, true }) {
            const auto x = *ask(a, RateQuestion { scope, Bucket::Hour, by, apart }, {});
            const auto y = *ask(b, RateQuestion { scope, Bucket::Hour, by, apart }, {});
            QVERIFY(!x.groups.empty());
            QCOMPARE(x.groups.size(), y.groups.size());
            for (std::size_t i = 0; i < x.groups.size(); ++i) {
                QCOMPARE(x.groups[i].name, y.groups[i].name);
                QVERIFY(x.groups[i].buckets == y.groups[i].buckets);
            }
            QVERIFY(x.covered == y.covered);
        }
    }
    const auto p = *ask(a, ReplyQuestion { scope, Bucket::Day }, {}),
               q = *ask(b, ReplyQuestion { scope, Bucket::Day }, {});
    QCOMPARE(p.rows.size(), q.rows.size());
    for (std::size_t i = 0; i < p.rows.size(); ++i)
        QCOMPARE(p.rows[i].attempts, q.rows[i].attempts);
    const auto d = *ask(a, DelayQuestion { scope, Bucket::Day }, {}),
               e = *ask(b, DelayQuestion { scope, Bucket::Day }, {});
    QCOMPARE(d.providers.size(), e.providers.size());
    for (std::size_t i = 0; i < d.providers.size(); ++i) {
        QCOMPARE(d.providers[i].provider, e.providers[i].provider);
        QCOMPARE(d.providers[i].cell.finished, e.providers[i].cell.finished);
        QVERIFY(d.providers[i].cell.p95 == e.providers[i].cell.p95);
    }
}

} // namespace

class TestRelabel : public QObject {
    Q_OBJECT
private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void labelsHistory();
    void stoppedKeepsTheOldLabels();
    void waitingMail();
    void forgetsAFile();
    void forgetsAndImportsAnew();

private:
    std::string path(const char* name) const { return m_folder->filePath(QLatin1String(name)).toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestRelabel::labelsHistory()
{
    auto facts = randomFacts(4, 8'000, kData);
    Writer old = openWriter(path("old")), fresh = openWriter(path("fresh"));
    store(old, newFile(old, "a"), facts);
    auto reader = *Reader::open(path("old"));
    const auto before = *ask(reader, OverviewQuestion {}, {});
    QCOMPARE(before.providers.size(), std::size_t { 4 });
    double last = 0;
    QVERIFY(old.relabel(newLabels(), {},
                   [&](double share) {
                       QVERIFY(share > last);
                       last = share;
                   })
                .has_value());
    QCOMPARE(last, 1.0);
    label(facts);
    fresh.setListed(newLabels().listed);
    store(fresh, newFile(fresh, "a"), facts);
    auto other = *Reader::open(path("fresh"));
    compareAnswers(reader, other);
    const auto after = *ask(reader, OverviewQuestion {}, {});
    QVERIFY(after.generation > before.generation);
    QVERIFY((after.providers == std::vector<std::string> { "New One" }));
    // New facts are labelled as the caller says, with the reasons of the new labels.
    QVERIFY(old.relabel(newLabels(), {}, {}).has_value());
    compareAnswers(reader, other);
}

void TestRelabel::stoppedKeepsTheOldLabels()
{
    const auto facts = randomFacts(4, 3'000, kData);
    Writer writer = openWriter(path("w")), other = openWriter(path("o"));
    const auto file = newFile(writer, "a");
    store(writer, file, { facts.begin(), facts.begin() + 2'000 });
    store(writer, file, { facts.begin() + 2'000, facts.begin() + 2'500 });
    std::stop_source stop;
    const auto relabelled = writer.relabel(newLabels(), stop.get_token(), [&](double) { stop.request_stop(); });
    QVERIFY(!relabelled.has_value() && relabelled.error().cancelled);
    // Also what the writer remembers is as before: what comes now is labelled in the old way.
    store(writer, file, { facts.begin() + 2'500, facts.end() });
    store(other, newFile(other, "a"), facts);
    auto reader = *Reader::open(path("w"));
    auto otherReader = *Reader::open(path("o"));
    compareAnswers(reader, otherReader);
}

void TestRelabel::waitingMail()
{
    Writer writer = openWriter(path("w"));
    const auto file = newFile(writer, "a");
    Fact tried { .at = at("2023-10-16T10:00Z"), .outcome = Outcome::Deferred, .relayHost = "mx1.example.net" };
    tried.provider = "Listed A";
    Batch batch = batchOf({ tried });
    OpenMessage waits { "mx1", "4S", tried.at - 1h, tried.at, "a@sender.example", true, 1, {} };
    waits.recipients.push_back({ 1, tried.at, tried.at, false, tried.recipientDomain, tried.relayHost, tried.source });
    batch.openChanges.open = { waits };
    QVERIFY(commit(writer, batch, file).has_value());
    auto reader = *Reader::open(path("w"));
    DelayQuestion q;
    q.scope.range = kData;
    const auto providerOfWaiting = [&] {
        const auto rows = ask(reader, q, {})->providers;
        return rows.size() == 1 && rows.front().cell.waiting == 1 ? rows.front().provider : std::string();
    };
    QCOMPARE(providerOfWaiting(), std::string("Listed A"));
    QVERIFY(writer.relabel(newLabels(), {}, {}).has_value());
    QCOMPARE(providerOfWaiting(), std::string("New One"));
    QVERIFY((writer.openMessages() == std::vector { waits }));
}

void TestRelabel::forgetsAFile()
{
    const auto facts = randomFacts(6, 6'000, kData);
    Writer writer = openWriter(path("w")), other = openWriter(path("o"));
    const auto a = newFile(writer, "a"), b = newFile(writer, "b"), only = newFile(other, "a");
    std::vector<Fact> ofA, ofB;
    for (std::size_t i = 0; i < facts.size(); ++i)
        (i % 3 == 0 ? ofB : ofA).push_back(facts[i]);
    for (std::size_t i = 0; i < 4; ++i) { // mixed in the same blocks
        const auto part = [&](const std::vector<Fact>& all) {
            const auto size = static_cast<std::ptrdiff_t>(all.size() / 4);
            const auto from = static_cast<std::ptrdiff_t>(i) * size;
            return std::vector<Fact>(all.begin() + from, all.begin() + from + size);
        };
        store(writer, a, part(ofA));
        store(writer, b, part(ofB));
        store(other, only, part(ofA));
    }
    Batch rejects;
    QVERIFY(commit(writer, rejects, b, std::vector { RejectedKind { { 1, RejectReason::BadTime, "x" } } }).has_value());
    QVERIFY(writer.forgetFile(b.id).has_value());
    auto reader = *Reader::open(path("w"));
    auto otherReader = *Reader::open(path("o"));
    compareAnswers(reader, otherReader);
    QCOMPARE(ask(reader, OverviewQuestion {}, {})->facts, ofA.size());
    const auto imports = *ask(reader, ImportQuestion {}, {});
    QCOMPARE(imports.files.size(), std::size_t { 1 });
    QVERIFY(imports.notUnderstood.empty());
    QVERIFY(writer.forgetFile(a.id).has_value());
    QCOMPARE(ask(reader, OverviewQuestion {}, {})->facts, 0U);
    RateQuestion q;
    q.scope.range = kData;
    const auto nothing = *ask(reader, q, {});
    QVERIFY(nothing.groups.empty());
    QCOMPARE(std::ranges::count(nothing.covered, true), 0);
    Scope all;
    all.range = kData;
    QVERIFY(ask(reader, ReplyQuestion { all, Bucket::Day }, {})->rows.empty());
}

void TestRelabel::forgetsAndImportsAnew()
{
    const auto facts = randomFacts(6, 2'000, kData);
    Writer writer = openWriter(path("w")), other = openWriter(path("o"));
    const auto first = newFile(writer, "a");
    store(writer, first, facts);
    QVERIFY(writer.forgetFile(first.id).has_value());
    QCOMPARE(store(writer, newFile(writer, "a"), facts).stored, facts.size()); // none is a duplicate
    store(other, newFile(other, "a"), facts);
    auto reader = *Reader::open(path("w"));
    auto otherReader = *Reader::open(path("o"));
    compareAnswers(reader, otherReader);
}

QTEST_GUILESS_MAIN(TestRelabel)
#include "tst_relabel.moc"
