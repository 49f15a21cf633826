// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/attempts.h"
#include "models/store/queries/imports.h"
#include "models/store/queries/incidents.h"
#include "models/store/queries/rates.h"
#include "models/store/writer.h"
#include "tests/models/store/batches.h"
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sys/resource.h>

using namespace mv;
using namespace mv::test;
using namespace std::chrono_literals;

using Copies = QList<int>;

namespace {

std::vector<Fact> copies(int count, const Fact& fact)
{
    return std::vector<Fact>(static_cast<std::size_t>(count), fact);
}

OverviewRows overview(const std::string& path)
{
    auto reader = Reader::open(path);
    if (!reader)
        qFatal("%s", reader.error().what.c_str());
    return *ask(*reader, OverviewQuestion {}, {});
}

} // namespace

class TestWriter : public QObject {
    Q_OBJECT
private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void journal();
    void oneWriterOnly();
    void openMessages();
    void kindsNotUnderstoodAreCountedAndBounded();
    void settingsAndIncidents();
    void smallCommitsShareBlocks();
    void overlappingFiles_data();
    void overlappingFiles();
    void equalLinesCutByABatch();
    void notTheSameLine_data();
    void notTheSameLine();
    void stampsOfTwoPrecisions();
    void fullDisk();
    void damagedFile();
    void unevenBatch();
    void newFileWithItsFacts();

private:
    std::string path(const char* name = "w.mailvane") const
    {
        return m_folder->filePath(QLatin1String(name)).toStdString();
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestWriter::journal()
{
    ImportedFile file;
    {
        Writer writer = openWriter(path());
        file.path = "/var/log/mail.log";
        file.member = "in/side";
        file.format = "postfix";
        file.zone = "Europe/Berlin";
        file.identity = { 0xfedcba9876543210U, 16'384, 0xffffffffffffffffU, 123'456 };
        file.lines = { 1, 2, 3, { 4, 5, 6, 7, 8 }, 9 };
        file.importedAt = at("2023-10-12T12:00Z");
        file.formatState = std::string("a\0b", 3);
        file.id = *writer.putFile(file);
        Fact fact;
        fact.at = at("2023-10-12T10:00Z");
        file.state = FileState::Complete;
        QCOMPARE(commit(writer, batchOf({ fact, fact }), file)->stored, 2U);
        file.state = FileState::Failed;
        file.message = "gone";
        QCOMPARE(*writer.putFile(file), file.id); // what the caller has of facts is not taken
    }
    const Writer writer = openWriter(path());
    const auto files = writer.journal();
    QCOMPARE(files.size(), std::size_t { 1 });
    const ImportedFile& f = files.front();
    QCOMPARE(f.path, file.path);
    QCOMPARE(f.member, file.member);
    QCOMPARE(f.format, file.format);
    QCOMPARE(f.zone, file.zone);
    QVERIFY(f.identity == file.identity);
    QVERIFY(f.lines == file.lines);
    QCOMPARE(f.facts, 2U);
    QCOMPARE(f.duplicates, 0U);
    QVERIFY((f.times == TimeRange { at("2023-10-12T10:00Z"), at("2023-10-12T10:00Z") + 1ms }));
    QVERIFY(f.importedAt == file.importedAt);
    QVERIFY(f.state == FileState::Failed);
    QCOMPARE(f.message, file.message);
    QCOMPARE(f.formatState, file.formatState);
}

void TestWriter::oneWriterOnly()
{
    {
        const Writer first = openWriter(path());
        const auto second = Writer::open(path());
        QVERIFY(!second.has_value());
        const auto expected = path() + " is open in another Mailvane (process "
            + std::to_string(QCoreApplication::applicationPid()) + ").";
        QCOMPARE(second.error().what, expected);
        QVERIFY(Reader::open(path()).has_value());
    }
    QVERIFY(Writer::open(path()).has_value());
}

void TestWriter::openMessages()
{
    OpenMessage waits { "mx1", "4SAAA", at("2023-10-12T10:00Z"), at("2023-10-12T10:01Z"), "", true, 2, {} };
    waits.recipients.push_back({ 0xffffffffffffffffU, at("2023-10-12T10:00:30Z"), at("2023-10-12T10:01Z"), false,
        "example.com", "mx.example.com", "203.0.113.1" });
    waits.recipients.push_back(
        { 7, at("2023-10-12T10:00:30Z"), at("2023-10-12T10:00:30Z"), true, "example.org", "", "" });
    OpenMessage gone { "mx2", "4SBBB", at("2023-10-12T10:00Z"), at("2023-10-12T10:00Z"), "a@sender.example", true, 1,
        {} };
    {
        Writer writer = openWriter(path());
        const auto file = newFile(writer, "a");
        Batch batch = batchOf({ Fact { .at = at("2023-10-12T10:00:30Z") } });
        batch.openChanges.open = { waits, gone };
        QVERIFY(commit(writer, batch, file).has_value());
        batch.clear();
        waits.lastSeenAt = at("2023-10-12T11:00Z");
        batch.openChanges.open = { waits };
        batch.openChanges.closed = { { "mx2", "4SBBB" }, { "mx2", "4SBBB" }, { "mx9", "never seen" } };
        QVERIFY(commit(writer, batch, file).has_value());
    }
    const auto open = openWriter(path()).openMessages();
    QCOMPARE(open.size(), std::size_t { 1 });
    QVERIFY(open.front() == waits);
    QCOMPARE(overview(path()).waiting, 1U);
}

void TestWriter::kindsNotUnderstoodAreCountedAndBounded()
{
    Writer writer = openWriter(path());
    const auto file = newFile(writer, "a");
    std::vector<RejectedKind> rejected;
    for (std::uint64_t i = 0; i < 150; ++i)
        rejected.push_back({ { i, RejectReason::BadTime, std::string(2'000, 'x') }, 2, i });
    rejected.push_back({ { 999, RejectReason::TooLong, std::string("\xff\0", 2) }, 7, 1 });
    QVERIFY(commit(writer, {}, file, rejected).has_value());
    for (RejectedKind& more : rejected)
        more.kind += 100; // 50 of the 150 are known
    QVERIFY(commit(writer, {}, file, rejected).has_value());
    auto reader = Reader::open(path());
    const auto rows = *ask(*reader, ImportQuestion { 1'000 }, {});
    QCOMPARE(rows.notUnderstood.size(), std::size_t { 202 }); // 200 of a reason
    QCOMPARE(rows.notUnderstood.front().kind.lines, 7U);
    QCOMPARE(rows.notUnderstood.front().kind.first.text, std::string("\xff\0", 2));
    const auto both = [](const auto& of) { return of.kind.lines == 4; };
    QCOMPARE(std::ranges::count_if(rows.notUnderstood, both), 50);
    QCOMPARE(std::ranges::find_if(rows.notUnderstood, both)->kind.first.text.size(), std::size_t { 500 });
    QCOMPARE(ask(*reader, ImportQuestion { 10 }, {})->notUnderstood.size(), std::size_t { 10 });
}

void TestWriter::settingsAndIncidents()
{
    Writer writer = openWriter(path());
    auto reader = *Reader::open(path());
    const auto before = reader.generation();
    QVERIFY(writer.putSetting("zone/mx1", "Asia/Kolkata").has_value());
    QVERIFY(writer.putSetting("zone/mx1", "Europe/Berlin").has_value());
    QCOMPARE(reader.setting("zone/mx1"), std::string("Europe/Berlin"));
    QCOMPARE(reader.setting("zone/mx2"), std::string());
    QVERIFY(reader.generation() > before);

    Incident incident { 0, "EX680695", "Microsoft 365", "Throttled", "https://example.com", at("2023-10-12T10:00Z"), {},
        "serviceRestored", "It is over." };
    incident.id = *writer.putIncident(incident);
    const TimeRange later { at("2023-12-01T00:00Z"), at("2023-12-02T00:00Z") };
    QVERIFY((*ask(reader, IncidentQuestion { later }, {}) == std::vector { incident })); // still open
    incident.to = at("2023-10-13T00:00Z");
    QCOMPARE(*writer.putIncident(incident), incident.id);
    QVERIFY(ask(reader, IncidentQuestion { later }, {})->empty());
    QVERIFY((*ask(reader, IncidentQuestion {}, {}) == std::vector { incident }));
    QVERIFY(writer.deleteIncident(incident.id).has_value());
    QVERIFY(ask(reader, IncidentQuestion {}, {})->empty());
}

void TestWriter::smallCommitsShareBlocks()
{
    Writer writer = openWriter(path());
    const auto file = newFile(writer, "a");
    for (int i = 0; i < 100; ++i)
        store(writer, file, copies(3, Fact { .at = at("2023-10-12T10:00Z") + std::chrono::seconds(i), .offset = 1 }));
    auto reader = *Reader::open(path());
    AttemptQuestion q;
    q.scope.range = { at("2023-10-12T00:00Z"), at("2023-10-13T00:00Z") };
    q.limit = 1'000;
    const auto rows = *ask(reader, q, {});
    QCOMPARE(rows.rows.size(), std::size_t { 300 });
    std::map<std::int64_t, int> blocks;
    for (const AttemptRow& row : rows.rows)
        ++blocks[row.key.block];
    QVERIFY2(blocks.size() <= 7, std::to_string(blocks.size()).c_str());
    QCOMPARE(overview(path()).facts, 300U);
}

// A line k times in one file and l times in another is stored max(k, l) times.
void TestWriter::overlappingFiles_data()
{
    QTest::addColumn<Copies>("files"); // copies of one line in each file, in the order of import
    QTest::addColumn<int>("stored");
    QTest::newRow("one file") << Copies { 3 } << 3;
    QTest::newRow("twice the same") << Copies { 1, 1 } << 1;
    QTest::newRow("k lines stay k") << Copies { 3, 3 } << 3;
    QTest::newRow("the second knows more") << Copies { 2, 3 } << 3;
    QTest::newRow("the first knows more") << Copies { 3, 2 } << 3;
    QTest::newRow("three files") << Copies { 2, 3, 4 } << 4;
    QTest::newRow("one without") << Copies { 2, 0, 2 } << 2;
}

void TestWriter::overlappingFiles()
{
    QFETCH(Copies, files);
    QFETCH(int, stored);
    Writer writer = openWriter(path());
    const Fact other { .at = at("2023-10-12T10:30Z"), .queueId = "another" };
    int sum = 0, duplicates = 0;
    for (const int count : files) {
        auto facts = copies(count, Fact { .at = at("2023-10-12T10:00:05Z") });
        const auto file = newFile(writer, numbered("file", static_cast<unsigned>(sum)));
        facts.push_back(other); // so that every file covers the hour
        const auto result = store(writer, file, facts);
        sum += static_cast<int>(result.stored);
        duplicates += static_cast<int>(result.duplicates);
    }
    QCOMPARE(sum, stored + 1);
    QCOMPARE(sum + duplicates, std::accumulate(files.begin(), files.end(), static_cast<int>(files.size())));
    QCOMPARE(overview(path()).facts, static_cast<std::uint64_t>(stored + 1));
}

void TestWriter::equalLinesCutByABatch()
{
    const Fact line { .at = at("2023-10-12T10:00:05Z") };
    ImportedFile second;
    {
        Writer writer = openWriter(path());
        QCOMPARE(store(writer, newFile(writer, "a"), copies(3, line)).stored, 3U);
        second = newFile(writer, "b");
        QCOMPARE(store(writer, second, copies(2, line)).stored, 0U);
    }
    Writer writer = openWriter(path()); // as after a kill
    const auto rest = store(writer, second, copies(3, line));
    QCOMPARE(rest.duplicates, 1U); // the third
    QCOMPARE(rest.stored, 2U);     // five in the second file, three in the first: five
}

void TestWriter::notTheSameLine_data()
{
    QTest::addColumn<int>("which");
    QTest::newRow("another second") << 0;
    QTest::newRow("another queue id") << 1;
    QTest::newRow("another server") << 2;
    QTest::newRow("another recipient of the domain") << 3;
    QTest::newRow("another outcome") << 4;
    QTest::newRow("another delay") << 5;
}

void TestWriter::notTheSameLine()
{
    QFETCH(int, which);
    const Fact line { .at = at("2023-10-12T10:00:05Z") };
    Fact another = line;
    switch (which) {
    case 0:
        another.at += 1s;
        break;
    case 1:
        another.queueId = "4S0000001";
        break;
    case 2:
        another.server = "mx2";
        break;
    case 3:
        another.recipient = 2;
        break;
    case 4:
        another.outcome = Outcome::Bounced;
        break;
    default:
        another.delayMs += 10;
    }
    Writer writer = openWriter(path());
    store(writer, newFile(writer, "a"), { line });
    const auto result = store(writer, newFile(writer, "b"), { another, line });
    QCOMPARE(result.stored, 1U);
    QCOMPARE(result.duplicates, 1U);
}

void TestWriter::stampsOfTwoPrecisions()
{
    Fact line { .at = at("2023-10-12T10:00:05.604Z") };
    Writer writer = openWriter(path());
    store(writer, newFile(writer, "rfc3339"), { line });
    line.at = at("2023-10-12T10:00:05Z");
    line.templ = "another spelling";
    QCOMPARE(store(writer, newFile(writer, "bsd"), { line }).duplicates, 1U);
}

void TestWriter::fullDisk()
{
    std::signal(SIGXFSZ, SIG_IGN);
    Writer writer = openWriter(path());
    const auto file = newFile(writer, "a");
    const auto facts = randomFacts(5, 20'000, { at("2023-10-12T00:00Z"), at("2023-10-13T00:00Z") });
    store(writer, file, { facts.begin(), facts.begin() + 100 });
    const auto before = overview(path());

    // No file of this process can grow: a disk that is full now and has room again later.
    rlimit saved {};
    getrlimit(RLIMIT_FSIZE, &saved);
    rlimit tight = saved;
    tight.rlim_cur = 100'000;
    setrlimit(RLIMIT_FSIZE, &tight);
    const auto failed = commit(writer, batchOf(facts), file);
    setrlimit(RLIMIT_FSIZE, &saved);

    QVERIFY(!failed.has_value());
    QVERIFY(!failed.error().cancelled);
    QVERIFY2(failed.error().what.find(path()) != std::string::npos, failed.error().what.c_str());
    const auto after = overview(path());
    QCOMPARE(after.facts, before.facts);
    QCOMPARE(after.generation, before.generation);
    QCOMPARE(after.sources, before.sources);

    const auto result = store(writer, file, { facts.begin() + 100, facts.end() });
    QCOMPARE(result.stored, facts.size() - 100);
    QCOMPARE(overview(path()).facts, facts.size());
}

void TestWriter::damagedFile()
{
    {
        Writer writer = openWriter(path());
        store(
            writer, newFile(writer, "a"), randomFacts(5, 20'000, { at("2023-10-12T00:00Z"), at("2023-10-13T00:00Z") }));
    }
    QFile file(QString::fromStdString(path()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    for (qint64 page = 2; page * 16'384 < file.size(); page += 2) {
        file.seek(page * 16'384);
        file.write(QByteArray(16'384, '\x5a'));
    }
    file.close();
    const auto writer = Writer::open(path());
    QVERIFY(!writer.has_value());
    QVERIFY2(writer.error().what.find("is damaged") != std::string::npos, writer.error().what.c_str());

    QFile text(m_folder->filePath(QStringLiteral("text")));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write(QByteArray(50'000, 'x'));
    text.close();
    QVERIFY(!Writer::open(path("text")).has_value());
    QVERIFY(!Reader::open(path("text")).has_value());
    QVERIFY(!Reader::open(path("none")).has_value());
}

void TestWriter::unevenBatch()
{
    Writer writer = openWriter(path());
    const auto file = newFile(writer, "a");
    Batch batch = batchOf({ Fact {} });
    batch.code.clear();
    QVERIFY(!commit(writer, batch, file).has_value());
    for (const std::size_t rows : { std::size_t(1), std::size_t(3) }) { // of two
        const FilePart part { file, rows, {} };
        QVERIFY(!writer.commit(batchOf({ Fact {}, Fact {} }), std::span(&part, 1)).has_value());
    }
}

// Its row and its first facts are of one transaction.
void TestWriter::newFileWithItsFacts()
{
    Writer writer = openWriter(path());
    ImportedFile file;
    file.path = "new.log";
    Batch uneven = batchOf({ Fact {} });
    uneven.code.clear();
    QVERIFY(!commit(writer, uneven, file).has_value());
    QVERIFY(writer.journal().empty());
    const auto done = commit(writer, batchOf({ Fact {} }), file);
    QVERIFY(done.has_value());
    QCOMPARE(writer.journal().size(), std::size_t(1));
    QCOMPARE(writer.journal()[0].id, done->file);
    QCOMPARE(writer.journal()[0].facts, std::uint64_t(1));
}

QTEST_GUILESS_MAIN(TestWriter)
#include "tst_writer.moc"
