// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/scopestack.h"
#include <QSignalSpy>
#include <QTest>
#include <array>

using namespace mv;
using namespace std::chrono_literals;

namespace {

UtcTime at(const char* iso)
{
    UtcTime t;
    if (!fromIso(iso, t))
        qFatal("bad time");
    return t;
}

TimeRange between(const char* from, const char* to) { return { at(from), at(to) }; }

// Central Europe around the end of summer time 2023.
Zone berlin()
{
    return Zone("Europe/Berlin", { { at("2023-03-26T01:00:00Z"), 2h }, { at("2023-10-29T01:00:00Z"), 1h } });
}

QString print(TimeRange r) { return QString::fromStdString(toIso(r.from) + " " + toIso(r.to)); }

} // namespace

class TestScopeStack : public QObject {
    Q_OBJECT
private slots:
    void startsWithLastSevenDays_data();
    void startsWithLastSevenDays();
    void followsGrowingDataUntilSomebodyChooses();
    void keepsShowingTheLastDays_data();
    void keepsShowingTheLastDays();
    void keepsTheRangeThatItBeginsWith();
    void undoAndRedo();
    void sameScopeIsNoStep();
    void newStepForgetsRedo();
    void historyIsBounded();
    void roundsRangesToQuarters_data();
    void roundsRangesToQuarters();
    void filters_data();
    void filters();
    void filtersByOutcome();
    void removesTheLastFilter();
    void stepsBackFromDrillDown();
    void stepsBackWithoutDrillDown();
    void undoneDrillDownIsForgotten();
    void moves_data();
    void moves();
    void zooms_data();
    void zooms();
    void presets_data();
    void presets();
    void showsAll();
    void bucketFollowsLength_data();
    void bucketFollowsLength();
    void chosenBucketIsNeverTooFine();
};

void TestScopeStack::startsWithLastSevenDays_data()
{
    QTest::addColumn<TimeRange>("data");
    QTest::addColumn<bool>("inBerlin");
    QTest::addColumn<TimeRange>("scope");
    QTest::newRow("weeks of data") << between("2023-09-18T00:10:00Z", "2023-10-14T09:30:00Z") << false
                                   << between("2023-10-08", "2023-10-15");
    QTest::newRow("ends at midnight") << between("2023-09-18", "2023-10-14") << false
                                      << between("2023-10-07", "2023-10-14");
    QTest::newRow("shorter than a week") << between("2023-10-12T05:00:00Z", "2023-10-14T09:30:00Z") << false
                                         << between("2023-10-12", "2023-10-15");
    QTest::newRow("days of a zone") << between("2023-09-18", "2023-10-14T23:30:00Z") << true
                                    << between("2023-10-08T22:00:00Z", "2023-10-15T22:00:00Z");
    QTest::newRow("over a clock change") << between("2023-09-18", "2023-10-30T12:00:00Z") << true
                                         << between("2023-10-23T22:00:00Z", "2023-10-30T23:00:00Z");
}

void TestScopeStack::startsWithLastSevenDays()
{
    QFETCH(TimeRange, data);
    QFETCH(bool, inBerlin);
    QFETCH(TimeRange, scope);
    ScopeStack stack;
    Scope start;
    if (inBerlin)
        start.zone = berlin();
    stack.begin(start);
    stack.setData(data);
    QCOMPARE(print(stack.scope().range), print(scope));
    QVERIFY(!stack.canUndo());
}

void TestScopeStack::followsGrowingDataUntilSomebodyChooses()
{
    ScopeStack stack;
    stack.setData(between("2023-10-01", "2023-10-02"));
    stack.setData(between("2023-10-01", "2023-10-20"));
    QCOMPARE(print(stack.scope().range), print(between("2023-10-13", "2023-10-20")));
    stack.setRange(between("2023-10-03", "2023-10-04"));
    stack.setData(between("2023-10-01", "2023-10-25"));
    QCOMPARE(print(stack.scope().range), print(between("2023-10-03", "2023-10-04")));
}

void TestScopeStack::keepsShowingTheLastDays_data()
{
    QTest::addColumn<int>("days"); // 0: all
    QTest::addColumn<TimeRange>("grown");
    QTest::newRow("7 days") << 7 << between("2023-10-18", "2023-10-25");
    QTest::newRow("28 days, and there are fewer") << 28 << between("2023-10-01", "2023-10-25");
    QTest::newRow("all") << 0 << between("2023-10-01", "2023-10-25");
}

// Through filters and their undoing, until another range is chosen.
void TestScopeStack::keepsShowingTheLastDays()
{
    QFETCH(int, days);
    QFETCH(TimeRange, grown);
    const TimeRange data = between("2023-10-01", "2023-10-20");
    ScopeStack stack;
    stack.setData(data);
    stack.setRange(between("2023-10-03", "2023-10-04"));
    if (days > 0)
        stack.showLast(days);
    else
        stack.showAllTime();
    stack.filter(FilterKind::Provider, QStringLiteral("Gmail"), false);
    stack.setData(between("2023-10-01", "2023-10-25"));
    QCOMPARE(print(stack.scope().range), print(grown));
    QCOMPARE(stack.scope().filters.providers.size(), std::size_t(1));
    stack.undo();
    QVERIFY(stack.scope().filters.empty());
    QCOMPARE(print(stack.scope().range), print(grown));
    stack.setData(data);
    QVERIFY(print(stack.scope().range) != print(grown));
    stack.undo();
    QCOMPARE(print(stack.scope().range), print(between("2023-10-03", "2023-10-04")));
    stack.setData(between("2023-10-01", "2023-10-25"));
    QCOMPARE(print(stack.scope().range), print(between("2023-10-03", "2023-10-04")));
}

void TestScopeStack::keepsTheRangeThatItBeginsWith()
{
    ScopeStack stack;
    Scope start;
    start.range = between("2023-10-03", "2023-10-04");
    stack.begin(start);
    stack.setData(between("2023-10-01", "2023-10-25"));
    QCOMPARE(print(stack.scope().range), print(start.range));
}

void TestScopeStack::undoAndRedo()
{
    ScopeStack stack;
    QSignalSpy changed(&stack, &ScopeStack::changed);
    stack.filter(FilterKind::Provider, QStringLiteral("Gmail"), false);
    stack.filter(FilterKind::Source, QStringLiteral("192.0.2.1"), false);
    QVERIFY(stack.canUndo());
    stack.undo();
    QVERIFY(stack.scope().filters.sources.empty());
    QCOMPARE(stack.scope().filters.providers, std::vector<std::string> { "Gmail" });
    stack.undo();
    QVERIFY(stack.scope().filters.empty());
    QVERIFY(!stack.canUndo());
    stack.undo(); // nothing left: stays
    stack.redo();
    stack.redo();
    QVERIFY(!stack.canRedo());
    QCOMPARE(stack.scope().filters.sources, std::vector<std::string> { "192.0.2.1" });
    QCOMPARE(changed.size(), 6);
}

void TestScopeStack::sameScopeIsNoStep()
{
    ScopeStack stack;
    QSignalSpy changed(&stack, &ScopeStack::changed);
    stack.set(stack.scope());
    stack.clearFilters();
    QCOMPARE(changed.size(), 0);
    QVERIFY(!stack.canUndo());
}

void TestScopeStack::newStepForgetsRedo()
{
    ScopeStack stack;
    stack.filter(FilterKind::Provider, QStringLiteral("Gmail"), false);
    stack.undo();
    stack.filter(FilterKind::Provider, QStringLiteral("Yahoo"), false);
    QVERIFY(!stack.canRedo());
    QCOMPARE(stack.scope().filters.providers, std::vector<std::string> { "Yahoo" });
}

void TestScopeStack::historyIsBounded()
{
    ScopeStack stack;
    stack.drillDown([&] {
        Scope s = stack.scope();
        s.filters.servers = { "mx1" };
        return s;
    }());
    for (int i = 0; i < 1000; ++i)
        stack.filter(FilterKind::Source, QString::number(i), false);
    int steps = 0;
    for (; stack.canUndo(); ++steps)
        stack.undo();
    QVERIFY2(steps < 500, qPrintable(QString::number(steps)));
    stack.redo();
    stack.stepBack(); // the drill-down has left the history: an undo
    QVERIFY(!stack.canUndo());
}

void TestScopeStack::roundsRangesToQuarters_data()
{
    QTest::addColumn<TimeRange>("asked");
    QTest::addColumn<TimeRange>("got");
    QTest::newRow("outward") << between("2023-10-12T06:01:00Z", "2023-10-12T07:16:00Z")
                             << between("2023-10-12T06:00:00Z", "2023-10-12T07:30:00Z");
    QTest::newRow("exact") << between("2023-10-12T06:15:00Z", "2023-10-12T06:45:00Z")
                           << between("2023-10-12T06:15:00Z", "2023-10-12T06:45:00Z");
    QTest::newRow("a moment") << between("2023-10-12T06:15:00Z", "2023-10-12T06:15:00Z")
                              << between("2023-10-12T06:15:00Z", "2023-10-12T06:30:00Z");
    QTest::newRow("before 1970") << between("1969-12-31T23:50:00Z", "1969-12-31T23:55:00Z")
                                 << between("1969-12-31T23:45:00Z", "1970-01-01T00:00:00Z");
}

void TestScopeStack::roundsRangesToQuarters()
{
    QFETCH(TimeRange, asked);
    QFETCH(TimeRange, got);
    ScopeStack stack;
    stack.setRange(asked);
    QCOMPARE(print(stack.scope().range), print(got));
}

void TestScopeStack::filters_data()
{
    QTest::addColumn<QString>("clicks"); // "+x": with Ctrl
    QTest::addColumn<QString>("kept");
    QTest::newRow("click") << QStringLiteral("a") << QStringLiteral("a");
    QTest::newRow("another replaces") << QStringLiteral("a b") << QStringLiteral("b");
    QTest::newRow("again clears") << QStringLiteral("a a") << QStringLiteral("");
    QTest::newRow("Ctrl adds") << QStringLiteral("a +b") << QStringLiteral("a b");
    QTest::newRow("Ctrl takes away") << QStringLiteral("a +b +a") << QStringLiteral("b");
    QTest::newRow("click one of two: alone") << QStringLiteral("a +b b") << QStringLiteral("b");
}

void TestScopeStack::filters()
{
    QFETCH(QString, clicks);
    QFETCH(QString, kept);
    constexpr std::array kinds { FilterKind::Provider, FilterKind::Source, FilterKind::Server, FilterKind::SenderDomain,
        FilterKind::RecipientDomain, FilterKind::Reason, FilterKind::Template };
    for (const FilterKind kind : kinds) {
        ScopeStack stack;
        for (const QString& click : clicks.split(u' '))
            stack.filter(kind, click.right(1), click.startsWith(u'+'));
        QList<FilterValue> expected;
        for (const QString& value : kept.split(u' ', Qt::SkipEmptyParts))
            expected << FilterValue { kind, value };
        QCOMPARE(valuesIn(stack.scope().filters), expected);
    }
}

void TestScopeStack::filtersByOutcome()
{
    ScopeStack stack;
    stack.filter(FilterKind::Outcome, QStringLiteral("deferred"), false);
    stack.filter(FilterKind::Outcome, QStringLiteral("bounced"), true);
    QCOMPARE(stack.scope().filters.outcomes, (std::vector { Outcome::Deferred, Outcome::Bounced }));
    stack.filter(FilterKind::Outcome, QStringLiteral("no such outcome"), true);
    QCOMPARE(stack.scope().filters.outcomes.size(), 2U);
    stack.filter(FilterKind::Outcome, QStringLiteral("deferred"), true);
    QCOMPARE(stack.scope().filters.outcomes, (std::vector { Outcome::Bounced }));
}

void TestScopeStack::removesTheLastFilter()
{
    ScopeStack stack;
    stack.filter(FilterKind::Template, QStringLiteral("t"), false);
    stack.filter(FilterKind::Source, QStringLiteral("s"), false);
    stack.filter(FilterKind::Provider, QStringLiteral("p"), false);
    stack.setRange(between("2023-10-03", "2023-10-04")); // not a filter
    stack.removeLastFilter();
    QVERIFY(stack.scope().filters.providers.empty());
    stack.removeLastFilter();
    QVERIFY(stack.scope().filters.sources.empty());
    QCOMPARE(stack.scope().filters.templates.size(), 1U);
    stack.removeLastFilter();
    QVERIFY(stack.scope().filters.empty());
    stack.removeLastFilter(); // none left
}

void TestScopeStack::stepsBackFromDrillDown()
{
    ScopeStack stack;
    QSignalSpy drilled(&stack, &ScopeStack::drilledDown);
    stack.filter(FilterKind::Provider, QStringLiteral("Gmail"), false);
    const Scope before = stack.scope();
    Scope narrower = before;
    narrower.filters.sources = { "192.0.2.1" };
    stack.drillDown(narrower);
    QCOMPARE(drilled.size(), 1);
    stack.filter(FilterKind::Reason, QStringLiteral("throttled"), false);
    stack.stepBack();
    QVERIFY(stack.scope() == before);
    stack.redo(); // it was two steps
    QVERIFY(stack.scope() == narrower);
}

void TestScopeStack::stepsBackWithoutDrillDown()
{
    ScopeStack stack;
    stack.filter(FilterKind::Provider, QStringLiteral("Gmail"), false);
    stack.filter(FilterKind::Provider, QStringLiteral("Yahoo"), true);
    stack.stepBack();
    QCOMPARE(stack.scope().filters.providers, std::vector<std::string> { "Gmail" });
}

void TestScopeStack::undoneDrillDownIsForgotten()
{
    ScopeStack stack;
    stack.filter(FilterKind::Provider, QStringLiteral("Gmail"), false);
    Scope narrower = stack.scope();
    narrower.filters.sources = { "192.0.2.1" };
    stack.drillDown(narrower);
    stack.undo();
    stack.stepBack(); // an undo, not the drill-down again
    QVERIFY(stack.scope().filters.empty());
}

void TestScopeStack::moves_data()
{
    QTest::addColumn<int>("by");
    QTest::addColumn<TimeRange>("got");
    QTest::newRow("earlier") << -1 << between("2023-10-08", "2023-10-10");
    QTest::newRow("later") << 1 << between("2023-10-12", "2023-10-14");
    QTest::newRow("not before the data") << -20 << between("2023-10-01", "2023-10-03");
    QTest::newRow("not after the data") << 20 << between("2023-10-18", "2023-10-20");
}

void TestScopeStack::moves()
{
    QFETCH(int, by);
    QFETCH(TimeRange, got);
    ScopeStack stack;
    stack.setData(between("2023-10-01T03:00:00Z", "2023-10-19T05:00:00Z"));
    stack.setRange(between("2023-10-10", "2023-10-12"));
    stack.move(by);
    QCOMPARE(print(stack.scope().range), print(got));
}

void TestScopeStack::zooms_data()
{
    QTest::addColumn<double>("factor");
    QTest::addColumn<TimeRange>("got");
    QTest::newRow("in: what is under the pointer stays")
        << 2.0 << between("2023-10-10T06:00:00Z", "2023-10-11T06:00:00Z");
    QTest::newRow("out") << 0.5 << between("2023-10-09T12:00:00Z", "2023-10-13T12:00:00Z");
    QTest::newRow("out to the data") << 0.001 << between("2023-10-01", "2023-10-20");
    QTest::newRow("nonsense") << 0.0 << between("2023-10-10", "2023-10-12");
}

void TestScopeStack::zooms()
{
    QFETCH(double, factor);
    QFETCH(TimeRange, got);
    ScopeStack stack;
    stack.setData(between("2023-10-01T03:00:00Z", "2023-10-19T05:00:00Z"));
    stack.setRange(between("2023-10-10", "2023-10-12"));
    stack.zoom(factor, at("2023-10-10T12:00:00Z"));
    QCOMPARE(print(stack.scope().range), print(got));
}

void TestScopeStack::presets_data()
{
    QTest::addColumn<int>("days");
    QTest::addColumn<TimeRange>("got");
    QTest::newRow("24 h") << 1 << between("2023-10-18T05:00:00Z", "2023-10-19T05:00:00Z");
    QTest::newRow("7 d") << 7 << between("2023-10-13", "2023-10-20");
    QTest::newRow("13 w: what there is") << 91 << between("2023-10-01", "2023-10-20");
}

void TestScopeStack::presets()
{
    QFETCH(int, days);
    QFETCH(TimeRange, got);
    ScopeStack stack;
    stack.showLast(7); // no data yet: nothing to show
    QVERIFY(!stack.canUndo());
    stack.setData(between("2023-10-01T03:00:00Z", "2023-10-19T05:00:00Z"));
    stack.setRange(between("2023-10-10", "2023-10-12"));
    stack.showLast(days);
    QCOMPARE(print(stack.scope().range), print(got));
}

void TestScopeStack::showsAll()
{
    ScopeStack stack;
    stack.setData(between("2023-10-01T03:00:00Z", "2023-10-19T05:00:00Z"));
    stack.filter(FilterKind::Provider, QStringLiteral("Gmail"), false);
    stack.showAllTime();
    QCOMPARE(print(stack.scope().range), print(between("2023-10-01", "2023-10-20")));
    QCOMPARE(stack.scope().filters.providers.size(), 1U);
    stack.showAll();
    QVERIFY(stack.scope().filters.empty());
}

void TestScopeStack::bucketFollowsLength_data()
{
    QTest::addColumn<int>("hours");
    QTest::addColumn<int>("bucket");
    QTest::newRow("an hour") << 1 << int(Bucket::FiveMinutes);
    QTest::newRow("a day") << 24 << int(Bucket::Hour);
    QTest::newRow("four weeks") << 4 * 168 << int(Bucket::Hour);
    QTest::newRow("13 weeks") << 13 * 168 << int(Bucket::Day);
    QTest::newRow("three years") << 3 * 8766 << int(Bucket::Week);
}

void TestScopeStack::bucketFollowsLength()
{
    QFETCH(int, hours);
    QFETCH(int, bucket);
    ScopeStack stack;
    stack.setRange({ at("2020-01-01"), at("2020-01-01") + std::chrono::hours(hours) });
    QCOMPARE(int(stack.bucket()), bucket);
}

void TestScopeStack::chosenBucketIsNeverTooFine()
{
    ScopeStack stack;
    QSignalSpy changed(&stack, &ScopeStack::changed);
    stack.setRange(between("2023-10-10", "2023-10-12"));
    stack.setBucket(Bucket::FiveMinutes);
    QCOMPARE(stack.bucket(), Bucket::FiveMinutes);
    QCOMPARE(changed.size(), 2);
    QCOMPARE(stack.chosenBucket(), Bucket::FiveMinutes);
    stack.setRange(between("2020-01-01", "2023-10-12"));
    QVERIFY(stack.bucket() > Bucket::Hour);
    stack.undo();
    QCOMPARE(stack.bucket(), Bucket::FiveMinutes); // kept through undo
    stack.setBucket(std::nullopt);
    QCOMPARE(stack.bucket(), Bucket::Hour);
}

QTEST_GUILESS_MAIN(TestScopeStack)
#include "tst_scopestack.moc"
