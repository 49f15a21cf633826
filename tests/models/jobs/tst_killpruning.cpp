// SPDX-License-Identifier: GPL-3.0-or-later
// Pruning that is killed (kill -9) at any moment leaves a sound database with all old attempts or with none, and ends
// as one that nobody disturbed when it is begun again.
//   MV_KILLS=50 tst_killpruning: so many rounds instead of 5.
#include "database.h"
#include "files.h"
#include "models/store/sqlite/sqlite.h"
#include "postfixlog.h"
#include <QElapsedTimer>
#include <QProcess>
#include <random>

using namespace mv;
using namespace mv::test;

namespace {

constexpr int kMessages = 12'000; // of each of the two days
constexpr int kFiles = 12;        // so many commits, and at least so many blocks
constexpr int kSecondDay = 86'400;
constexpr const char* kToday = "2023-11-11"; // the second day is a month ago

int rounds() { return qEnvironmentVariableIsSet("MV_KILLS") ? qEnvironmentVariableIntValue("MV_KILLS") : 5; }

// Lets the pruner run for `ms` (-1: to its end), then kills it. Whether it had come to its end.
bool prune(const fs::path& database, int ms, const QStringList& share = {})
{
    QProcess pruner;
    pruner.setProcessChannelMode(QProcess::MergedChannels);
    pruner.start(QStringLiteral(PRUNER),
        QStringList { QString::fromStdString(database.string()), QString::fromLatin1(kToday) } + share);
    if (!pruner.waitForStarted())
        qFatal("%s does not start", PRUNER);
    if (!pruner.waitForFinished(ms)) {
        pruner.kill();
        pruner.waitForFinished(-1);
    }
    if (pruner.exitStatus() == QProcess::CrashExit)
        return false;
    if (pruner.exitCode() != 0)
        qFatal("%s", pruner.readAll().constData());
    return true;
}

} // namespace

class TestKillPruning : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void killed_data();
    void killed();
    void cleanupTestCase();

private:
    void isSound(const Database&);

    Database m_whole, m_pruned; // as they are before and after
    std::vector<std::string> m_before, m_after;
    int m_length = 0; // ms
    int m_kills = 0, m_undone = 0;
};

void TestKillPruning::initTestCase()
{
    PostfixLog log("mx1");
    std::vector<fs::path> files;
    for (const int day : { 0, kSecondDay }) {
        for (int i = 0; i < kFiles; ++i) {
            files.push_back(write(m_whole.folder() / fmt::format("{}-{}.log", day, i),
                log.messages(day + i * kMessages / kFiles, kMessages / kFiles)));
            m_whole.import({ files.back() }, ofOctober());
        }
    }
    m_before = m_whole.dump();
    fs::copy_file(m_whole.path(), m_pruned.path());
    QElapsedTimer timer;
    timer.start();
    QVERIFY(prune(m_pruned.path(), -1));
    m_length = static_cast<int>(timer.elapsed());
    m_after = m_pruned.dump();
    QVERIFY(m_after.size() > kMessages && m_before.size() > m_after.size() + kMessages);
}

void TestKillPruning::killed_data()
{
    QTest::addColumn<int>("ms");
    QTest::addColumn<QStringList>("share");
    for (const char* share : { "0.01", "0.5", "1" }) // after the first old block, in the middle, before the commit
        QTest::addRow("share %s", share) << -1 << QStringList(QString::fromLatin1(share));
    std::mt19937 random(1);
    std::uniform_int_distribution<int> moment(1, std::max(2, m_length));
    for (int i = 1; i <= rounds(); ++i)
        QTest::addRow("round %d", i) << moment(random) << QStringList();
}

void TestKillPruning::killed()
{
    QFETCH(int, ms);
    QFETCH(QStringList, share);
    const Database database;
    fs::copy_file(m_whole.path(), database.path());
    const bool ended = prune(database.path(), ms, share);
    m_kills += ended ? 0 : 1;
    QVERIFY(share.isEmpty() || !ended);
    isSound(database);
    if (QTest::currentTestFailed())
        return;
    const auto left = database.dump();
    const bool undone = left.size() == m_before.size();
    m_undone += undone ? 1 : 0;
    compare(left, undone ? m_before : m_after);
    QVERIFY(undone || share.isEmpty());

    QVERIFY(prune(database.path(), -1));
    isSound(database);
    compare(database.dump(), m_after);
}

void TestKillPruning::isSound(const Database& database)
{
    QVERIFY(database.journal().size() == std::size_t(2 * kFiles)); // opened for writing: the lock is free
    auto db = sql::Connection::open(database.path().string(), sql::Connection::Access::ReadOnly);
    sql::Statement check(db, "PRAGMA integrity_check");
    QVERIFY(check.step());
    QCOMPARE(QByteArray::fromStdString(std::string(check.text(0))), QByteArray("ok"));
}

void TestKillPruning::cleanupTestCase()
{
    QVERIFY(m_undone >= 3);
    qInfo("killed %d times, %d of them in vain; undisturbed it takes %d ms", m_kills, m_kills - m_undone, m_length);
}

QTEST_GUILESS_MAIN(TestKillPruning)
#include "tst_killpruning.moc"
