// SPDX-License-Identifier: GPL-3.0-or-later
// What the program writes: attempts, classes of replies, reports, new labels.
#include "tests/headless/program.h"
#include <QImage>

using namespace mv::test;

class TestResults : public QObject, private ProgramFixture {
    Q_OBJECT
private slots:
    void initTestCase();
    void attempts();
    void formulas_data();
    void formulas();
    void classify_data();
    void classify();
    void reportText();
    void reportTables();
    void reportPictures();
    void reportPage_data();
    void reportPage();
    void relabel();
};

void TestResults::initTestCase() { QCOMPARE(run(QStringLiteral("import {log} --database known.mailvane")).code, 0); }

// The seventeen columns that scripts read by position, of every outcome; held against a file that was checked by hand.
void TestResults::attempts()
{
    QCOMPARE(run({ QStringLiteral("import"), fixture("outcomes.log"), QStringLiteral("--database"),
                     QStringLiteral("outcomes.mailvane") })
                 .code,
        0);
    const Ran ran = run(QStringLiteral("export attempts --database outcomes.mailvane --csv -"));
    QCOMPARE(ran.code, 0);
    QCOMPARE(ran.err, QByteArray());
    const QList<QByteArray> expected = contents(fixture("outcomes.attempts.csv")).split('\n');
    const QList<QByteArray> lines = QByteArray(ran.out).replace(FIXTURES_DIR "/logs/", "").split('\n');
    QCOMPARE(lines.size(), expected.size());
    for (qsizetype i = 0; i + 1 < lines.size(); ++i) {
        QCOMPARE(QString::fromUtf8(lines[i].left(expected[i].size())), QString::fromUtf8(expected[i]));
        QCOMPARE(lines[i].at(expected[i].size()), ','); // more columns follow
        QVERIFY(lines[i].endsWith('\r'));
    }
    // To a file, the same bytes.
    QCOMPARE(run(QStringLiteral("export attempts --database outcomes.mailvane --csv a.csv")).code, 0);
    QCOMPARE(contents(path(QStringLiteral("a.csv"))), ran.out);
}

// Whoever writes to a log writes to somebody's spreadsheet: no cell of any table may run.
void TestResults::formulas_data()
{
    QTest::addColumn<QString>("compare");
    for (const char* table : { "attempts", "providers", "replies", "sources", "timeline", "delay", "imports" }) {
        QTest::addRow("%s", table) << QString();
        QTest::addRow("%s compared", table) << QStringLiteral(" --compare previous");
    }
}

void TestResults::formulas()
{
    QFETCH(QString, compare);
    const QString name = QStringLiteral("=1, \"a\"\n=2.log");
    QByteArray log;
    for (const char* bad :
        { "=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(1)", R"(=HYPERLINK("http://example.com","a"))" })
        log += QByteArrayLiteral(
            "2024-03-04T08:00:00Z BAD postfix/qmgr[900]: 4DAAAA1: from=<a@BAD>, size=1, nrcpt=1 (queue active)\n"
            "2024-03-04T08:00:01Z BAD postfix/smtp[1]: 4DAAAA1: to=<a@BAD>, relay=BAD[203.0.113.1]:25, delay=1, "
            "delays=0/0/0/1, dsn=4.0.0, status=deferred (BAD \t\x01 BAD)\n")
                   .replace("BAD", bad);
    write(name, log);
    const QString table = QString::fromLatin1(QTest::currentDataTag()).section(u' ', 0, 0);
    const Ran ran = run(words(QStringLiteral("export %1").arg(table) + compare) + QStringList { name });
    QCOMPARE(ran.code, 0);
    const QList<QStringList> rows = cells(ran.out);
    QVERIFY(rows.size() > 1);
    for (const QStringList& row : rows) {
        QCOMPARE(row.size(), rows.first().size());
        for (const QString& cell : row) {
            bool isNumber = false;
            cell.toDouble(&isNumber);
            QVERIFY2(
                isNumber || cell.isEmpty() || !QStringLiteral("=+-@\t\r\n").contains(cell.front()), qPrintable(cell));
        }
    }
    if (const auto file = rows.first().indexOf(QStringLiteral("file")); file >= 0)
        QCOMPARE(rows.at(1).at(file), QDir::cleanPath(path(name)));
}

void TestResults::classify_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("output");
    const auto row = [](const char* name, const QByteArray& input, const QByteArray& output) {
        QTest::newRow(name) << input << output;
    };
    row("nothing", "", "");
    row("as the log has it",
        "host gmail-smtp-in.l.google.com[203.0.113.2] said: 421-4.7.28 rate limited. 421 4.7.28 Try later x1-2 - gsmtp "
        "(in "
        "reply to MAIL FROM command)\n",
        "Gmail\t421\tthrottled\t421 4.7.28 rate limited. Try later ‹id› - gsmtp\n");
    row("bare", "550 5.1.1 <a@one.example>: User unknown\n", "\t550\tunknown-user\t550 5.1.1 <‹addr›>: User unknown\n");
    row("its text tells the provider", "451 4.7.500 Server busy. Please try again later from [192.0.2.7]. (S77714)\n",
        "Microsoft 365\t451\tthrottled\t451 4.7.500 Server busy. Please try again later from [‹ip›]. (S77714)\n");
    row("without an answer", "connect to mx.one.example[203.0.113.1]:25: Connection timed out\n",
        "one.example\t\tnetwork\tconnect to ‹host›[‹ip›]:‹n›: Connection timed out\n");
    row("a line of output for each of input, the last without its end", "250 Ok\n\n452 4.2.2 Mailbox full",
        "\t250\t\t250 Ok\n\t\tunclassified\t\n\t452\tmailbox-full\t452 4.2.2 Mailbox full\n");
    row("carriage returns", "550 5.1.1 User unknown\r\n", "\t550\tunknown-user\t550 5.1.1 User unknown\n");
    row("a tab is no field", "550 5.1.1 User\tunknown\n", "\t550\tunknown-user\t550 5.1.1 User unknown\n");
    row("NUL and broken UTF-8", QByteArray("550 \0 \xff\xfe x\n", 11),
        "\t550\tunclassified\t550 \xef\xbf\xbd\xef\xbf\xbd x\n");
}

void TestResults::classify()
{
    QFETCH(QByteArray, input);
    QFETCH(QByteArray, output);
    const Ran ran = run(QStringLiteral("classify"), input);
    QCOMPARE(ran.code, 0);
    QCOMPARE(QString::fromUtf8(ran.out), QString::fromUtf8(output));
}

void TestResults::reportText()
{
    const Ran ran = run(QStringLiteral("report --database known.mailvane --last 1h --compare last-week"));
    QCOMPARE(ran.code, 0);
    QCOMPARE(QString::fromUtf8(ran.out),
        QStringLiteral("2023-10-12T06:00:00Z to 2023-10-12T07:00:00Z, days in UTC; against 7 days earlier\n"
                       "\n"
                       "Provider        Attempts   Deferred     before    Bounced   Affected\n"
                       "Microsoft 365          3     66.7 %      0.0 %      0.0 %    100.0 %\n"
                       "Gmail                  1      0.0 %      0.0 %      0.0 %      0.0 %\n"
                       "Other                  1      0.0 %          -    100.0 %      0.0 %\n"
                       "All providers          5     40.0 %      0.0 %     20.0 %     33.3 %\n"));
}

void TestResults::reportTables()
{
    const Ran ran = run(QStringLiteral("report --database known.mailvane --csv tables/new"));
    QCOMPARE(ran.code, 0);
    QVERIFY2(ran.out.contains("Microsoft 365"), ran.out.constData());
    QVERIFY2(ran.err.contains("15 tables in tables/new"), ran.err.constData());
    const QDir folder(path(QStringLiteral("tables/new")));
    QCOMPARE(folder.entryList(QDir::Files, QDir::Name).join(u' '),
        QStringLiteral(
            "attempts.csv auth-sources.csv auth.csv delay.csv false-unknown.csv imports.csv mx.csv "
            "placement.csv probes.csv providers.csv replies.csv reputation.csv sources.csv timeline.csv tls.csv"));
    for (const QString& name : folder.entryList(QDir::Files)) {
        const QString what = name.chopped(4);
        QCOMPARE(
            contents(folder.filePath(name)), run(QStringLiteral("export %1 --database known.mailvane").arg(what)).out);
    }
}

void TestResults::reportPictures()
{
    const Ran ran = run(QStringLiteral("report --database known.mailvane --png pictures --scale 2"));
    QCOMPARE(ran.code, 0);
    const QDir folder(path(QStringLiteral("pictures")));
    const QStringList names = folder.entryList(QDir::Files, QDir::Name);
    QCOMPARE(names.join(u' '),
        QStringLiteral("attempts.png authentication.png delay.png imports.png placement.png probes.png "
                       "providers.png replies.png reputation.png sources.png timeline.png window.png"));
    for (const QString& name : names) {
        QVERIFY2(ran.err.contains("pictures/" + name.toUtf8() + '\n'), ran.err.constData());
        const QImage picture(folder.filePath(name));
        QVERIFY2(picture.width() > 2000, qPrintable(name));
    }
}

void TestResults::reportPage_data()
{
    QTest::addColumn<QString>("written");
    QTest::newRow("page.pdf") << QStringLiteral("page.pdf");
    QTest::newRow("folder") << QStringLiteral("folder/report.pdf");
}

void TestResults::reportPage()
{
    QFETCH(QString, written);
    QDir(m_place.path()).mkpath(QStringLiteral("folder"));
    const Ran ran
        = run(QStringLiteral("report --database known.mailvane --pdf ") + QLatin1String(QTest::currentDataTag()));
    QCOMPARE(ran.code, 0);
    QVERIFY2(ran.err.contains(written.toUtf8() + '\n'), ran.err.constData());
    const QByteArray page = contents(path(written));
    QVERIFY(page.startsWith("%PDF-"));
    QVERIFY(page.trimmed().endsWith("%%EOF"));
}

// After a table has changed, history has its labels, though its log is gone.
void TestResults::relabel()
{
    QVERIFY(QFile::copy(fixture("twoweeks.log"), path(QStringLiteral("gone.log"))));
    QCOMPARE(run(QStringLiteral("import gone.log --database old.mailvane")).code, 0);
    QVERIFY(QFile::remove(path(QStringLiteral("gone.log"))));
    const auto attempts = [this] { return run(QStringLiteral("export attempts --database old.mailvane")).out; };
    const auto providers = [this] { return run(QStringLiteral("export providers --database old.mailvane")).out; };
    const QByteArray before = attempts(), providersBefore = providers();
    QVERIFY(before.contains(",two.example,mx.two.example,") && before.contains(",throttled,"));

    write(QStringLiteral("providers.tsv"), "relay\tmx.two.example\tTwo, Inc.\n");
    write(QStringLiteral("rules.tsv"), "Microsoft 365\t451\t4.7.500\t*\tstorm\n");
    QCOMPARE(
        run(QStringLiteral("relabel --database old.mailvane --providers providers.tsv --rules rules.tsv")).code, 0);
    QByteArray expected = before;
    expected.replace(",two.example,mx.two.example,", ",\"Two, Inc.\",mx.two.example,")
        .replace(",throttled,", ",storm,");
    QCOMPARE(attempts(), expected);
    QVERIFY(providers().contains("\r\n\"Two, Inc.\",1,")); // listed now, no longer among the others
    QVERIFY(!providers().contains("\r\nOther,"));

    QCOMPARE(run(QStringLiteral("relabel --database old.mailvane")).code, 0);
    QCOMPARE(attempts(), before);
    QCOMPARE(providers(), providersBefore);
}

QTEST_GUILESS_MAIN(TestResults)
#include "tst_results.moc"
