// SPDX-License-Identifier: GPL-3.0-or-later
// What Exim's stamps, ids and durations tell about time.
#include "models/ingest/eximid.h"
#include "models/ingest/formats/duration.h"
#include "models/ingest/syslogtime.h"
#include "recorder.h"
#include <QTest>

using namespace mv;

class TestEximClock : public QObject {
    Q_OBJECT
private slots:
    void time_data();
    void time();
    void delay_data();
    void delay();
    void duration_data();
    void duration();
    void id_data();
    void id();
    void clock_data();
    void clock();
};

void TestEximClock::time_data()
{
    QTest::addColumn<QByteArray>("prefix");
    QTest::addColumn<QString>("at");
    const QString plain = QStringLiteral("2023-10-12T14:09:29Z");
    QTest::newRow("plain") << QByteArray("2023-10-12 14:09:29 ") << plain;
    QTest::newRow("process") << QByteArray("2023-10-12 14:09:29 [1234] ") << plain;
    QTest::newRow("milliseconds") << QByteArray("2023-10-12 14:09:29.123 ")
                                  << QStringLiteral("2023-10-12T14:09:29.123Z");
    QTest::newRow("zone") << QByteArray("2023-10-12 16:09:29 +0200 ") << plain;
    QTest::newRow("zone to the west") << QByteArray("2023-10-12 10:39:29 -0330 ") << plain;
    QTest::newRow("everything") << QByteArray("2023-10-12 16:09:29.123 +0200 [1234] ")
                                << QStringLiteral("2023-10-12T14:09:29.123Z");
    QTest::newRow("syslog with its own stamp")
        << QByteArray("Oct 12 14:09:29 mta1 exim[9]: 2023-10-12 14:09:28 [9] ") << plain;
    QTest::newRow("syslog with a zone") << QByteArray(
        "2023-10-12T16:09:29+02:00 mta1 exim[9]: 2023-10-12 16:09:29.123 +0200 [9] ")
                                        << plain;
}

void TestEximClock::time()
{
    QFETCH(QByteArray, prefix);
    QFETCH(QString, at);
    for (const char* id : { "1qqwNV-0003Xy-2B", "1qqwNV-000000003Xy-2B0a" }) {
        Recorder r;
        std::string seen;
        r.each = [&](const Attempt& a) { seen = toIso(a.at) + ' ' + std::string(a.queueId); };
        readText(*formatById("exim"), exampleOptions(),
            (prefix + id + " ** a@b.example: Unrouteable address").toStdString(), r);
        QCOMPARE(QString::fromStdString(seen), at + QLatin1Char(' ') + QLatin1String(id));
    }
}

void TestEximClock::delay_data()
{
    QTest::addColumn<QByteArray>("log");
    QTest::addColumn<qint64>("ms");
    const QByteArray id = "1qqwNR-0003Xy-2B "; // 2023-10-12 14:09:25
    const QByteArray failed = "** a@b.example: Unrouteable address\n";
    QTest::newRow("of the id") << QByteArray("2023-10-12 14:09:29 " + id + failed) << qint64(4000);
    QTest::newRow("of QT") << QByteArray(
        "2023-10-12 14:09:29 " + id + "=> a@b.example R=r T=t H=h [192.0.2.1] C=\"250 ok\" QT=1m1.5s DT=1s")
                           << qint64(61'500);
    QTest::newRow("clocks differ a little") << QByteArray("2023-10-12 14:09:24 " + id + failed) << qint64(0);
    QTest::newRow("before its id") << QByteArray("2023-10-12 14:09:00 " + id + failed) << qint64(-1);
    QTest::newRow("no id of this time") << QByteArray("2023-10-12 14:09:29 T00000-0003Xy-2B " + failed) << qint64(-1);
    QTest::newRow("a zone that is not the log's")
        << QByteArray("2023-10-12 16:09:26 " + id + "<= s@c.example P=local\n2023-10-12 16:09:29 " + id + failed)
        << qint64(4000);
    QTest::newRow("a slow arrival tells no zone")
        << QByteArray("2023-10-12 14:14:30 " + id + "<= s@c.example P=local\n2023-10-12 14:14:35 " + id + failed)
        << qint64(310'000);
}

void TestEximClock::delay()
{
    QFETCH(QByteArray, log);
    QFETCH(qint64, ms);
    Recorder r;
    qint64 seen = -2;
    r.each = [&](const Attempt& a) { seen = a.delayMs; };
    readText(*formatById("exim"), exampleOptions(), log.toStdString(), r);
    QCOMPARE(seen, ms);
}

void TestEximClock::duration_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("ms");
    QTest::newRow("seconds") << QByteArray("3s") << qint64(3000);
    QTest::newRow("decimals") << QByteArray("1.578s") << qint64(1578);
    QTest::newRow("minutes") << QByteArray("3m45s") << qint64(225'000);
    QTest::newRow("weeks") << QByteArray("1w2d3h") << qint64((9 * 24 + 3) * 3'600'000LL);
    QTest::newRow("none") << QByteArray() << qint64(-1);
    QTest::newRow("no unit") << QByteArray("12") << qint64(-1);
    QTest::newRow("words") << QByteArray("qqs") << qint64(-1);
    QTest::newRow("far too long") << QByteArray("99999999999999999999w") << qint64(-1);
}

void TestEximClock::duration()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, ms);
    QCOMPARE(qint64(durationMs(text.toStdString())), ms);
}

void TestEximClock::id_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("at"); // empty: no id; "-": an id that tells no time
    QTest::newRow("old") << QByteArray("1qqwNR-0003Xy-2B") << QStringLiteral("2023-10-12T14:09:25Z");
    QTest::newRow("new") << QByteArray("1qqwNR-000000003Xy-2B0a") << QStringLiteral("2023-10-12T14:09:25Z");
    QTest::newRow("base 36") << QByteArray("T00000-0003XY-2B") << QStringLiteral("-");
    QTest::newRow("one character too few") << QByteArray("1qqwNR-0003Xy-2") << QString();
    QTest::newRow("no dash") << QByteArray("1qqwNR00003Xy-2B") << QString();
    QTest::newRow("no letter") << QByteArray("1qqw_r-0003Xy-2B") << QString();
    QTest::newRow("empty") << QByteArray() << QString();
}

void TestEximClock::id()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, at);
    QCOMPARE(isEximId(text.toStdString()), !at.isEmpty());
    const auto time = timeOfEximId(text.toStdString());
    QCOMPARE(
        time ? QString::fromStdString(toIso(*time)) : QStringLiteral("-"), at.isEmpty() ? QStringLiteral("-") : at);
}

void TestEximClock::clock_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("year");                                          // -1: no evidence
    QTest::addColumn<int>("minutes");                                       // ahead of UTC
    const QByteArray arrival = "1qqwNR-0003Xy-2B <= s@c.example P=local\n"; // 2023-10-12 14:09:25
    QTest::newRow("two hours ahead") << QByteArray("2023-10-12 16:09:26 " + arrival) << 2023 << 120;
    QTest::newRow("behind, with pid") << QByteArray("2023-10-12 10:39:26.123 [77] " + arrival) << 2023 << -210;
    QTest::newRow("its zone is told") << QByteArray("2023-10-12 16:09:26 +0200 " + arrival) << -1 << 0;
    QTest::newRow("syslog has no year") << QByteArray("Oct 12 16:09:26 mta1 exim[9]: 2023-10-12 16:09:26 " + arrival)
                                        << 2023 << 120;
    QTest::newRow("a slow arrival") << QByteArray("2023-10-12 16:17:26 " + arrival) << -1 << 0;
    QTest::newRow("base 36") << QByteArray("2023-10-12 16:09:26 T00000-0003XY-2B <= s@c.example P=local\n") << -1 << 0;
    QTest::newRow("another year") << QByteArray("2019-10-12 16:09:26 " + arrival) << -1 << 0;
    QTest::newRow("no arrival") << QByteArray("2023-10-12 16:09:26 1qqwNR-0003Xy-2B Completed\n") << -1 << 0;
}

void TestEximClock::clock()
{
    QFETCH(QByteArray, head);
    QFETCH(int, year);
    QFETCH(int, minutes);
    const std::string text = head.toStdString();
    const auto evidence = clockEvidence(text);
    QCOMPARE(evidence ? evidence->year : -1, year);
    if (evidence)
        QCOMPARE(evidence->utcOffset.value_or(std::chrono::seconds(1)), std::chrono::seconds(minutes * 60));
}

QTEST_GUILESS_MAIN(TestEximClock)
#include "tst_eximclock.moc"
