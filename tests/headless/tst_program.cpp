// SPDX-License-Identifier: GPL-3.0-or-later
// The program as scripts and people run it: what it answers, and with which exit code.
#include "tests/headless/program.h"
#include <QDateTime>
#include <QTimeZone>
#include <csignal>
#include <unistd.h>

using namespace mv::test;

namespace {

// A log of `mails` mails, one a second; ids as long queue ids never repeat.
QByteArray manyMails(int mails)
{
    QByteArray log;
    for (int i = 0; i < mails; ++i) {
        const auto at = QDateTime(QDate(2024, 3, 4), QTime(0, 0), QTimeZone::utc()).addSecs(i).toString(Qt::ISODate);
        log += QStringLiteral(
            "%1 mx1 postfix/smtp[1100]: %2: to=<a@one.example>, relay=mx.one.example[203.0.113.1]:25, "
            "delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok)\n")
                   .arg(at, QStringLiteral("4D%1").arg(i, 8, 16, QLatin1Char('0')).toUpper())
                   .toUtf8();
    }
    return log;
}

void signalTo(const QProcess& program, int signal) { kill(static_cast<pid_t>(program.processId()), signal); }

} // namespace

class TestProgram : public QObject, private ProgramFixture {
    Q_OBJECT
private slots:
    void initTestCase();
    void exitCodes_data();
    void exitCodes();
    void readsStandardInput();
    void reportOfFiles();
    void savedMappings();
    void privacy();
    void timesInZones_data();
    void timesInZones();
    void interrupted_data();
    void interrupted();
    void interruptedTwice();
    void secondInstance();
    void follows();
    void readsAPipeThatGoesOn();
    void windowOnTheSample();
};

void TestProgram::initTestCase()
{
    QCOMPARE(run(QStringLiteral("import {log} --database known.mailvane")).code, 0);
    write(QStringLiteral("empty.log"), {});
    write(QStringLiteral("letter.txt"), "Dear postmaster,\nmail does not arrive.\n");
    write(QStringLiteral("damaged.mailvane"), QByteArray(10'000, 'x'));
    write(QStringLiteral("bad.tsv"), "# ours\nrelay\tone.example\n");
    write(QStringLiteral("badrules.tsv"), "*\tabc\t*\tbusy\tthrottled\n");
    write(QStringLiteral("rules.tsv"), "*\t450\t*\t*\tbusy\n");
    write(QStringLiteral("own.csv"),
        "when;to;status;answer\n04/03/2024 08:00:00;a@example.com;sent;250 OK\n13/03/2024 "
        "08:00:01;b@example.com;deferred;451 "
        "busy\n");
    write(QStringLiteral("table.csv"), "name,colour,size\nchair,red,12\n");
    write(QStringLiteral("bad.json"), R"({"layout":"csv","fields":{"tiem":"when"}})");
    write(QStringLiteral("own.json"), run(QStringLiteral("mapping own.csv")).out);
    write(QStringLiteral("config-file"), "no folder");
    QVERIFY(QDir(m_place.path()).mkdir(QStringLiteral("nothing")));
    write(QStringLiteral("quiet.log"), "2024-03-04T08:00:00+01:00 mx1 postfix/qmgr[900]: 4DAAAA1: removed\n");
    QCOMPARE(run(QStringLiteral("import quiet.log --database empty.mailvane")).code, 0);
}

void TestProgram::exitCodes_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("says"); // some words of standard error
    const auto row
        = [](const char* line, int code, const char* says) { QTest::newRow(line) << code << QString::fromUtf8(says); };
    row("--help", 0, "");
    row("--version", 0, "");
    row("import {log} --database new.mailvane", 0, "8 attempts and other facts from 17 lines");
    row("import {log} --database known.mailvane", 0, "Nothing new; 1 file was already imported.");
    row("import empty.log --database new.mailvane", 0, "");
    row("report --database known.mailvane", 0, "");
    row("export providers --database known.mailvane", 0, "");
    row("export imports --database empty.mailvane", 0, "");
    row("--database known.mailvane export providers", 0, "");
    row("--database=known.mailvane report --provider Gmail", 0, "");
    row("--rules rules.tsv classify", 0, "");
    row("classify --providers empty.log --rules empty.log", 0, "");
    row("report {log} --last 24h", 0, "8 attempts and other facts from 17 lines");
    row("relabel --database known.mailvane", 0, "History has its new labels");
    row("privacy --database known.mailvane", 0, "");
    row("classify", 0, "");
    row("mapping own.csv", 0, "Of the first 3 lines 2 tell a delivery, and 0 are not understood.");
    row("import own.csv --mapping own.json --database new.mailvane", 0, "2 attempts and other facts from 3 lines");
    row("report own.csv --mapping own.json", 0, "2 attempts and other facts from 3 lines");

    row("import missing.log --database new.mailvane", 1, "missing.log: No such file");
    row("import {log} missing.log --database new.mailvane", 1, "missing.log: No such file");
    row("import quiet.log missing.log --database other.mailvane", 1, "; 1 file was not read to the end.");
    row("import empty.log --database other.mailvane", 0, "Nothing was read.");
    row("import letter.txt --database new.mailvane", 1, "letter.txt: no known format");
    row("import own.csv --database other.mailvane", 1,
        "own.csv: no known format. It looks like a table with columns when, to");
    row("mapping table.csv", 1, "It lacks the column of the time. There are name, colour, size.");
    row("mapping letter.txt", 1, "letter.txt: no table.");
    row("mapping missing.csv", 1, "missing.csv: No such file");
    row("export providers --database known.mailvane --csv nowhere/a.csv", 1, "nowhere/a.csv: No such file");
    row("export attempts --database known.mailvane --csv /dev/full", 1, "/dev/full: No space left");
    row("report --database known.mailvane --csv letter.txt", 1, "letter.txt");
    row("report --database known.mailvane --png letter.txt", 1, "letter.txt");
    row("report --database known.mailvane --pdf nowhere/a.pdf", 1, "nowhere/a.pdf");

    row("--no-such-option", 2, "no-such-option");
    row("import", 2, "name the files");
    row("import --follow -", 2, "--follow: name the files");
    row("--follow", 2, "--follow: name the files");
    row("export attempts --follow {log}", 2, "export does not take --follow");
    row("export everything", 2, "\"everything\" is none of attempts, providers");
    row("export attempts --outcome lost", 2, "--outcome lost: expected delivered");
    row("import {log} --providers missing.tsv", 2, "missing.tsv");
    row("classify --providers bad.tsv", 2, "bad.tsv, line 2: expected three columns");
    row("relabel --database known.mailvane --rules badrules.tsv", 2, "badrules.tsv, line 1: expected a reply code");
    row("classify --rules missing.tsv", 2, "missing.tsv: No such file");
    row("classify --rules nothing", 2, "nothing: ");
    row("report --database known.mailvane --rules rules.tsv", 2, "mailvane relabel --rules rules.tsv");
    row("export providers --providers rules.tsv", 2, "mailvane relabel --providers rules.tsv");
    row("export attempts --year 2023", 2, "--year is about reading logs, and no files are named");
    row("--dark import {log}", 2, "import does not take --dark");
    row("--sample {log}", 2, "--sample reads the sample and no other files");
    row("report --last 24h --from 2023-10-12", 2, "--last 24h: expected either this or --from");
    row("import {log} --source-map letter.txt", 2, "letter.txt:1: expected a server and its source");
    row("report --database known.mailvane --from 2023-10-12 --to 2023-10-11", 2, "The scope is empty");

    row("mapping", 2, "mapping: name the one log");
    row("import own.csv --mapping bad.json", 2, "bad.json: \"fields\": there is no field \"tiem\"");
    row("import own.csv --mapping missing.json", 2, "missing.json: No such file");
    row("import own.csv --mapping own.json --format postfix", 2, "either this or --format");
    row("import own.csv --format mapped", 2, "--format mapped: expected postfix");
    row("export attempts --mapping own.json", 2, "--mapping is about reading logs, and no files are named");
    row("privacy --pseudonymise maybe", 2, "--pseudonymise maybe: expected on or off");
    row("privacy --keep-months some", 2, "--keep-months some: expected a number of months");
    row("privacy {log}", 2, "privacy: takes no files");
    row("report --keep-months 3", 2, "report does not take --keep-months");
    row("privacy --database missing.mailvane", 3, "There is no database missing.mailvane");

    row("report --database missing.mailvane", 3, "There is no database missing.mailvane");
    row("export imports --database missing.mailvane", 3, "There is no database missing.mailvane");
    row("relabel --database missing.mailvane", 3, "There is no database missing.mailvane");
    row("export attempts --database damaged.mailvane", 3, "damaged.mailvane is damaged");
    row("import {log} --database damaged.mailvane", 3, "damaged.mailvane is damaged");
    row("import {log} --database config-file/a.mailvane", 3, "Can't make the folder config-file");

    row("import nothing --database new.mailvane", 4, "There are no files to read in what was named");
    row("report empty.log", 4, "There are no attempts in these logs");
    row("report --database empty.mailvane", 4, "import logs first");
    row("export attempts --database empty.mailvane", 4, "import logs first");
    row("report --database known.mailvane --provider Nobody", 4,
        "Nothing matches. Data runs from 2023-10-05T06:00:02Z");
    row("export attempts --database known.mailvane --from 2024-01-01 --to 2024-02-01", 4, "Nothing matches");
    row("export replies --database known.mailvane --reason content", 4, "Nothing matches");
}

void TestProgram::exitCodes()
{
    QFETCH(int, code);
    QFETCH(QString, says);
    const Ran ran = run(QString::fromUtf8(QTest::currentDataTag()));
    QVERIFY2(ran.err.contains(says.toUtf8()), ran.err.constData());
    QCOMPARE(ran.code, code);
    if (code > 1) {
        QVERIFY2(ran.out.count('\n') <= (code == 4 ? 1 : 0), ran.out.constData()); // the names of columns at most
        const QByteArray last = ran.err.trimmed().split('\n').last();
        QVERIFY2(last.startsWith("mailvane: ") && last.endsWith('.'), ran.err.constData());
    }
}

// Attempts that are dropped are in the report all the same; where they would be needed, it is said that they are not.
void TestProgram::privacy()
{
    const auto told
        = [this](const char* verb) { return run(QLatin1String(verb) + QStringLiteral(" --database old.mailvane")); };
    QCOMPARE(run(QStringLiteral("import {log} --database old.mailvane")).code, 0);
    QCOMPARE(told("privacy").out, QByteArray("Names in addresses: as logged\nAttempts are kept: for ever\n"));
    const QByteArray report = told("report").out;
    const Ran set = told("privacy --pseudonymise on --keep-months 6");
    QCOMPARE(set.code, 0);
    QVERIFY2(set.err.contains("attempts and other facts were dropped"), set.err.constData());
    QVERIFY2(set.err.contains("import earlier logs again"), set.err.constData());
    QVERIFY2(set.out.startsWith("Names in addresses: replaced by pseudonyms\nAttempts are kept: for 6 months\n"
                                "Attempts from before "),
        set.out.constData());
    QVERIFY2(set.out.endsWith(" were dropped; the aggregates have them.\n"), set.out.constData());
    QCOMPARE(told("privacy").out, set.out);
    QCOMPARE(told("report").out, report);
    const Ran attempts = told("export attempts");
    QCOMPARE(attempts.code, 4);
    QVERIFY2(attempts.err.contains("are no longer kept"), attempts.err.constData());
    const Ran filtered = told("export timeline --recipient-domain gmail.com");
    QVERIFY2(filtered.err.contains("are no longer kept"), filtered.err.constData());
    QVERIFY2(told("relabel").err.contains("days before keep theirs"), told("relabel").err.constData());
    QCOMPARE(told("report").out, report);
    QCOMPARE(told("privacy --keep-months 0 --pseudonymise off").code, 0);
    QVERIFY(told("privacy").out.startsWith(
        "Names in addresses: as logged\nAttempts are kept: for ever\nAttempts from before"));
}

void TestProgram::readsStandardInput()
{
    const Ran ran = run(QStringLiteral("import - --database pipe.mailvane"), contents(fixture("twoweeks.log")));
    QVERIFY2(ran.err.contains("8 attempts and other facts from 17 lines"), ran.err.constData());
    QCOMPARE(ran.code, 0);
    QCOMPARE(run(QStringLiteral("export providers --database pipe.mailvane")).out,
        run(QStringLiteral("export providers --database known.mailvane")).out);
    // The same bytes in a file are known.
    QVERIFY(run(QStringLiteral("import {log} --database pipe.mailvane")).err.contains("1 file was already imported"));
}

// Files that are named without a database are reported alone: nothing of it stays.
void TestProgram::reportOfFiles()
{
    const QStringList before = QDir(m_place.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
    QCOMPARE(run(QStringLiteral("export providers {log}")).out,
        run(QStringLiteral("export providers --database known.mailvane")).out);
    QCOMPARE(run(QStringLiteral("export providers -"), contents(fixture("twoweeks.log"))).out,
        run(QStringLiteral("export providers {log}")).out);
    QVERIFY(run(QStringLiteral("report {log}")).out.contains("Microsoft 365"));
    QCOMPARE(run(QStringLiteral("export imports")).code, 3); // no database was made
    QCOMPARE(QDir(m_place.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), before);
}

// Clock times are of the chosen zone; where the clocks repeat an hour, the first.
// In the configuration folder, beside the user's rules.
void TestProgram::savedMappings()
{
    write(QStringLiteral("config/mailvane/mappings/own.json"), contents(path(QStringLiteral("own.json"))));
    const Ran read = run(QStringLiteral("export attempts own.csv"));
    QCOMPARE(read.code, 0);
    QCOMPARE(cells(read.out).size(), 3);
    write(QStringLiteral("config/mailvane/mappings/bad.json"), "{");
    const Ran bad = run(QStringLiteral("import own.csv --database saved.mailvane"));
    QCOMPARE(bad.code, 1);
    QVERIFY2(bad.err.contains("mappings/bad.json: no JSON"), bad.err);
    QCOMPARE(run(QStringLiteral("import {log} --database saved.mailvane")).code, 0); // needs no mapping
    QVERIFY(QDir(path(QStringLiteral("config"))).removeRecursively());
}

void TestProgram::timesInZones_data()
{
    QTest::addColumn<QString>("first"); // attempt of the scope, one an hour
    const auto row
        = [](const char* options, const char* first) { QTest::newRow(options) << QString::fromLatin1(first); };
    row("--from 2023-10-29T01:00", "2023-10-29T01:00:00Z");
    row("--from 2023-10-29", "2023-10-29T00:00:00Z");
    row("--from 2023-10-29 --zone Europe/Berlin", "2023-10-28T22:00:00Z");
    row("--from 2023-10-29T02:00 --zone Europe/Berlin", "2023-10-29T00:00:00Z");
    row("--from 2023-10-29T03:00 --zone Europe/Berlin", "2023-10-29T02:00:00Z");
    row("--from 2023-10-29T02:00+01:00 --zone Europe/Berlin", "2023-10-29T01:00:00Z");
    row("--from 2023-10-29T03:00Z --zone Europe/Berlin", "2023-10-29T03:00:00Z");
    row("--zone +05:30 --from 2023-10-29T08:30:00", "2023-10-29T03:00:00Z");
    row("--from 2023-10-28 --to 2023-10-29 --last 2h --zone Europe/Berlin", "");
    row("--to 2023-10-29 --last 2h --zone Europe/Berlin", "2023-10-28T20:00:00Z");
}

void TestProgram::timesInZones()
{
    QFETCH(QString, first);
    QByteArray log;
    for (QDateTime at(QDate(2023, 10, 28), QTime(12, 0), QTimeZone::utc()); at.date() < QDate(2023, 10, 30);
         at = at.addSecs(3600))
        log += at.toString(Qt::ISODate).toUtf8()
            + " mx1 postfix/smtp[1100]: " + QByteArray::number(at.toSecsSinceEpoch(), 16).toUpper()
            + ": to=<a@one.example>, relay=mx.one.example[203.0.113.1]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, "
              "status=sent (250 "
              "2.0.0 Ok)\n";
    const Ran ran = run(words(QStringLiteral("export attempts - ") + QLatin1String(QTest::currentDataTag())), log);
    if (first.isEmpty()) {
        QCOMPARE(ran.code, 2);
        return;
    }
    QCOMPARE(ran.code, 0);
    QCOMPARE(cells(ran.out).value(1).value(0), first);
}

// Interrupted while it reads a pipe, the program ends by itself with what it has; imported again, nothing is missing or
// twice.
void TestProgram::interrupted_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("mails"); // before the interruption
    QTest::newRow("Ctrl-C, nothing written yet") << SIGINT << 2'000;
    QTest::newRow("Ctrl-C after some batches") << SIGINT << 100'000;
    QTest::newRow("terminated") << SIGTERM << 100'000;
}

void TestProgram::interrupted()
{
    QFETCH(int, signal);
    QFETCH(int, mails);
    const QByteArray log = manyMails(mails + 1000);
    write(QStringLiteral("whole.log"), log);
    const QString into = QStringLiteral(" --database %1-%2.mailvane").arg(signal).arg(mails);

    QProcess program;
    start(program, words(QStringLiteral("import -") + into));
    const QByteArray begin = log.left(log.indexOf('\n', log.size() * mails / (mails + 1000)));
    program.write(begin);
    while (program.bytesToWrite() > 0)
        QVERIFY(program.waitForBytesWritten(kProgramPatience));
    // What it has not taken yet lies in the pipe, 64 KiB: it reads, so that it listens to signals too.
    signalTo(program, signal);
    for (qsizetype at = begin.size(); at < log.size() && !program.waitForFinished(50); at += 2000)
        program.write(log.mid(at, 2000)); // had the log ended, there were nothing to interrupt
    const Ran ran = ended(program);
    QVERIFY2(ran.err.contains("the same command goes on"), ran.err.constData());
    QCOMPARE(ran.code, 130);

    QCOMPARE(run(QStringLiteral("import whole.log") + into).code, 0);
    const QString uninterrupted = QStringLiteral(" --database whole-%1.mailvane").arg(mails);
    QCOMPARE(run(QStringLiteral("import whole.log") + uninterrupted).code, 0);
    for (const char* table : { "export attempts", "export providers", "export delay" })
        QCOMPARE(run(QLatin1String(table) + into).out, run(QLatin1String(table) + uninterrupted).out);
}

// Who asks twice does not wait for a silent pipe.
void TestProgram::interruptedTwice()
{
    QProcess program;
    start(program, words(QStringLiteral("import - --database twice.mailvane")));
    program.write(manyMails(2000));
    while (program.bytesToWrite() > 0)
        QVERIFY(program.waitForBytesWritten(kProgramPatience));
    do
        signalTo(program, SIGINT); // one that comes while the last is not yet taken is none
    while (!program.waitForFinished(100));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 130);
    QCOMPARE(run(QStringLiteral("import {log} --database twice.mailvane")).code, 0);
}

void TestProgram::secondInstance()
{
    QProcess first;
    start(first, words(QStringLiteral("import - --database busy.mailvane")));
    first.write(manyMails(2000));
    while (first.bytesToWrite() > 0)
        QVERIFY(first.waitForBytesWritten(kProgramPatience));
    for (const char* command : { "import {log}", "relabel" }) {
        const Ran second = run(QLatin1String(command) + QStringLiteral(" --database busy.mailvane"));
        QCOMPARE(second.code, 3);
        const QByteArray who = "is open in another Mailvane (process " + QByteArray::number(first.processId()) + ").\n";
        QVERIFY2(second.err.endsWith(who), second.err.constData());
    }
    // Reading disturbs nobody.
    QTRY_COMPARE_WITH_TIMEOUT(
        run(QStringLiteral("export providers --database busy.mailvane")).code, 0, kProgramPatience);
    QCOMPARE(ended(first).code, 0);
}

// Over a rotation, until Ctrl-C, which is how it ends.
void TestProgram::follows()
{
    const QByteArray log = manyMails(3000);
    const qsizetype first = log.indexOf('\n', log.size() / 3) + 1, second = log.indexOf('\n', log.size() * 2 / 3) + 1;
    write(QStringLiteral("live/mail.log"), log.left(first));
    QProcess program;
    start(program, words(QStringLiteral("import --follow live --database live.mailvane")));
    const auto imported = [this] {
        return run(QStringLiteral("export attempts --database live.mailvane")).out.count('\n') - 1; // the header
    };
    QTRY_COMPARE_WITH_TIMEOUT(imported(), log.left(first).count('\n'), kProgramPatience);
    QVERIFY(QFile::rename(path(QStringLiteral("live/mail.log")), path(QStringLiteral("live/mail.log.1"))));
    write(QStringLiteral("live/mail.log"), log.mid(first, second - first));
    QTRY_COMPARE_WITH_TIMEOUT(imported(), log.left(second).count('\n'), kProgramPatience);
    QFile file(path(QStringLiteral("live/mail.log")));
    QVERIFY(file.open(QIODevice::Append));
    file.write(log.mid(second));
    file.close();
    QTRY_COMPARE_WITH_TIMEOUT(imported(), 3000, kProgramPatience);
    signalTo(program, SIGINT);
    const Ran ran = ended(program);
    QCOMPARE(ran.code, 0);
    QVERIFY2(ran.err.contains("attempts and other facts from"), ran.err.constData());
}

// journalctl -f: what came is in the database before more comes.
void TestProgram::readsAPipeThatGoesOn()
{
    QProcess program;
    start(program, words(QStringLiteral("import - --database piped.mailvane")));
    const auto imported
        = [this] { return run(QStringLiteral("export attempts --database piped.mailvane")).out.count('\n') - 1; };
    const QByteArray log = manyMails(30);
    const qsizetype first = log.indexOf('\n', log.size() / 3) + 1;
    program.write(log.left(first));
    QTRY_COMPARE_WITH_TIMEOUT(imported(), log.left(first).count('\n'), kProgramPatience);
    program.write(log.mid(first));
    QTRY_COMPARE_WITH_TIMEOUT(imported(), 30, kProgramPatience);
    QCOMPARE(ended(program).code, 0);
}

// The sample goes where one says, also with a window.
void TestProgram::windowOnTheSample()
{
    QProcess window;
    start(window, words(QStringLiteral("--sample --database storm.mailvane")));
    QTRY_VERIFY_WITH_TIMEOUT(
        run(QStringLiteral("export providers --database storm.mailvane")).out.contains("Microsoft 365"),
        kProgramPatience);
    QVERIFY(!QFile::exists(path(QStringLiteral("sample.mailvane"))));
    window.kill();
    QVERIFY(window.waitForFinished(kProgramPatience));
}

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
