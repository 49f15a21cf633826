// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/queueid.h"
#include "models/ingest/syslogtime.h"
#include "recorder.h"
#include <QTest>

using namespace mv;
using namespace std::chrono_literals;

namespace {

Zone berlin()
{
    return Zone("Europe/Berlin",
        { { utc("2022-10-30T01:00Z"), 1h }, { utc("2023-03-26T01:00Z"), 2h }, { utc("2023-10-29T01:00Z"), 1h },
            { utc("2024-03-31T01:00Z"), 2h } });
}

// "Oct 12 14:09:29" as a stamp.
Stamp stamp(const QByteArray& text)
{
    Stamp s;
    std::string_view rest(text.constData(), static_cast<std::size_t>(text.size()));
    if (!takeMonthDay(rest, s.month, s.day))
        qFatal("bad stamp in a test row: %s", text.constData());
    rest.remove_prefix(1);
    if (!takeTimeOfDay(rest, s.msOfDay))
        qFatal("bad stamp in a test row: %s", text.constData());
    return s;
}

QByteArray text(const std::optional<UtcTime>& t)
{
    return t ? QByteArray::fromStdString(toIso(*t)) : QByteArray("none");
}

} // namespace

class TestSyslogTime : public QObject {
    Q_OBJECT
private slots:
    void iso_data();
    void iso();
    void notIso_data();
    void notIso();
    void sequences_data();
    void sequences();
    void resumes();
    void evidence_data();
    void evidence();
    void evidenceBeatsFileTime();
    void queueIds_data();
    void queueIds();
};

void TestSyslogTime::iso_data()
{
    QTest::addColumn<QByteArray>("stamp");
    QTest::addColumn<QByteArray>("utc");
    QTest::addColumn<QByteArray>("rest");
    const auto row = [](const char* s, const char* t, const char* rest = " host") {
        QTest::newRow(s) << QByteArray(s) << QByteArray(t) << QByteArray(rest);
    };
    row("2025-11-12T05:41:23.079787+00:00 host", "2025-11-12T05:41:23.079Z");
    row("2025-11-12T05:41:23Z host", "2025-11-12T05:41:23Z");
    row("2025-11-12T05:41:23,5+05:30 host", "2025-11-12T00:11:23.500Z");
    row("2025-11-12T05:41:23-0330 host", "2025-11-12T09:11:23Z");
    row("2025-11-12 05:41:23+02 host", "2025-11-12T03:41:23Z");
    row("2025-11-12T05:41:23 host", "local");
    row("2024-02-29T05:41:23Z", "2024-02-29T05:41:23Z", "");
    row("2025-11-12T05:41:60Z host", "2025-11-12T05:42:00Z"); // a leap second
}

void TestSyslogTime::iso()
{
    QFETCH(QByteArray, stamp);
    std::string_view rest(stamp.constData(), static_cast<std::size_t>(stamp.size()));
    IsoStamp out;
    QVERIFY(takeIsoStamp(rest, out));
    QTEST(out.local ? QByteArray("local") : QByteArray::fromStdString(toIso(out.utc)), "utc");
    QTEST(QByteArray(rest.data(), static_cast<qsizetype>(rest.size())), "rest");
}

void TestSyslogTime::notIso_data()
{
    QTest::addColumn<QByteArray>("stamp");
    for (const char* s :
        { "", "2025", "2025-13-01T00:00:00Z", "2025-02-29T00:00:00Z", "2025-01-01T24:00:00Z", "2025-01-01T00:60:00Z",
            "2025-01-01T00:00:00+24:00", "2025-01-01T00:00:00+05:", "2025/01/01 00:00:00", "2025-01-01T00:00:0" })
        QTest::newRow(s) << QByteArray(s);
}

void TestSyslogTime::notIso()
{
    QFETCH(QByteArray, stamp);
    std::string_view rest(stamp.constData(), static_cast<std::size_t>(stamp.size()));
    IsoStamp out;
    QVERIFY(!takeIsoStamp(rest, out));
    QCOMPARE(rest.size(), static_cast<std::size_t>(stamp.size()));
}

void TestSyslogTime::sequences_data()
{
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<int>("year");            // the user's; 0: none
    QTest::addColumn<QByteArray>("fileTime"); // empty: not known
    QTest::addColumn<QByteArray>("now");
    QTest::addColumn<QByteArrayList>("stamps");
    QTest::addColumn<QByteArrayList>("times");
    const auto row = [](const char* name, const char* zone, int year, const char* fileTime, const char* now,
                         const QByteArrayList& stamps, const QByteArrayList& times) {
        QTest::newRow(name) << QByteArray(zone) << year << QByteArray(fileTime) << QByteArray(now) << stamps << times;
    };
    const char* const now = "2024-06-01T00:00:00Z";
    row("this year", "", 0, "2024-05-20T00:00:00Z", now, { "May 19 10:00:00" }, { "2024-05-19T10:00:00Z" });
    row("last year", "", 0, "2024-05-20T00:00:00Z", now, { "Jun 19 10:00:00" }, { "2023-06-19T10:00:00Z" });
    row("the file's time decides, not now", "", 0, "2021-05-20T00:00:00Z", now, { "May 19 10:00:00" },
        { "2021-05-19T10:00:00Z" });
    row("a day's tolerance", "", 0, "2024-05-20T00:00:00Z", now, { "May 20 23:00:00" }, { "2024-05-20T23:00:00Z" });
    row("never in the future", "", 0, "2030-01-01T00:00:00Z", now, { "Jul  1 00:00:00" }, { "2023-07-01T00:00:00Z" });
    row("standard input: now decides", "", 0, "", now, { "May 31 10:00:00" }, { "2024-05-31T10:00:00Z" });
    row("the user's year", "", 2019, "2024-05-20T00:00:00Z", now, { "May 19 10:00:00", "May 20 10:00:00" },
        { "2019-05-19T10:00:00Z", "2019-05-20T10:00:00Z" });
    row("New Year", "", 0, "2024-01-02T00:00:00Z", now, { "Dec 31 23:59:59", "Jan  1 00:00:01" },
        { "2023-12-31T23:59:59Z", "2024-01-01T00:00:01Z" });
    row("New Year, a line overtaken", "", 0, "2024-01-02T00:00:00Z", now,
        { "Dec 31 23:59:59", "Jan  1 00:00:01", "Dec 31 23:59:59", "Jan  1 00:00:02" },
        { "2023-12-31T23:59:59Z", "2024-01-01T00:00:01Z", "2023-12-31T23:59:59Z", "2024-01-01T00:00:02Z" });
    row("New Year with a gap", "", 0, "2024-03-02T00:00:00Z", now, { "Dec 20 10:00:00", "Mar  1 10:00:00" },
        { "2023-12-20T10:00:00Z", "2024-03-01T10:00:00Z" });
    row("29 February", "", 0, "2023-05-20T00:00:00Z", now, { "Feb 29 10:00:00" }, { "2020-02-29T10:00:00Z" });
    row("no such day", "", 0, "2023-05-20T00:00:00Z", now, { "Feb 30 10:00:00" }, { "none" });
    row("Berlin, summer and winter", "Berlin", 0, "2024-01-01T00:00:00Z", now, { "Jul  1 12:00:00", "Nov  1 12:00:00" },
        { "2023-07-01T10:00:00Z", "2023-11-01T11:00:00Z" });
    row("the hour that comes twice", "Berlin", 0, "2023-10-30T00:00:00Z", now,
        { "Oct 29 01:59:59", "Oct 29 02:30:00", "Oct 29 02:59:59", "Oct 29 02:00:00", "Oct 29 02:30:00",
            "Oct 29 03:00:00" },
        { "2023-10-28T23:59:59Z", "2023-10-29T00:30:00Z", "2023-10-29T00:59:59Z", "2023-10-29T01:00:00Z",
            "2023-10-29T01:30:00Z", "2023-10-29T02:00:00Z" });
    row("a little out of order in the first of the two", "Berlin", 0, "2023-10-30T00:00:00Z", now,
        { "Oct 29 02:10:00", "Oct 29 02:09:58", "Oct 29 02:10:01" },
        { "2023-10-29T00:10:00Z", "2023-10-29T00:09:58Z", "2023-10-29T00:10:01Z" });
    row("the hour that is skipped", "Berlin", 0, "2023-03-27T00:00:00Z", now, { "Mar 26 01:59:59", "Mar 26 03:00:00" },
        { "2023-03-26T00:59:59Z", "2023-03-26T01:00:00Z" });
}

void TestSyslogTime::sequences()
{
    QFETCH(QByteArray, zone);
    QFETCH(int, year);
    QFETCH(QByteArray, fileTime);
    QFETCH(QByteArray, now);
    QFETCH(QByteArrayList, stamps);
    QFETCH(QByteArrayList, times);
    SyslogClock::Start start;
    if (zone == "Berlin")
        start.zone = berlin();
    if (year != 0)
        start.year = year;
    if (!fileTime.isEmpty())
        start.fileTime = utc(fileTime);
    start.now = utc(now);
    SyslogClock clock(start);
    for (qsizetype i = 0; i < stamps.size(); ++i)
        QCOMPARE(text(clock.read(stamp(stamps[i]))), times[i]);
}

void TestSyslogTime::resumes()
{
    const SyslogClock::Start start { berlin(), std::nullopt, utc("2024-01-02T00:00:00Z"), utc("2024-06-01T00:00:00Z") };
    SyslogClock clock(start);
    clock.read(stamp("Dec 31 23:59:59"));
    SyslogClock next(start);
    next.loadState(clock.saveState());
    QCOMPARE(text(next.read(stamp("Jan  1 00:00:01"))), QByteArray("2023-12-31T23:00:01Z"));
    SyslogClock damaged(start);
    damaged.loadState("nonsense");
    QCOMPARE(text(damaged.read(stamp("Jan  1 00:00:01"))), QByteArray("2023-12-31T23:00:01Z"));
}

void TestSyslogTime::evidence_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("year");    // 0: no evidence
    QTest::addColumn<int>("minutes"); // offset of the stamps
    const auto row = [](const char* name, const QByteArray& head, int year, int minutes) {
        QTest::newRow(name) << head << year << minutes;
    };
    const QByteArray gmail = " mta1 postfix/smtp[1]: AAAAA00001: to=<a@gmail.com>, relay=g[192.0.2.1]:25, delay=1, "
                             "dsn=2.0.0, status=sent (250 2.0.0 OK  1556006863 m13si11483231wrn.82 - gsmtp)\n";
    row("Gmail, UTC", "Apr 23 08:07:43" + gmail, 2019, 0);
    row("Gmail, two hours ahead", "Apr 23 10:07:44" + gmail, 2019, 120);
    row("Gmail, India", "Apr 23 13:37:43" + gmail, 2019, 330);
    row("Gmail, New York", "Apr 23 04:07:43" + gmail, 2019, -240);
    row("Gmail, CR LF", "Apr 23 08:07:43" + gmail.trimmed().prepend(' ') + "\r\n", 2019, 0);
    row("another day: nothing is told", "Jul 23 08:07:43" + gmail, 0, 0);
    row("Microsoft",
        "Oct 12 16:09:23 mta1 postfix/smtp[1]: AAAAA00001: host x[192.0.2.1] said: 451 4.7.500 Server busy. (S77714) "
        "[AM6EUR05FT045.eop-eur05.prod.protection.outlook.com 2023-10-12T14:09:22.527Z 08DBC44C67DB8068]\n",
        2023, 120);
    row("a long queue id", "Oct 12 16:09:21 mta1 postfix/smtpd[1]: 4S5s2T0000z9Bc: client=app[192.0.2.200]\n", 2023,
        120);
    row("a long queue id that waited", "Oct 12 16:09:21 mta1 postfix/qmgr[1]: 4S5s2T0000z9Bc: removed\n", 0, 0);
    row("the first line's year, over New Year",
        "Dec 31 23:50:00 mta1 postfix/qmgr[1]: AAAAA00001: removed\nJan  1 14:09:23 mta1 postfix/smtp[1]: AAAAA00002: "
        "host x[192.0.2.1] "
        "said: 451 [A.prod.protection.outlook.com 2023-01-01T14:09:22.527Z 08]\n",
        2022, 0);
    row("stamps that say all", "2019-04-23T08:07:43Z" + gmail, 0, 0);
    row("a line that is cut off", ("Apr 23 08:07:43" + gmail).chopped(1), 0, 0);
    row("none", "Oct 12 16:09:23 mta1 postfix/qmgr[1]: AAAAA00001: removed\n", 0, 0);
    row("empty", "", 0, 0);
}

void TestSyslogTime::evidence()
{
    QFETCH(QByteArray, head);
    QFETCH(int, year);
    QFETCH(int, minutes);
    const auto found = clockEvidence({ head.constData(), static_cast<std::size_t>(head.size()) });
    QCOMPARE(found ? found->year : 0, year);
    if (year == 0)
        return;
    QVERIFY(found->utcOffset);
    QCOMPARE(std::chrono::duration_cast<std::chrono::minutes>(*found->utcOffset).count(),
        static_cast<std::int64_t>(minutes));
    QVERIFY(!found->why.empty());
}

// A file touched years later: what is written in it counts.
void TestSyslogTime::evidenceBeatsFileTime()
{
    const std::string log = "Apr 23 08:07:43 mta1 postfix/smtp[1]: AAAAA00001: to=<a@gmail.com>, "
                            "relay=g[192.0.2.1]:25, delay=1, dsn=2.0.0, "
                            "status=sent (250 2.0.0 OK  1556006863 m13si11483231wrn.82 - gsmtp)\n";
    FormatOptions o;
    o.fileTime = utc("2024-05-20T00:00:00Z");
    o.now = utc("2024-06-01T00:00:00Z");
    o.head = log;
    Recorder r;
    UtcTime at;
    r.each = [&](const Attempt& a) { at = a.at; };
    readText(*formatById("postfix"), o, log, r);
    QCOMPARE(QByteArray::fromStdString(toIso(at)), QByteArray("2019-04-23T08:07:43Z"));
}

void TestSyslogTime::queueIds_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<QByteArray>("time");
    QTest::newRow("short") << QByteArray("6B53EA868C8") << true << QByteArray("none");
    QTest::newRow("shortest") << QByteArray("A1B2C") << true << QByteArray("none");
    QTest::newRow("long") << QByteArray("4S5s2T0000z9Bc") << true << QByteArray("2023-10-12T14:09:21Z");
    QTest::newRow("a word") << QByteArray("statistics") << false << QByteArray("none");
    QTest::newRow("a longer word") << QByteArray("configuration") << false << QByteArray("none");
    QTest::newRow("NOQUEUE") << QByteArray("NOQUEUE") << false << QByteArray("none");
    QTest::newRow("empty") << QByteArray() << false << QByteArray("none");
    QTest::newRow("endless") << QByteArray(100, 'A') << false << QByteArray("none");
}

void TestSyslogTime::queueIds()
{
    QFETCH(QByteArray, id);
    QTEST(isQueueId(id.toStdString()), "valid");
    QTEST(text(timeOfLongQueueId(id.toStdString())), "time");
}

QTEST_GUILESS_MAIN(TestSyslogTime)
#include "tst_syslogtime.moc"
