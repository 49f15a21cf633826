// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/syntheticstorm.h"
#include "widgets/charts/readout.h"
#include "widgets/charts/timeplot.h"
#include <QTest>

using namespace mv;
using synthetic::at;

namespace {

RateGroup group(const char* name, std::uint64_t delivered, std::uint64_t deferred)
{
    RateGroup g;
    g.name = name;
    g.total.byOutcome = { delivered, deferred };
    g.buckets = { g.total };
    return g;
}

} // namespace

class TestTimelineRows : public QObject {
    Q_OBJECT
private slots:
    void focus_data();
    void focus();
    void rest();
    void gaps();
    void table();
    void valueAxis_data();
    void valueAxis();
    void readoutKeepsClear();
};

void TestTimelineRows::focus_data()
{
    QTest::addColumn<QByteArray>("filtered");
    QTest::addColumn<QByteArray>("chosen");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("who defers most") << QByteArray() << QByteArray() << QByteArray("b");
    QTest::newRow("the chosen one") << QByteArray() << QByteArray("c") << QByteArray("c");
    QTest::newRow("chosen, but gone") << QByteArray() << QByteArray("x") << QByteArray("b");
    QTest::newRow("the filter wins") << QByteArray("a") << QByteArray("c") << QByteArray("a");
}

void TestTimelineRows::focus()
{
    QFETCH(QByteArray, filtered);
    QFETCH(QByteArray, chosen);
    QFETCH(QByteArray, expected);
    RateRows rows;
    rows.groups = { group("a", 900, 10), group("b", 100, 50), group("c", 10, 1) };
    std::vector<std::string> filter;
    if (!filtered.isEmpty())
        filter = { filtered.toStdString() };
    const auto choice = chosen.isEmpty() ? std::nullopt : std::optional(chosen.toStdString());
    QCOMPARE(focusOf(rows, filter, choice), std::vector<std::string> { expected.toStdString() });
}

void TestTimelineRows::rest()
{
    RateRows rows;
    rows.unlistedProviders = 214;
    rows.groups
        = { group("a", 900, 100), group("Other", 500, 5), group("b", 90, 10), group("c", 80, 20), group("d", 8, 2) };
    const auto lines = rateLines(rows, { "d" }, 2);
    QStringList labels;
    for (const RateLine& line : lines)
        labels << line.label;
    QCOMPARE(labels.join(u'|'), QStringLiteral("d|a|Other (216)")); // the small focused one is never in the rest
    QVERIFY(lines[0].focused && !lines[1].focused);
    QCOMPARE(lines[2].members, (std::vector<std::string> { "Other", "b", "c" }));
    QCOMPARE(lines[2].counts.total.attempts(), std::uint64_t(705));
    QCOMPARE(lines[2].counts.buckets[0].of(Outcome::Deferred), std::uint64_t(35));
}

void TestTimelineRows::gaps()
{
    const std::vector<UtcTime> edges = { at("2023-10-12T00:00Z"), at("2023-10-12T01:00Z"), at("2023-10-12T02:00Z"),
        at("2023-10-12T03:00Z"), at("2023-10-12T04:00Z"), at("2023-10-12T05:00Z"), at("2023-10-12T06:00Z") };
    const auto found = gapsOf(edges, { true, false, false, true, false, false }, at("2023-10-12T03:40Z"));
    QCOMPARE(found.size(), std::size_t(2));
    QVERIFY(found[0] == (Gap { { edges[1], edges[3] }, false }));
    QVERIFY(found[1] == (Gap { { edges[4], edges[6] }, true })); // the bucket that the data ends in is drawn
    QVERIFY(gapsOf({}, {}, edges[0]).empty());
    const auto allMissing = gapsOf(edges, std::vector<bool>(6, false), edges[6]);
    QCOMPARE(allMissing.size(), std::size_t(1));
    QVERIFY(!allMissing[0].future);
}

void TestTimelineRows::table()
{
    const TimelineRows rows = synthetic::timeline();
    const auto lines = rateLines(rows.rates, rows.focus);
    const CsvTable table = timelineTable(rows, lines);
    QCOMPARE(table.rows.size(), std::size_t(120));
    QCOMPARE(table.header.size(), std::size_t(2 + 8 * 3 + 1 + 3));
    QCOMPARE(table.header[2], std::string("Microsoft 365 deferral rate"));
    const auto& gap = table.rows[26]; // 02:00 on the 11th
    QCOMPARE(gap[0], std::string("2023-10-11T02:00:00Z"));
    QCOMPARE(gap[2], std::string()); // no data is never zero
    QCOMPARE(gap[4], std::string());
    const auto& peak = table.rows[2 * 24 + 20];
    const Counts& counts = lines[0].counts.buckets[2 * 24 + 20];
    QCOMPARE(peak[4], std::to_string(counts.attempts()));
    QCOMPARE(peak[3], std::to_string(counts.of(Outcome::Deferred)));
    QCOMPARE(peak[26], std::string("2023-10-05T20:00:00Z"));
    for (const auto& row : table.rows)
        QCOMPARE(row.size(), table.header.size());
}

void TestTimelineRows::valueAxis_data()
{
    QTest::addColumn<double>("highest");
    QTest::addColumn<QString>("labels");
    QTest::newRow("storm") << 0.506 << "0 20 40 60";
    QTest::newRow("calm") << 0.043 << "0 2 4 6";
    QTest::newRow("nothing") << 0.0 << "0 0.5 1 1.5 2";
    QTest::newRow("all") << 1.0 << "0 25 50 75 100";
    QTest::newRow("nearly all") << 0.96 << "0 25 50 75 100";
    QTest::newRow("impossible") << 7.0 << "0 25 50 75 100";
}

void TestTimelineRows::valueAxis()
{
    QFETCH(double, highest);
    QFETCH(QString, labels);
    QStringList got;
    const ValueAxis axis = ValueAxis::rate(highest);
    for (const auto& tick : axis.ticks())
        got << tick.label;
    QCOMPARE(got.join(u' '), labels);
    const QRectF plot(0, 10, 100, 200);
    QCOMPARE(axis.y(0, plot), 210.0);
    QCOMPARE(axis.y(axis.top(), plot), 10.0);
    QCOMPARE(ValueAxis::delay().y(0, plot), 210.0);      // no logarithm of nothing
    QVERIFY(ValueAxis::delay(0.3).y(0.3, plot) < 210.0); // where mail is fast, its median is no bottom line
    QCOMPARE(ValueAxis::delay(0.3).ticks().front().label, QStringLiteral("0.1 s"));
    QCOMPARE(ValueAxis::logRate().y(0.1, plot), 210.0 - 200.0 * 2 / 3);
}

void TestTimelineRows::readoutKeepsClear()
{
    const QRectF plot(0, 0, 600, 300);
    const QSizeF size(150, 100);
    QCOMPARE(readoutBox(size, plot, 500, {}).topLeft(), QPointF(8, 8)); // away from the crosshair
    QCOMPARE(readoutBox(size, plot, 100, {}).topLeft(), QPointF(442, 8));
    const std::vector<QList<QPointF>> highLeft = { { { 50, 50 }, { 100, 60 } } };
    QCOMPARE(readoutBox(size, plot, 500, highLeft).topLeft(), QPointF(8, 192)); // never over the line
    const std::vector<QList<QPointF>> everywhere
        = { { { 50, 50 }, { 60, 250 }, { 61, 250 }, { 500, 50 }, { 501, 250 } } };
    QVERIFY(!readoutBox(size, plot, 500, everywhere).contains(500, 100)); // nor where it is read
    // Every corner is taken, also where the line has no point in it.
    const std::vector<QList<QPointF>> corners { { { 0, 40 }, { 170, 40 } }, { { 0, 260 }, { 600, 260 } },
        { { 430, 40 }, { 600, 40 } } };
    const QRectF between = readoutBox(size, plot, 500, corners);
    QCOMPARE(between.top(), 8.0);
    QVERIFY(between.left() > 170 && between.right() < 430);
}

QTEST_MAIN(TestTimelineRows)
#include "tst_timelinerows.moc"
