// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/syntheticstorm.h"
#include "widgets/charts/timeaxis.h"
#include <QTest>

using namespace mv;
using namespace std::chrono_literals;
using synthetic::at;

namespace {

Zone berlin() { return Zone("Europe/Berlin", { { at("2023-03-26T01:00Z"), 2h }, { at("2023-10-29T01:00Z"), 1h } }); }

} // namespace

class TestTimeAxis : public QObject {
    Q_OBJECT
private slots:
    void pixels();
    void emptyAxis();
    void ticks_data();
    void ticks();
    void labelsNeverTouch_data();
    void labelsNeverTouch();
    void snap_data();
    void snap();
};

void TestTimeAxis::pixels()
{
    const TimeAxis axis({ at("2023-10-10"), at("2023-10-15") }, 40, 500);
    QCOMPARE(axis.x(at("2023-10-10")), 40.0);
    QCOMPARE(axis.x(at("2023-10-15")), 540.0);
    QCOMPARE(axis.x(at("2023-10-11")), 140.0);
    QCOMPARE(axis.x(at("2023-10-09")), -60.0);
    QCOMPARE(toIso(axis.at(190)), std::string("2023-10-11T12:00:00Z"));
    QCOMPARE(axis.at(axis.x(at("2023-10-12T13:37:11Z"))), at("2023-10-12T13:37:11Z"));
    QCOMPARE(axis.pixels(12h), 50.0);
}

void TestTimeAxis::emptyAxis()
{
    const TimeAxis axis({ at("2023-10-10"), at("2023-10-10") }, 40, 500);
    QCOMPARE(axis.x(at("2023-10-11")), 40.0);
    QCOMPARE(axis.at(300), at("2023-10-10"));
    QVERIFY(timeTicks(axis, {}).empty());
    QVERIFY(timeTicks(TimeAxis({ at("2023-10-10"), at("2023-10-11") }, 0, 0), {}).empty());
}

void TestTimeAxis::ticks_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<double>("width");
    QTest::addColumn<bool>("inBerlin");
    QTest::addColumn<QString>("expected"); // D day line, C clock, S sticky
    const auto row
        = [](const char* name, const char* from, const char* to, double width, bool zone, const char* ticks) {
              QTest::newRow(name) << QByteArray(from) << QByteArray(to) << width << zone << QString::fromLatin1(ticks);
          };
    row("days with noon", "2023-10-10", "2023-10-12", 224, false, "D Tue 10|C 12:00|D Wed 11|C 12:00");
    row("days alone", "2023-10-10", "2023-10-12", 100, false, "D Tue 10|D Wed 11");
    row("weeks", "2023-09-18", "2023-10-03", 300, false, "D Mon 18 Sep|D Mon 25 Sep|D Mon 2 Oct");
    row("months", "2023-01-10", "2023-04-02", 200, false, "S Jan 2023|D Feb 2023|D Mar 2023|D Apr 2023");
    row("quarters", "2022-01-01", "2022-12-31", 300, false, "D Jan 2022|D Apr 2022|D Jul 2022|D Oct 2022");
    row("years", "2020-06-01", "2023-02-01", 200, false, "S 2020|D 2021|D 2022|D 2023");
    row("hours, the day said at the edge", "2023-10-12T13:10Z", "2023-10-12T15:10Z", 240, false,
        "S Thu 12|C 14:00|C 14:30|C 15:00");
    row("five minutes over midnight", "2023-10-11T23:50Z", "2023-10-12T00:10Z", 240, false,
        "S Wed 11|C 23:55|D Thu 12|C 00:05");
    row("the local day begins at 22:00 UTC", "2023-10-09T22:00Z", "2023-10-11T22:00Z", 100, true, "D Tue 10|D Wed 11");
    row("a day of 25 hours keeps noon at noon", "2023-10-28T22:00Z", "2023-10-30T23:00Z", 224, true,
        "D Sun 29|C 12:00|D Mon 30|C 12:00");
    row("the repeated hour twice", "2023-10-29T00:00Z", "2023-10-29T03:00Z", 200, true, "S Sun 29|C 02:00|C 03:00");
    row("the skipped hour not at all", "2023-03-26T00:30Z", "2023-03-26T02:30Z", 150, true, "S Sun 26|C 04:00");
}

void TestTimeAxis::ticks()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(double, width);
    QFETCH(bool, inBerlin);
    QFETCH(QString, expected);
    QStringList got;
    const TimeAxis axis({ at(from.constData()), at(to.constData()) }, 0, width);
    for (const TimeTick& tick : timeTicks(axis, inBerlin ? berlin() : Zone()))
        got << QStringLiteral("DCS").mid(static_cast<int>(tick.kind), 1) + u' ' + tick.label;
    QCOMPARE(got.join(u'|'), expected);
}

void TestTimeAxis::labelsNeverTouch_data()
{
    QTest::addColumn<int>("minutes");
    for (int minutes = 15; minutes < 60 * 24 * 900; minutes = minutes * 7 / 4)
        QTest::addRow("%d min", minutes) << minutes;
}

void TestTimeAxis::labelsNeverTouch()
{
    QFETCH(int, minutes);
    const UtcTime from = at("2023-10-28T21:37Z");
    const TimeAxis axis({ from, from + std::chrono::minutes(minutes) }, 44, 600);
    const auto ticks = timeTicks(axis, berlin());
    QVERIFY(!ticks.empty());
    for (std::size_t i = 1; i < ticks.size(); ++i)
        QVERIFY2(axis.x(ticks[i].at) - axis.x(ticks[i - 1].at) >= 36, qPrintable(ticks[i].label));
    for (const TimeTick& tick : ticks)
        QVERIFY(tick.at >= from && tick.at < axis.range().to);
}

void TestTimeAxis::snap_data()
{
    QTest::addColumn<int>("days"); // of 500 pixels
    QTest::addColumn<QByteArray>("time");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("quarters") << 2 << QByteArray("2023-10-12T10:20Z") << QByteArray("2023-10-12T10:15:00Z");
    QTest::newRow("hours") << 10 << QByteArray("2023-10-12T10:31Z") << QByteArray("2023-10-12T11:00:00Z");
    QTest::newRow("local days") << 100 << QByteArray("2023-10-12T10:31Z") << QByteArray("2023-10-12T22:00:00Z");
}

void TestTimeAxis::snap()
{
    QFETCH(int, days);
    QFETCH(QByteArray, time);
    QFETCH(QByteArray, expected);
    const TimeAxis axis({ at("2023-10-01"), at("2023-10-01") + std::chrono::days(days) }, 0, 500);
    QCOMPARE(QByteArray::fromStdString(toIso(snapped(at(time.constData()), axis, berlin()))), expected);
}

QTEST_GUILESS_MAIN(TestTimeAxis)
#include "tst_timeaxis.moc"
