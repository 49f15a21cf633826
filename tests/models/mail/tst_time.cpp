// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/time.h"
#include <QTest>

using namespace mv;
using namespace std::chrono_literals;

namespace {

UtcTime at(const char* iso)
{
    UtcTime t;
    if (!fromIso(iso, t))
        qFatal("bad time in a test row: %s", iso);
    return t;
}

// Berlin's changes of 2023 and 2024.
Zone berlin()
{
    return Zone("Europe/Berlin",
        { { at("2022-10-30T01:00Z"), 1h }, { at("2023-03-26T01:00Z"), 2h }, { at("2023-10-29T01:00Z"), 1h },
            { at("2024-03-31T01:00Z"), 2h } });
}

} // namespace

class TestTime : public QObject {
    Q_OBJECT
private slots:
    void iso_data();
    void iso();
    void notIso_data();
    void notIso();
    void localToUtc_data();
    void localToUtc();
    void edges_data();
    void edges();
    void earlier_data();
    void earlier();
};

void TestTime::iso_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("canonical");
    QTest::newRow("plain") << QByteArray("2023-10-12T14:09:29Z") << QByteArray("2023-10-12T14:09:29Z");
    QTest::newRow("milliseconds") << QByteArray("2023-10-12T14:09:29.604Z") << QByteArray("2023-10-12T14:09:29.604Z");
    QTest::newRow("microseconds") << QByteArray("2025-11-12T05:41:23.079787+00:00")
                                  << QByteArray("2025-11-12T05:41:23.079Z");
    QTest::newRow("east") << QByteArray("2023-10-12T14:09:29+02:00") << QByteArray("2023-10-12T12:09:29Z");
    QTest::newRow("west, no colon") << QByteArray("2012-06-12 00:11:57-0500") << QByteArray("2012-06-12T05:11:57Z");
    QTest::newRow("half hour") << QByteArray("2023-10-12T00:00+05:30") << QByteArray("2023-10-11T18:30:00Z");
    QTest::newRow("date") << QByteArray("2023-10-12") << QByteArray("2023-10-12T00:00:00Z");
    QTest::newRow("before 1970") << QByteArray("1969-12-31T23:59:59Z") << QByteArray("1969-12-31T23:59:59Z");
    QTest::newRow("leap day") << QByteArray("2024-02-29") << QByteArray("2024-02-29T00:00:00Z");
}

void TestTime::iso()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, canonical);
    UtcTime t;
    QVERIFY(fromIso(text.toStdString(), t));
    QCOMPARE(QByteArray::fromStdString(toIso(t)), canonical);
}

void TestTime::notIso_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no such day") << QByteArray("2023-02-29");
    QTest::newRow("no such hour") << QByteArray("2023-02-20T25:00Z");
    QTest::newRow("rest") << QByteArray("2023-02-20T05:00Z and more");
    QTest::newRow("half a zone") << QByteArray("2023-02-20T05:00+2");
    QTest::newRow("fraction without digits") << QByteArray("2023-02-20T05:00:00.Z");
    QTest::newRow("syslog") << QByteArray("Oct 12 14:09:29");
}

void TestTime::notIso()
{
    QFETCH(QByteArray, text);
    UtcTime t;
    QVERIFY(!fromIso(text.toStdString(), t));
}

void TestTime::localToUtc_data()
{
    QTest::addColumn<QByteArray>("local"); // written as if it were UTC
    QTest::addColumn<bool>("later");
    QTest::addColumn<QByteArray>("utc");
    QTest::newRow("summer") << QByteArray("2023-07-01T12:00:00Z") << false << QByteArray("2023-07-01T10:00:00Z");
    QTest::newRow("winter") << QByteArray("2023-12-01T12:00:00Z") << false << QByteArray("2023-12-01T11:00:00Z");
    QTest::newRow("repeated, first") << QByteArray("2023-10-29T02:30:00Z") << false
                                     << QByteArray("2023-10-29T00:30:00Z");
    QTest::newRow("repeated, second") << QByteArray("2023-10-29T02:30:00Z") << true
                                      << QByteArray("2023-10-29T01:30:00Z");
    QTest::newRow("skipped") << QByteArray("2023-03-26T02:30:00Z") << false << QByteArray("2023-03-26T01:00:00Z");
    QTest::newRow("just before the skip")
        << QByteArray("2023-03-26T01:59:59Z") << false << QByteArray("2023-03-26T00:59:59Z");
    QTest::newRow("just after the skip") << QByteArray("2023-03-26T03:00:00Z") << false
                                         << QByteArray("2023-03-26T01:00:00Z");
    QTest::newRow("before all transitions")
        << QByteArray("2001-01-01T12:00:00Z") << false << QByteArray("2001-01-01T11:00:00Z");
}

void TestTime::localToUtc()
{
    QFETCH(QByteArray, local);
    QFETCH(bool, later);
    QFETCH(QByteArray, utc);
    const auto clock = LocalTime(at(local.constData()).time_since_epoch());
    QCOMPARE(QByteArray::fromStdString(toIso(berlin().toUtc(clock, later))), utc);
}

void TestTime::edges_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<int>("bucket");
    QTest::addColumn<int>("count"); // of buckets
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("last");
    const auto row
        = [](const char* name, const char* from, const char* to, Bucket b, int n, const char* first, const char* last) {
              QTest::newRow(name) << QByteArray(from) << QByteArray(to) << int(b) << n << QByteArray(first)
                                  << QByteArray(last);
          };
    row("day of 25 hours", "2023-10-28T22:00Z", "2023-10-29T23:00Z", Bucket::Hour, 25, "2023-10-28T22:00:00Z",
        "2023-10-29T23:00:00Z");
    row("one local day", "2023-10-28T22:00Z", "2023-10-29T23:00Z", Bucket::Day, 1, "2023-10-28T22:00:00Z",
        "2023-10-29T23:00:00Z");
    row("hours widen", "2023-10-12T10:20Z", "2023-10-12T11:10Z", Bucket::Hour, 2, "2023-10-12T10:00:00Z",
        "2023-10-12T12:00:00Z");
    row("weeks begin on Monday", "2023-10-12T10:00Z", "2023-10-17T00:00Z", Bucket::Week, 2, "2023-10-08T22:00:00Z",
        "2023-10-22T22:00:00Z");
    row("whole", "2023-10-12T10:20Z", "2023-10-12T11:10Z", Bucket::Whole, 1, "2023-10-12T10:20:00Z",
        "2023-10-12T11:10:00Z");
    row("five minutes", "2023-10-12T10:02Z", "2023-10-12T10:11Z", Bucket::FiveMinutes, 3, "2023-10-12T10:00:00Z",
        "2023-10-12T10:15:00Z");
}

void TestTime::edges()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(int, bucket);
    QFETCH(int, count);
    QFETCH(QByteArray, first);
    QFETCH(QByteArray, last);
    const auto edges = bucketEdges({ at(from.constData()), at(to.constData()) }, Bucket(bucket), berlin());
    QCOMPARE(int(edges.size()), count + 1);
    QCOMPARE(QByteArray::fromStdString(toIso(edges.front())), first);
    QCOMPARE(QByteArray::fromStdString(toIso(edges.back())), last);
    QVERIFY(std::ranges::is_sorted(edges));
}

void TestTime::earlier_data()
{
    QTest::addColumn<QByteArray>("time");
    QTest::addColumn<int>("days");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("over a change: the same local hour")
        << QByteArray("2023-10-30T08:00Z") << 7 << QByteArray("2023-10-23T07:00:00Z");
    QTest::newRow("no change") << QByteArray("2023-10-12T08:00Z") << 7 << QByteArray("2023-10-05T08:00:00Z");
    QTest::newRow("second 02:30 against the only one")
        << QByteArray("2023-10-29T01:30Z") << 7 << QByteArray("2023-10-22T00:30:00Z");
    QTest::newRow("none") << QByteArray("2023-10-29T01:30Z") << 0 << QByteArray("2023-10-29T01:30:00Z");
}

void TestTime::earlier()
{
    QFETCH(QByteArray, time);
    QFETCH(int, days);
    QFETCH(QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(toIso(daysEarlier(at(time.constData()), days, berlin()))), expected);
}

QTEST_GUILESS_MAIN(TestTime)
#include "tst_time.moc"
