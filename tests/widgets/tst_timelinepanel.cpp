// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/picturesof.h"
#include "tests/widgets/syntheticstorm.h"
#include "widgets/charts/legendbar.h"
#include "widgets/charts/overviewstrip.h"
#include "widgets/charts/timelineview.h"
#include "widgets/crosshair.h"
#include "widgets/panels/timelinepanel.h"
#include "widgets/scopestack.h"
#include <QAbstractButton>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <memory>

using namespace mv;
using synthetic::at;

class TestTimelinePanel : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void focusesInsteadOfFiltering();
    void hover();
    void dragSelectsARange();
    void shiftDragPans();
    void wheelZoomsAtThePointer();
    void clickOnALineFilters();
    void clickOnTheLegendFilters();
    void legendOfTheRest();
    void doubleClickDrillsDown();
    void keys();
    void brush_data();
    void brush();
    void brushByKeys();
    void nothingInScope();
    void emptyRowsDoNotHurt();
    void tableIsWhatIsDrawn();
    void says();
    void pictures();

private:
    Scope current() const { return m_scope->scope(); }
    QPoint pointOf(UtcTime t, int y = 60) const { return { qRound(m_view->axis().x(t)), y }; }

    std::unique_ptr<ScopeStack> m_scope;
    std::unique_ptr<Crosshair> m_crosshair;
    std::unique_ptr<TimelinePanel> m_panel;
    std::unique_ptr<QWidget> m_titleBar;
    TimelineView* m_view = nullptr;
    OverviewStrip* m_strip = nullptr;
};

void TestTimelinePanel::init()
{
    m_scope = std::make_unique<ScopeStack>();
    m_crosshair = std::make_unique<Crosshair>();
    m_panel = std::make_unique<TimelinePanel>(PanelContext { m_scope.get(), m_crosshair.get() });
    m_titleBar = std::make_unique<QWidget>();
    for (QWidget* control : m_panel->titleBarControls())
        control->setParent(m_titleBar.get());
    m_view = m_panel->findChild<TimelineView*>();
    m_strip = m_panel->findChild<OverviewStrip*>();
    QVERIFY(m_view && m_strip);
    m_scope->setData(synthetic::data());
    m_scope->set(synthetic::timeline().scope);
    m_panel->resize(826, 486);
    m_panel->setVisible(true);
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    m_panel->show(std::any(synthetic::timeline()));
    m_panel->grab(); // lays everything out
}

void TestTimelinePanel::cleanup()
{
    m_panel.reset();
    m_titleBar.reset();
}

void TestTimelinePanel::focusesInsteadOfFiltering()
{
    const auto& lines = m_view->lines();
    QCOMPARE(lines.size(), std::size_t(8)); // the others stay, although the scope keeps one
    QCOMPARE(lines.front().label, QStringLiteral("Microsoft 365"));
    QVERIFY(lines.front().focused);
    QVERIFY(!lines[1].focused);
}

void TestTimelinePanel::hover()
{
    QSignalSpy described(m_crosshair.get(), &Crosshair::described);
    QTest::mouseMove(m_view, pointOf(at("2023-10-12T20:20Z")));
    QVERIFY(m_crosshair->time());
    QCOMPARE(*m_crosshair->time(), at("2023-10-12T20:30Z")); // the middle of its bucket
    QVERIFY(
        described.last().first().toString().startsWith(QStringLiteral("Thu 12 Oct 2023 20:00 · Microsoft 365 · 50.")));
    QTest::mouseMove(m_view, pointOf(at("2023-10-11T03:20Z")));
    QVERIFY(described.last().first().toString().endsWith(QStringLiteral("no data")));
    QTest::mouseMove(m_view, QPoint(5, 60)); // left of the plot
    QVERIFY(!m_crosshair->time());
}

void TestTimelinePanel::dragSelectsARange()
{
    QTest::mousePress(m_view, Qt::LeftButton, {}, pointOf(at("2023-10-12T03:20Z")));
    QTest::mouseMove(m_view, pointOf(at("2023-10-12T09:00Z")));
    QTest::mouseMove(m_view, pointOf(at("2023-10-12T15:20Z")));
    QTest::mouseRelease(m_view, Qt::LeftButton, {}, pointOf(at("2023-10-12T15:20Z")));
    QCOMPARE(current().range, (TimeRange { at("2023-10-12T03:00Z"), at("2023-10-12T16:00Z") })); // whole buckets
    m_scope->undo();
    QCOMPARE(current().range, synthetic::week());
}

void TestTimelinePanel::shiftDragPans()
{
    const QPoint from = pointOf(at("2023-10-12T12:00Z"));
    QTest::mousePress(m_view, Qt::LeftButton, Qt::ShiftModifier, from);
    QTest::mouseMove(m_view, pointOf(at("2023-10-13T12:00Z")));
    QVERIFY(m_view->view().from < at("2023-10-09T01:00Z")); // it moves at once,
    QCOMPARE(current().range, synthetic::week());           // the scope when the hand lets go
    QTest::mouseRelease(m_view, Qt::LeftButton, Qt::ShiftModifier, pointOf(at("2023-10-12T12:00Z")));
    QVERIFY(std::chrono::abs(current().range.from - at("2023-10-09T00:00Z")) < std::chrono::minutes(30));
    QVERIFY(std::chrono::abs(current().range.length() - synthetic::week().length()) <= std::chrono::minutes(15));
}

void TestTimelinePanel::wheelZoomsAtThePointer()
{
    const UtcTime pointed = at("2023-10-12T20:00Z");
    const QPointF where = pointOf(pointed);
    QWheelEvent turn(
        where, m_view->mapToGlobal(where), {}, { 0, 120 }, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(m_view, &turn);
    QVERIFY(m_view->view().length() < synthetic::week().length());
    QVERIFY(std::abs(m_view->axis().x(pointed) - where.x()) < 1.5); // what is under the pointer stays
    QTRY_VERIFY(current().range != synthetic::week());              // the scope follows when the wheel rests
    QVERIFY(current().range.contains(pointed));
    QVERIFY(m_scope->canUndo());
}

void TestTimelinePanel::clickOnALineFilters()
{
    const auto& orange = *std::ranges::find(m_view->lines(), QStringLiteral("Orange"), &RateLine::label);
    const double rate = *orange.counts.buckets[15].deferralRate();
    // The scale is 0 to 60 % over the plot: the height less margins, volume and axis.
    const double bottom = m_view->height() - 16 - 58 - 18;
    const int y = qRound(bottom - rate / 0.6 * (bottom - 22));
    QTest::mouseClick(m_view, Qt::LeftButton, {}, pointOf(at("2023-10-10T15:30Z"), y));
    QCOMPARE(current().filters.providers, std::vector<std::string> { "Orange" });
    QTest::mouseClick(m_view, Qt::LeftButton, {}, pointOf(at("2023-10-10T15:30Z"), 80)); // no line there
    QCOMPARE(current().filters.providers, std::vector<std::string> { "Orange" });
}

void TestTimelinePanel::clickOnTheLegendFilters()
{
    const auto entries = m_panel->findChild<LegendBar*>()->findChildren<QAbstractButton*>();
    const auto entry = [&](const char* name) {
        return *std::ranges::find(entries, QString::fromLatin1(name), &QAbstractButton::text);
    };
    QTest::mouseClick(entry("Gmail"), Qt::LeftButton);
    QCOMPARE(current().filters.providers, std::vector<std::string> { "Gmail" });
}

void TestTimelinePanel::legendOfTheRest()
{
    TimelineRows rows = synthetic::timeline();
    rows.rates = synthetic::rates(rows.scope.range, Bucket::Hour, rows.data, 12);
    m_panel->show(std::any(rows));
    const auto entries = m_panel->findChild<LegendBar*>()->findChildren<QAbstractButton*>();
    const auto rest = std::ranges::find(entries, QStringLiteral("Other (218)"), &QAbstractButton::text);
    QVERIFY(rest != entries.end());
    (*rest)->click();
    QCOMPARE(current().filters.providers.size(), std::size_t(5)); // the unlisted and four small ones
    QVERIFY(m_scope->canUndo());
}

void TestTimelinePanel::doubleClickDrillsDown()
{
    QSignalSpy drilled(m_scope.get(), &ScopeStack::drilledDown);
    QTest::mouseDClick(m_view, Qt::LeftButton, {}, pointOf(at("2023-10-12T20:20Z")));
    QCOMPARE(drilled.count(), 1);
    m_scope->stepBack();
    QVERIFY(current() == synthetic::timeline().scope); // the first of the two clicks, near a line, left no trace
    m_scope->redo();
    QCOMPARE(current().range, (TimeRange { at("2023-10-12T20:00Z"), at("2023-10-12T21:00Z") }));
    QCOMPARE(current().filters.providers, std::vector<std::string> { "Microsoft 365" });
}

void TestTimelinePanel::keys()
{
    m_crosshair->set(at("2023-10-12T20:30Z"));
    QTest::keyClick(m_view, Qt::Key_Right);
    QCOMPARE(*m_crosshair->time(), at("2023-10-12T21:30Z"));
    QTest::keyClick(m_view, Qt::Key_Left);
    QTest::keyClick(m_view, Qt::Key_Left);
    QCOMPARE(*m_crosshair->time(), at("2023-10-12T19:30Z"));
    QTest::keyClick(m_view, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(current().range.to, at("2023-10-15T01:00Z"));
    QTest::keyClick(m_view, Qt::Key_C);
    QVERIFY(!current().compares());
    QTest::keyClick(m_view, Qt::Key_C);
    QCOMPARE(current().comparison, Comparison::SamePeriodLastWeek);
    QTest::keyClick(m_view, Qt::Key_0);
    QCOMPARE(current().range, synthetic::data());
    QTest::keyClick(m_view, Qt::Key_Return); // the focused provider is the filter already: off
    QVERIFY(current().filters.providers.empty());
    QSignalSpy asked(m_panel.get(), &Panel::askAgain);
    QTest::keyClick(m_view, Qt::Key_F);
    QCOMPARE(asked.count(), 1);
    QTest::keyClick(m_view, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(current().range, (TimeRange { at("2023-10-12T19:00Z"), at("2023-10-12T20:00Z") }));
    QTest::keyClick(m_view, Qt::Key_Escape);
    QVERIFY(!m_crosshair->time());
}

void TestTimelinePanel::brush_data()
{
    QTest::addColumn<QByteArray>("press");
    QTest::addColumn<QByteArray>("release");
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    const auto row = [](const char* name, const char* press, const char* release, const char* from, const char* to) {
        QTest::newRow(name) << QByteArray(press) << QByteArray(release) << QByteArray(from) << QByteArray(to);
    };
    row("inside moves", "2023-10-12", "2023-10-05", "2023-10-03", "2023-10-08");
    row("the left handle", "2023-10-10", "2023-10-08", "2023-10-08", "2023-10-15");
    row("the right handle", "2023-10-15", "2023-10-13", "2023-10-10", "2023-10-13");
    row("a handle beyond the other", "2023-10-15", "2023-10-06", "2023-10-06", "2023-10-10");
    row("outside makes a new one", "2023-09-20", "2023-09-23", "2023-09-20", "2023-09-23");
}

void TestTimelinePanel::brush()
{
    QFETCH(QByteArray, press);
    QFETCH(QByteArray, release);
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    const auto pixel = [&](const QByteArray& t) { return QPoint(qRound(m_strip->axis().x(at(t.constData()))), 20); };
    QTest::mousePress(m_strip, Qt::LeftButton, {}, pixel(press));
    QTest::mouseMove(m_strip, pixel(release));
    QCOMPARE(m_view->view(), m_strip->brush()); // the chart goes along
    QCOMPARE(current().range, synthetic::week());
    QTest::mouseRelease(m_strip, Qt::LeftButton, {}, pixel(release));
    const auto near = [](UtcTime a, const QByteArray& b) {
        return std::chrono::abs(a - at(b.constData())) <= std::chrono::hours(1);
    };
    QVERIFY2(near(current().range.from, from), toIso(current().range.from).c_str());
    QVERIFY2(near(current().range.to, to), toIso(current().range.to).c_str());
}

void TestTimelinePanel::brushByKeys()
{
    QTest::keyClick(m_strip, Qt::Key_Left);
    QCOMPARE(current().range, (TimeRange { at("2023-10-09"), at("2023-10-14") }));
    QTest::keyClick(m_strip, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(current().range, (TimeRange { at("2023-10-09"), at("2023-10-15") }));
}

void TestTimelinePanel::nothingInScope()
{
    TimelineRows rows = synthetic::timeline();
    rows.rates = {};
    m_panel->show(std::any(rows));
    QCOMPARE(m_panel->state(), Panel::State::NothingInScope);
    m_panel->show(std::any(synthetic::timeline()));
    QCOMPARE(m_panel->state(), Panel::State::Rows);
}

void TestTimelinePanel::emptyRowsDoNotHurt()
{
    m_view->setRows({}, {});
    m_strip->setRows({}, Qt::red);
    m_crosshair->set(at("2023-10-12"));
    m_view->grab();
    m_strip->grab();
    QTest::keyClick(m_view, Qt::Key_Right);
    QTest::mouseClick(m_view, Qt::LeftButton, {}, QPoint(300, 100));
    QTest::mouseDClick(m_view, Qt::LeftButton, {}, QPoint(300, 100));
    QTest::mouseClick(m_strip, Qt::LeftButton, {}, QPoint(300, 20));
    QCOMPARE(current().range, synthetic::week());
    m_panel->resize(60, 40);
    m_panel->grab();
}

void TestTimelinePanel::tableIsWhatIsDrawn()
{
    const CsvTable table = m_panel->visibleTable();
    QCOMPARE(table.rows.size(), std::size_t(120));
    QCOMPARE(table.rows.front()[0], std::string("2023-10-10T00:00:00Z"));
}

void TestTimelinePanel::says()
{
    QCOMPARE(m_panel->subtitle(), QStringLiteral("Deferral rate by provider, hourly"));
    QVERIFY(m_view->accessibleDescription().contains(QStringLiteral("Microsoft 365")));
    QVERIFY(!m_strip->accessibleName().isEmpty());
}

// For eyes: MV_PICTURES=folder writes what is drawn.
void TestTimelinePanel::pictures()
{
    if (!picturesWanted())
        QSKIP("MV_PICTURES is not set");
    m_crosshair->set(at("2023-10-12T20:30Z"));
    for (const bool dark : { false, true }) {
        m_panel->setTheme(dark ? Theme::dark() : Theme::light());
        savePicture(*m_panel, dark ? "timeline-dark" : "timeline-light", 2);
    }
    m_panel->setTheme(Theme::light());
    m_view->setMode(TimelineView::Mode::Stacked);
    savePicture(*m_panel, "timeline-stacked", 2);
    m_view->setMode(TimelineView::Mode::Log);
    savePicture(*m_panel, "timeline-log", 2);
    m_view->setMode(TimelineView::Mode::Overlay);
    m_panel->resize(520, 360);
    savePicture(*m_panel, "timeline-narrow", 2);
    TimelineRows all = synthetic::timeline(false);
    all.scope.range = synthetic::data();
    all.rates = synthetic::rates(all.scope.range, Bucket::Hour, all.data, 12);
    all.scope.filters.providers.clear();
    m_panel->resize(1000, 486);
    m_panel->show(std::any(all));
    savePicture(*m_panel, "timeline-all", 2);
}

QTEST_MAIN(TestTimelinePanel)
#include "tst_timelinepanel.moc"
