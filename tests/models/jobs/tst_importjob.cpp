// SPDX-License-Identifier: GPL-3.0-or-later
// Real files, the real database: what an import knows again, and what it leaves behind when it is cut off.
#include "database.h"
#include "files.h"
#include "postfixlog.h"
#include <memory>
#include <zstd.h>

using namespace mv;
using namespace mv::test;
using State = FileProgress::State;

namespace {

constexpr int kMessages = 6000; // over three MiB: several batches

} // namespace

class TestImportJob : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void resumesAfterCancel_data();
    void resumesAfterCancel();
    void resumesAfterEveryBatch();
    void goesOnWhereAGrownFileEnded_data();
    void goesOnWhereAGrownFileEnded();
    void leavesAnUnfinishedLine();
    void readsTheLastLineOfCompressedFiles();
    void goesOnInAnUnfinishedSegment();
    void saysThatAFileIsJustBeingWritten();
    void knowsAFileAgain_data();
    void knowsAFileAgain();

private:
    std::string m_log;
    std::vector<std::string> m_uninterrupted; // dump of it
    int m_batches = 0;
};

void TestImportJob::initTestCase()
{
    m_log = PostfixLog("mx1").messages(0, kMessages);
    const Database database;
    const auto summary = database.import(
        { write(database.folder() / "mail.log", m_log) }, ofOctober(), {}, [this](std::uint64_t) { ++m_batches; });
    QCOMPARE(stateOf(summary), State::Done);
    QCOMPARE(summary.lines.total(), linesIn(m_log));
    QCOMPARE(summary.lines.notUnderstood(), std::uint64_t(0));
    QVERIFY(m_batches > 3);
    m_uninterrupted = database.dump();
    QVERIFY(m_uninterrupted.size() > kMessages);
}

void TestImportJob::resumesAfterCancel_data()
{
    QTest::addColumn<int>("batch");
    for (int i = 1; i <= m_batches; ++i)
        QTest::addRow("after batch %d", i) << i;
}

void TestImportJob::resumesAfterCancel()
{
    QFETCH(int, batch);
    const Database database;
    const fs::path log = write(database.folder() / "mail.log", m_log);
    std::stop_source stop;
    int committed = 0;
    const auto summary = database.import({ log }, ofOctober(), stop.get_token(), [&](std::uint64_t) {
        if (++committed == batch)
            stop.request_stop();
    });
    QVERIFY(summary.cancelled);
    database.import({ log }, ofOctober());
    compare(database.dump(), m_uninterrupted);
    QCOMPARE(database.journal().size(), std::size_t(1));
}

void TestImportJob::resumesAfterEveryBatch()
{
    const Database database;
    const fs::path old = write(database.folder() / "mail.log.1", upToLine(m_log, m_log.size() / 2));
    const fs::path log = write(database.folder() / "mail.log", std::string_view(m_log).substr(fs::file_size(old)));
    const Database whole;
    whole.import({ old, log }, ofOctober());

    bool done = false;
    for (int i = 0; i <= m_batches + 2 && !done; ++i) {
        std::stop_source stop;
        done
            = !database.import({ log, old }, ofOctober(), stop.get_token(), [&](std::uint64_t) { stop.request_stop(); })
                   .cancelled;
    }
    QVERIFY(done);
    compare(database.dump(), whole.dump());
}

void TestImportJob::goesOnWhereAGrownFileEnded_data()
{
    QTest::addColumn<qint64>("cut");
    QTest::addColumn<bool>("utf16");
    const auto size = static_cast<qint64>(m_log.size());
    const auto lineEnd = static_cast<qint64>(upToLine(m_log, m_log.size() / 2).size());
    QTest::newRow("at the end of a line") << lineEnd << false;
    QTest::newRow("in the middle of a line") << lineEnd + 40 << false;
    QTest::newRow("in its first lines") << qint64(700) << false;
    QTest::newRow("before its last line ends") << size - 1 << false;
    QTest::newRow("UTF-16, at the end of a line") << 2 + 2 * lineEnd << true;
    QTest::newRow("UTF-16, in the middle of a line end") << 2 + 2 * lineEnd - 1 << true;
    QTest::newRow("UTF-16, in the middle of a character") << 2 + 2 * lineEnd + 81 << true;
}

void TestImportJob::goesOnWhereAGrownFileEnded()
{
    QFETCH(qint64, cut);
    QFETCH(bool, utf16);
    const Database database;
    const std::string whole = utf16 ? inUtf16(m_log) : m_log;
    const std::string_view half = std::string_view(whole).substr(0, static_cast<std::size_t>(cut));
    const fs::path log = write(database.folder() / "mail.log", half, std::chrono::seconds(0));
    QCOMPARE(stateOf(database.import({ log }, ofOctober())), State::Done);
    write(log, whole);
    const auto grown = database.import({ log }, ofOctober());
    QCOMPARE(stateOf(grown), State::Done);
    QCOMPARE(grown.duplicates, std::uint64_t(0));
    compare(database.dump(), m_uninterrupted);
    QCOMPARE(database.journal().size(), std::size_t(1));
    QCOMPARE(database.journal()[0].lines.total(), linesIn(m_log));
    QCOMPARE(stateOf(database.import({ log }, ofOctober())), State::AlreadyImported);
}

void TestImportJob::leavesAnUnfinishedLine()
{
    const Database database;
    const std::string_view text = std::string_view(m_log).substr(0, 50'000);
    QVERIFY(!text.ends_with('\n'));
    const fs::path log = write(database.folder() / "mail.log", text, std::chrono::seconds(0));
    QCOMPARE(database.import({ log }, ofOctober()).lines.total(), linesIn(text));
    QCOMPARE(stateOf(database.import({ log }, ofOctober())), State::AlreadyImported);
    setAge(log, std::chrono::hours(1)); // nobody is going to finish it
    QCOMPARE(stateOf(database.import({ log }, ofOctober())), State::Done);
    QCOMPARE(database.journal()[0].lines.total(), linesIn(text) + 1);
    QCOMPARE(database.journal()[0].identity.length, std::uint64_t(text.size()));
}

// Nobody goes on with a line in a .gz, however fresh it is.
void TestImportJob::readsTheLastLineOfCompressedFiles()
{
    const Database database;
    const std::string_view text = std::string_view(m_log).substr(0, 50'000);
    const fs::path log
        = write(database.folder() / "mail.log.gz", gzipped(database.folder() / "gz", text), std::chrono::seconds(0));
    QCOMPARE(database.import({ log }, ofOctober()).lines.total(), linesIn(text) + 1);
}

// KumoMTA ends the frame of a segment when it begins the next; until then it flushes, in the middle of lines.
void TestImportJob::goesOnInAnUnfinishedSegment()
{
    const Database database;
    const fs::path log = database.folder() / "20231012-140000";
    std::string segment;
    const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> stream(ZSTD_createCCtx(), ZSTD_freeCCtx);
    const auto put = [&](std::string_view text, ZSTD_EndDirective how) {
        std::string block(ZSTD_compressBound(text.size()) + 1000, '\0');
        ZSTD_inBuffer in { text.data(), text.size(), 0 };
        ZSTD_outBuffer out { block.data(), block.size(), 0 };
        while (ZSTD_compressStream2(stream.get(), &out, &in, how) != 0) { }
        write(log, segment += block.substr(0, out.pos)); // an hour ago
    };
    const std::string_view text = m_log;
    put(text.substr(0, 50'000), ZSTD_e_flush);
    QVERIFY(!text.substr(0, 50'000).ends_with('\n'));
    const auto first = database.import({ log }, ofOctober());
    QCOMPARE(stateOf(first), State::Done);
    QCOMPARE(first.lines.total(), linesIn(text.substr(0, 50'000)));
    QCOMPARE(stateOf(database.import({ log }, ofOctober())), State::AlreadyImported);
    put(text.substr(50'000, 70'001), ZSTD_e_flush);
    QCOMPARE(stateOf(database.import({ log }, ofOctober())), State::Done);
    put(text.substr(120'001), ZSTD_e_end);
    const auto last = database.import({ log }, ofOctober());
    QCOMPARE(stateOf(last), State::Done);
    QCOMPARE(last.duplicates, std::uint64_t(0));
    compare(database.dump(), m_uninterrupted);
    QCOMPARE(database.journal()[0].lines.total(), linesIn(m_log));
}

void TestImportJob::saysThatAFileIsJustBeingWritten()
{
    const Database database;
    const std::string whole = gzipped(database.folder() / "gz", m_log);
    const std::string_view half = std::string_view(whole).substr(0, whole.size() / 2);
    const fs::path log = write(database.folder() / "mail.log.gz", half, std::chrono::seconds(0));
    const auto fresh = database.import({ log }, ofOctober());
    QCOMPARE(stateOf(fresh), State::Failed);
    QVERIFY(fresh.facts > 0);
    QVERIFY2(fresh.files[0].message.find("import it again") != std::string::npos, fresh.files[0].message.c_str());
    setAge(log, std::chrono::hours(1)); // nobody is going to complete it
    const auto left = database.import({ log }, ofOctober());
    QCOMPARE(stateOf(left), State::Failed);
    QVERIFY2(left.files[0].message.find("import it again") == std::string::npos, left.files[0].message.c_str());
    write(log, whole);
    QCOMPARE(stateOf(database.import({ log }, ofOctober())), State::Done);
    compare(database.dump(), m_uninterrupted);
}

void TestImportJob::knowsAFileAgain_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("compressed");
    QTest::newRow("rotated") << QByteArray("mail.log.1") << false;
    QTest::newRow("rotated and compressed") << QByteArray("mail.log.2.gz") << true;
    QTest::newRow("renamed, elsewhere") << QByteArray("backup/october") << false;
    QTest::newRow("compressed, and nothing in the name says so") << QByteArray("backup/october") << true;
}

void TestImportJob::knowsAFileAgain()
{
    QFETCH(QByteArray, name);
    QFETCH(bool, compressed);
    const Database database;
    const fs::path log = write(database.folder() / "mail.log", m_log);
    database.import({ log }, ofOctober());
    fs::remove(log);
    const fs::path moved
        = write(database.folder() / name.toStdString(), compressed ? gzipped(database.folder() / "gz", m_log) : m_log);
    const auto again = database.import({ moved }, ofOctober());
    QCOMPARE(stateOf(again), State::AlreadyImported);
    QCOMPARE(again.facts + again.duplicates, std::uint64_t(0));
    QCOMPARE(database.journal().size(), std::size_t(1));
    QCOMPARE(database.journal()[0].path, moved.string());
    compare(database.dump(), m_uninterrupted);
}

QTEST_GUILESS_MAIN(TestImportJob)
#include "tst_importjob.moc"
