// SPDX-License-Identifier: GPL-3.0-or-later
// An import that is killed (kill -9) at any moment and begun again ends as one that nobody disturbed.
//   MV_KILLS=50 tst_kill: so many rounds instead of 5.
#include "database.h"
#include "files.h"
#include "postfixlog.h"
#include <QElapsedTimer>
#include <QProcess>
#include <random>

using namespace mv;
using namespace mv::test;

namespace {

constexpr int kMessages = 48'000; // about 30 MB

int rounds() { return qEnvironmentVariableIsSet("MV_KILLS") ? qEnvironmentVariableIntValue("MV_KILLS") : 5; }

} // namespace

class TestKill : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void killed_data();
    void killed();
    void cleanupTestCase();

private:
    bool import(const Database&, int ms);

    QTemporaryDir m_dir;
    QStringList m_files;
    std::vector<std::string> m_undisturbed;
    int m_length = 0; // ms
    int m_kills = 0;
};

// Lets the importer run for `ms` (-1: to its end), then kills it. Whether it had come to its end.
bool TestKill::import(const Database& database, int ms)
{
    QProcess importer;
    importer.setProcessChannelMode(QProcess::MergedChannels);
    importer.start(QStringLiteral(IMPORTER), QStringList(QString::fromStdString(database.path().string())) + m_files);
    if (!importer.waitForStarted())
        qFatal("%s does not start", IMPORTER);
    if (!importer.waitForFinished(ms)) {
        importer.kill();
        importer.waitForFinished(-1);
    }
    if (importer.exitStatus() == QProcess::CrashExit)
        return false;
    if (importer.exitCode() != 0)
        qFatal("%s", importer.readAll().constData());
    return true;
}

void TestKill::initTestCase()
{
    const std::string log = PostfixLog("mx1").messages(0, kMessages);
    QVERIFY(log.size() > 25'000'000);
    const std::string_view older = upToLine(log, log.size() / 2);
    const std::string_view newer = std::string_view(log).substr(older.size());
    const fs::path folder = m_dir.path().toStdString();
    const auto add = [this](const fs::path& file) { m_files << QString::fromStdString(file.string()); };
    add(write(folder / "mail.log.1.gz", gzipped(folder / "gz", older)));
    const std::string_view last = newer.substr(upToLine(newer, newer.size() / 2).size());
    add(write(folder / "mail.log", newer.substr(0, newer.size() - last.size())));
    for (std::size_t begin = 0; begin < last.size();) { // small ones, that share commits
        const std::string_view piece = upToLine(last.substr(begin), 50'000);
        add(write(folder / fmt::format("{:05}.log", begin / 1000), piece));
        begin += piece.size();
    }
    QVERIFY(m_files.size() > 100);

    const Database database;
    QElapsedTimer timer;
    timer.start();
    QVERIFY(import(database, -1));
    m_length = static_cast<int>(timer.elapsed());
    m_undisturbed = database.dump();
    QVERIFY(m_undisturbed.size() > kMessages);
}

void TestKill::killed_data()
{
    QTest::addColumn<unsigned>("seed");
    for (int i = 1; i <= rounds(); ++i)
        QTest::addRow("round %d", i) << static_cast<unsigned>(i);
}

void TestKill::killed()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> moment(1, std::max(2, m_length * 2 / 3));
    const Database database;
    int kills = 0;
    while (!import(database, kills < 20 ? moment(random) : -1))
        ++kills;
    m_kills += kills;
    compare(database.dump(), m_undisturbed);
    QCOMPARE(database.journal().size(), std::size_t(m_files.size()));
    for (const ImportedFile& file : database.journal())
        QVERIFY(file.state == FileState::Complete);
}

void TestKill::cleanupTestCase()
{
    QVERIFY(m_kills > 0);
    qInfo("killed %d times in %d rounds; undisturbed it takes %d ms", m_kills, rounds(), m_length);
}

QTEST_GUILESS_MAIN(TestKill)
#include "tst_kill.moc"
