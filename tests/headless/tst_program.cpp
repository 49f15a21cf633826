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
    void interrupted_data();
    void interrupted();
    void interruptedTwice();
    void secondInstance();
};

void TestProgram::initTestCase()
{
    QCOMPARE(run(QStringLiteral("import {log} --database known.mailvane")).code, 0);
    write(QStringLiteral("empty.log"), {});
    write(QStringLiteral("letter.txt"), "Dear postmaster,\nmail does not arrive.\n");
    write(QStringLiteral("damaged.mailvane"), QByteArray(10'000, 'x'));
    write(QStringLiteral("bad.tsv"), "# ours\nrelay\tone.example\n");
    write(QStringLiteral("badrules.tsv"), "*\tabc\t*\tbusy\tthrottled\n");
    write(QStringLiteral("config-file"), "no folder");
    QVERIFY(QDir(m_place.path()).mkdir(QStringLiteral("nothing")));
    QCOMPARE(run(QStringLiteral("import empty.log --database empty.mailvane")).code, 0);
}

void TestProgram::exitCodes_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("says"); // some words of standard error
    const auto row
        = [](const char* line, int code, const char* says) { QTest::newRow(line) << code << QString::fromUtf8(says); };
    row("--help", 0, "");
    row("--version", 0, "");
    row("import {log} --database new.mailvane", 0, "8 facts from 17 lines");
    row("import {log} --database known.mailvane", 0, "twoweeks.log: already imported");
    row("import empty.log --database new.mailvane", 0, "");
    row("report --database known.mailvane", 0, "");
    row("export providers --database known.mailvane", 0, "");
    row("relabel --database known.mailvane", 0, "History has its new labels");
    row("classify", 0, "");

    row("import missing.log --database new.mailvane", 1, "missing.log: No such file");
    row("import {log} missing.log --database new.mailvane", 1, "missing.log: No such file");
    row("import letter.txt --database new.mailvane", 1, "letter.txt: no known format");
    row("export providers --database known.mailvane --csv nowhere/a.csv", 1, "nowhere/a.csv: No such file");
    row("export attempts --database known.mailvane --csv /dev/full", 1, "/dev/full: No space left");
    row("report --database known.mailvane --csv letter.txt", 1, "letter.txt");
    row("report --database known.mailvane --png letter.txt", 1, "letter.txt");
    row("report --database known.mailvane --pdf nowhere/a.pdf", 1, "nowhere/a.pdf");

    row("--no-such-option", 2, "no-such-option");
    row("import", 2, "name the files");
    row("export everything", 2, "\"everything\" is none of attempts, providers");
    row("export attempts --outcome lost", 2, "--outcome lost: expected delivered");
    row("import {log} --providers missing.tsv", 2, "missing.tsv");
    row("classify --providers bad.tsv", 2, "line 2: expected three columns");
    row("relabel --database known.mailvane --rules badrules.tsv", 2, "line 1: expected a reply code");
    row("import {log} --source-map letter.txt", 2, "letter.txt:1: expected a server and its source");
    row("report --database known.mailvane --from 2023-10-12 --to 2023-10-11", 2, "The scope is empty");

    row("report --database missing.mailvane", 3, "There is no database missing.mailvane");
    row("export imports --database missing.mailvane", 3, "There is no database missing.mailvane");
    row("relabel --database missing.mailvane", 3, "There is no database missing.mailvane");
    row("export attempts --database damaged.mailvane", 3, "damaged.mailvane is damaged");
    row("import {log} --database damaged.mailvane", 3, "damaged.mailvane is damaged");
    row("import {log} --database config-file/a.mailvane", 3, "Can't make the folder config-file");

    row("import nothing --database new.mailvane", 4, "There are no log files there");
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
        QVERIFY2(ran.err.startsWith("mailvane: ") && ran.err.endsWith(".\n"), ran.err.constData());
        QCOMPARE(ran.err.count('\n'), 1);
    }
}

void TestProgram::readsStandardInput()
{
    const Ran ran = run(QStringLiteral("import - --database pipe.mailvane"), contents(fixture("twoweeks.log")));
    QVERIFY2(ran.err.contains("8 facts from 17 lines"), ran.err.constData());
    QCOMPARE(ran.code, 0);
    QCOMPARE(run(QStringLiteral("export providers --database pipe.mailvane")).out,
        run(QStringLiteral("export providers --database known.mailvane")).out);
    // The same bytes in a file are known.
    QVERIFY(run(QStringLiteral("import {log} --database pipe.mailvane")).err.contains("already imported"));
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
    const Ran ran = ended(program);
    QVERIFY2(ran.err.contains("go on with the same command"), ran.err.constData());
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
    QCOMPARE(run(QStringLiteral("export providers --database busy.mailvane")).code, 4);
    QCOMPARE(ended(first).code, 0);
}

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
