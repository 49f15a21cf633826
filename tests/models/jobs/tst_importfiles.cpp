// SPDX-License-Identifier: GPL-3.0-or-later
// Several files and what they have in common; damaged and unknown ones.
#include "database.h"
#include "files.h"
#include "postfixlog.h"
#include <map>
#include <semaphore>
#include <sys/stat.h>
#include <thread>

using namespace mv;
using namespace mv::test;
using State = FileProgress::State;

namespace {

constexpr int kMessages = 2500;

std::vector<std::string> open(const Database& database)
{
    std::vector<std::string> texts;
    for (const OpenMessage& m : valueOf(Writer::open(database.path())).openMessages())
        texts.push_back(toText(m));
    std::ranges::sort(texts);
    return texts;
}

std::vector<std::string> both(std::vector<std::string> a, const std::vector<std::string>& b)
{
    a.insert(a.end(), b.begin(), b.end());
    std::ranges::sort(a);
    return a;
}

} // namespace

class TestImportFiles : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void readsAShorterCopy_data();
    void readsAShorterCopy();
    void tellsFilesThatBeginAlikeApart_data();
    void tellsFilesThatBeginAlikeApart();
    void countsOverlapsOnce_data();
    void countsOverlapsOnce();
    void readsManySmallFiles_data();
    void readsManySmallFiles();
    void readsTheOldestFileFirst();
    void keepsServersApart_data();
    void keepsServersApart();
    void keepsWhatComesBeforeDamage();
    void readsWhatItKnowsInAFolder();
    void tellsProgress();
    void stopsBeforeItBegins();
    void readsAPipe_data();
    void readsAPipe();
    void tellsWhatAPipeSaidBeforeItFellSilent();
    void stopsOnASilentPipe_data();
    void stopsOnASilentPipe();

private:
    std::string m_log;
    std::vector<std::string> m_facts, m_open; // of it
};

void TestImportFiles::initTestCase()
{
    m_log = PostfixLog("mx1").messages(0, kMessages);
    const Database database;
    database.import({ write(database.folder() / "mail.log", m_log) }, ofOctober());
    m_facts = placeless(database.attempts());
    m_open = open(database);
    QVERIFY(m_facts.size() > kMessages);
    QVERIFY(!m_open.empty());
}

void TestImportFiles::readsAShorterCopy_data()
{
    QTest::addColumn<bool>("together");
    QTest::addColumn<bool>("compressed");
    QTest::addColumn<bool>("cutOff"); // in the middle of compressed data
    QTest::newRow("after the longer file") << false << false << false;
    QTest::newRow("in the same import") << true << false << false;
    QTest::newRow("compressed") << false << true << false;
    QTest::newRow("compressed and cut off") << false << true << true;
}

// Whether it is one can't be known: it is read, and what the longer file has told counts once.
void TestImportFiles::readsAShorterCopy()
{
    QFETCH(bool, together);
    QFETCH(bool, compressed);
    QFETCH(bool, cutOff);
    const Database database;
    const fs::path log = write(database.folder() / "mail.log", m_log);
    std::string part(upToLine(m_log, cutOff ? m_log.size() : 300'000));
    if (compressed)
        part = gzipped(database.folder() / "gz", part);
    if (cutOff)
        part.resize(part.size() / 2);
    const fs::path copy = write(database.folder() / "copy.log", part);
    if (!together)
        QCOMPARE(stateOf(database.import({ log }, ofOctober())), State::Done);
    const auto summary = database.import({ log, copy }, ofOctober());
    QCOMPARE(stateOf(summary, 1), cutOff ? State::Failed : State::Done);
    QVERIFY(summary.files[1].duplicates > 0);
    QCOMPARE(summary.files[1].facts, std::uint64_t(0));
    QCOMPARE(database.journal().size(), std::size_t(2));
    compare(placeless(database.attempts()), m_facts);
    compare(open(database), m_open);
    QCOMPARE(stateOf(database.import({ log }, ofOctober())), State::AlreadyImported);
    if (!cutOff)
        QCOMPARE(stateOf(database.import({ copy }, ofOctober())), State::AlreadyImported);
}

void TestImportFiles::tellsFilesThatBeginAlikeApart_data()
{
    QTest::addColumn<int>("messages");
    QTest::newRow("shorter") << 300;
    QTest::newRow("as long") << 500;
    QTest::newRow("longer") << 900;
}

void TestImportFiles::tellsFilesThatBeginAlikeApart()
{
    QFETCH(int, messages);
    const Database database;
    const std::string head(upToLine(m_log, 40'000));
    const std::string a = PostfixLog("mx2").messages(0, 500), b = PostfixLog("mx3").messages(0, messages);
    const fs::path one = write(database.folder() / "one.log", head + a);
    const fs::path other = write(database.folder() / "other.log", head + b);
    database.import({ one }, ofOctober());
    const auto summary = database.import({ other }, ofOctober());
    QCOMPARE(stateOf(summary), State::Done);
    QCOMPARE(database.journal().size(), std::size_t(2));
    std::map<std::string, int> byServer;
    for (const AttemptRow& row : database.attempts())
        ++byServer[row.server];
    const Database alone;
    alone.import({ write(alone.folder() / "head.log", head), write(alone.folder() / "a.log", a),
                     write(alone.folder() / "b.log", b) },
        ofOctober());
    std::map<std::string, int> wanted;
    for (const AttemptRow& row : alone.attempts())
        ++wanted[row.server];
    QVERIFY(byServer == wanted);
    QCOMPARE(wanted.size(), std::size_t(3));
}

void TestImportFiles::countsOverlapsOnce_data()
{
    QTest::addColumn<bool>("together");
    QTest::newRow("one after the other") << false;
    QTest::newRow("in the same import") << true;
}

void TestImportFiles::countsOverlapsOnce()
{
    QFETCH(bool, together);
    const Database database;
    const std::string_view log = m_log;
    const std::size_t from = upToLine(log, log.size() / 3).size(), to = upToLine(log, log.size() / 3 * 2).size();
    const fs::path one = write(database.folder() / "one.log", log.substr(0, to));
    const fs::path other = write(database.folder() / "other.log", log.substr(from));
    std::uint64_t duplicates = 0;
    if (together) {
        duplicates = database.import({ one, other }, ofOctober()).duplicates;
    } else {
        duplicates = database.import({ one }, ofOctober()).duplicates;
        duplicates += database.import({ other }, ofOctober()).duplicates;
    }
    QVERIFY(duplicates > 0);
    QCOMPARE(database.journal().size(), std::size_t(2));
    compare(placeless(database.attempts()), m_facts);
    compare(open(database), m_open);
}

void TestImportFiles::readsManySmallFiles_data()
{
    QTest::addColumn<int>("again"); // seconds of the file before that each begins with
    QTest::newRow("one after the other") << 0;
    QTest::newRow("each tells again what the one before did") << 5;
}

// The end of a file is no reason for a commit; lines that two files of one commit tell count once, too.
void TestImportFiles::readsManySmallFiles()
{
    QFETCH(int, again);
    const Database database;
    const fs::path folder = database.folder() / "logs";
    std::size_t files = 0;
    for (int n = 0; n < kMessages; n += 10, ++files) {
        const int first = std::max(n - again, 0);
        write(folder / fmt::format("{:05}", n), PostfixLog("mx1").messages(first, n + 10 - first));
    }
    ImportOptions options = ofOctober();
    options.batchRows = ImportOptions().batchRows;
    std::size_t commits = 0;
    const auto summary = database.import({ folder }, options, {}, [&](std::uint64_t) { ++commits; });
    QVERIFY2(commits < files / 10, qPrintable(QString::number(commits)));
    QCOMPARE(summary.duplicates > 0, again > 0);
    QCOMPARE(summary.facts, std::uint64_t(m_facts.size()));
    QCOMPARE(database.journal().size(), files);
    compare(placeless(database.attempts()), m_facts);
    compare(open(database), m_open);
    const auto later = database.import({ folder }, options);
    QCOMPARE(later.facts + later.duplicates, std::uint64_t(0));
    for (std::size_t i = 0; i < files; ++i)
        QCOMPARE(stateOf(later, i), State::AlreadyImported);
}

// Also when the lines begin with no stamp, and whatever the files' times are.
void TestImportFiles::readsTheOldestFileFirst()
{
    const std::string header = "type,timeLogged,timeQueued,orig,rcpt,dsnAction,dsnStatus,dsnDiag,dsnMta,vmta\n";
    const std::string to = "1697090399,news@example.com,ann@example.net,", mta = ",mx.example.net (192.0.2.56),mta1\n";
    const std::string deferred = header + "t,1697090400," + to + "delayed,4.7.0,smtp;451 4.7.0 busy" + mta;
    const std::string delivered = header + "d,1697090700," + to + "relayed,2.0.0,smtp;250 2.0.0 OK" + mta;
    const Database database;
    const auto summary = database.import({ write(database.folder() / "acct-2.csv", delivered, std::chrono::hours(3)),
                                             write(database.folder() / "acct-1.csv", deferred) },
        {});
    QCOMPARE(summary.facts, std::uint64_t(2));
    QVERIFY(summary.files[0].message.starts_with("No deferrals: PowerMTA"));
    QVERIFY(summary.files[1].message.empty());
    for (const AttemptRow& row : database.attempts())
        QCOMPARE(row.firstTry, row.outcome == Outcome::Deferred);
}

void TestImportFiles::keepsServersApart_data()
{
    QTest::addColumn<bool>("oneFile");
    QTest::newRow("a file each") << false;
    QTest::newRow("on a log host, line by line") << true;
}

void TestImportFiles::keepsServersApart()
{
    QFETCH(bool, oneFile);
    const std::string mx2 = PostfixLog("mx2").messages(0, kMessages);
    const Database second, database;
    second.import({ write(second.folder() / "mail.log", mx2) }, ofOctober());
    if (oneFile) {
        std::string mixed;
        std::size_t a = 0, b = 0;
        while (a < m_log.size()) { // both have as many lines of the same lengths
            const std::size_t endA = m_log.find('\n', a) + 1, endB = mx2.find('\n', b) + 1;
            mixed.append(m_log, a, endA - a).append(mx2, b, endB - b);
            a = endA;
            b = endB;
        }
        database.import({ write(database.folder() / "mail.log", mixed) }, ofOctober());
    } else {
        database.import(
            { write(database.folder() / "a.log", m_log), write(database.folder() / "b.log", mx2) }, ofOctober());
    }
    compare(placeless(database.attempts()), both(m_facts, placeless(second.attempts())));
    compare(open(database), both(m_open, open(second)));
}

void TestImportFiles::keepsWhatComesBeforeDamage()
{
    const Database database;
    const std::string whole = gzipped(database.folder() / "gz", m_log);
    const fs::path log
        = write(database.folder() / "mail.log.1.gz", std::string_view(whole).substr(0, whole.size() / 2));
    const auto damaged = database.import({ log }, ofOctober());
    QCOMPARE(stateOf(damaged), State::Failed);
    QVERIFY2(damaged.files[0].message.find("damaged") != std::string::npos, damaged.files[0].message.c_str());
    QVERIFY(damaged.facts > 0 && damaged.facts < m_facts.size());
    QCOMPARE(database.attempts().size(), std::size_t(damaged.facts));
    QVERIFY(database.journal().at(0).state == FileState::Failed);
    QVERIFY(!database.journal().at(0).message.empty());

    write(log, whole); // copied anew
    QCOMPARE(stateOf(database.import({ log }, ofOctober())), State::Done);
    QCOMPARE(database.journal().size(), std::size_t(1));
    QVERIFY(database.journal()[0].message.empty());
    compare(placeless(database.attempts()), m_facts);
    compare(open(database), m_open);
}

void TestImportFiles::readsWhatItKnowsInAFolder()
{
    const Database database;
    const fs::path folder = database.folder() / "logs";
    const std::string_view log = m_log;
    const std::size_t cut = upToLine(log, log.size() / 2).size();
    write(folder / "mail.log.1", log.substr(0, cut));
    write(folder / "mail.log", log.substr(cut));
    write(folder / "notes.txt", "Things to do:\nbuy milk\n");
    const auto summary = database.import({ folder }, ofOctober());
    QCOMPARE(summary.files.size(), std::size_t(3));
    for (const FileProgress& file : summary.files) {
        const bool unknown = file.path.ends_with("notes.txt");
        QCOMPARE(file.state, unknown ? State::Failed : State::Done);
        QCOMPARE(file.message.find("notes.txt") != std::string::npos, unknown);
    }
    compare(placeless(database.attempts()), m_facts);
    compare(open(database), m_open);
}

void TestImportFiles::tellsProgress()
{
    const Database database;
    const std::string_view log = m_log;
    const std::size_t cut = upToLine(log, log.size() / 2).size();
    const fs::path path = write(database.folder() / "mail.log", log.substr(0, cut));
    const auto first = database.import({ path }, ofOctober());
    QCOMPARE(first.files[0].facts, first.facts);
    write(path, log);
    const auto grown = database.import({ path }, ofOctober());
    QCOMPARE(grown.files[0].facts, grown.facts);
    QCOMPARE(grown.files[0].diskPosition, std::uint64_t(log.size()));
    QVERIFY(grown.files[0].format == "Postfix");
    QCOMPARE(first.facts + grown.facts, std::uint64_t(m_facts.size()));
    QCOMPARE(first.lines.total() + grown.lines.total(), linesIn(log)); // of an import, not of the file
}

void TestImportFiles::stopsBeforeItBegins()
{
    const Database database;
    std::stop_source stop;
    stop.request_stop();
    const auto summary
        = database.import({ write(database.folder() / "mail.log", m_log) }, ofOctober(), stop.get_token());
    QVERIFY(summary.cancelled);
    QCOMPARE(stateOf(summary), State::Cancelled);
    QVERIFY(database.journal().empty());
}

void TestImportFiles::readsAPipe_data()
{
    QTest::addColumn<bool>("compressed");
    QTest::newRow("plain") << false;
    QTest::newRow("gzip") << true;
}

// What can be read only once is examined and imported in one go; told again, it counts once.
void TestImportFiles::readsAPipe()
{
    QFETCH(bool, compressed);
    const Database database;
    const fs::path pipe = database.folder() / "pipe";
    QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
    const std::string bytes = compressed ? gzipped(database.folder() / "gz", m_log) : m_log;
    for (const std::uint64_t facts : { std::uint64_t(m_facts.size()), std::uint64_t(0) }) {
        std::jthread writer([&] { std::ofstream(pipe, std::ios::binary) << bytes; });
        const auto summary = database.import({ pipe }, ofOctober());
        QVERIFY2(stateOf(summary) == State::Done, summary.files[0].message.c_str());
        QCOMPARE(summary.facts, facts);
        QCOMPARE(summary.facts + summary.duplicates, std::uint64_t(m_facts.size()));
    }
    compare(placeless(database.attempts()), m_facts);
    compare(open(database), m_open);
}

// journalctl -f: the rest comes only after the first lines are in the database.
void TestImportFiles::tellsWhatAPipeSaidBeforeItFellSilent()
{
    const Database database;
    const fs::path pipe = database.folder() / "pipe";
    QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
    const std::string_view first = upToLine(m_log, 3000);
    std::counting_semaphore<> committed(0);
    bool inTime = false;
    std::jthread writer([&] {
        std::ofstream out(pipe, std::ios::binary);
        out << first << std::flush;
        inTime = committed.try_acquire_for(std::chrono::seconds(30));
        out << std::string_view(m_log).substr(first.size());
    });
    database.import({ pipe }, ofOctober(), {}, [&](std::uint64_t) { committed.release(); });
    writer.join();
    QVERIFY(inTime);
    compare(placeless(database.attempts()), m_facts);
    compare(open(database), m_open);
}

void TestImportFiles::stopsOnASilentPipe_data()
{
    QTest::addColumn<bool>("somebodyWrites");
    QTest::addColumn<qint64>("written");
    QTest::newRow("nobody writes") << false << qint64(0);
    QTest::newRow("before the first byte") << true << qint64(0);
    QTest::newRow("before the first lines are enough to know them") << true << qint64(1000);
    QTest::newRow("in the middle") << true << qint64(400'000);
}

void TestImportFiles::stopsOnASilentPipe()
{
    QFETCH(bool, somebodyWrites);
    QFETCH(qint64, written);
    const Database database;
    const fs::path pipe = database.folder() / "pipe";
    QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
    std::stop_source stop;
    std::mutex read; // locked until the import has come back
    std::unique_lock reading(read);
    std::jthread writer([&] {
        std::ofstream out;
        if (somebodyWrites) {
            out.open(pipe, std::ios::binary);
            out << std::string_view(m_log).substr(0, static_cast<std::size_t>(written)) << std::flush;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        stop.request_stop();
        const std::lock_guard holdsThePipeOpen(read);
    });
    const auto summary = database.import({ pipe }, ofOctober(), stop.get_token());
    reading.unlock();
    QVERIFY(summary.cancelled);
    QCOMPARE(stateOf(summary), State::Cancelled);
    QCOMPARE(summary.facts > 0, written > 64 * 1024);
    QCOMPARE(database.attempts().size(), std::size_t(summary.facts));
}

QTEST_GUILESS_MAIN(TestImportFiles)
#include "tst_importfiles.moc"
