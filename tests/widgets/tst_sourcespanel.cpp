// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/sourcesmodel.h"
#include "panelfixture.h"
#include "widgets/panels/sourcespanel.h"
#include "widgets/panels/sourcesview.h"
#include <QMenu>
#include <QToolButton>

using namespace mv;
using namespace mv::test;
using namespace Qt::StringLiterals;
using Names = std::vector<std::string>;

// 48 hours; .10 is limited from hour 10 to 20; the last 8 hours were not imported.
static SourceAnswer answer(const Scope& scope, int sources)
{
    SourceAnswer a;
    a.scope = scope;
    a.rows.edges = bucketEdges(scope.range, Bucket::Hour, scope.zone);
    a.rows.covered.assign(48, true);
    for (std::size_t i = 40; i < 48; ++i)
        a.rows.covered[i] = false;
    for (int s = 0; s < sources; ++s) {
        SourceRow row;
        row.source = "198.51.100." + std::to_string(10 + s);
        for (std::size_t i = 0; i < 48; ++i) {
            const bool limited = s == 0 && i >= 10 && i < 20;
            row.buckets.push_back(i >= 40 ? Counts {} : limited ? counts(10, 90) : counts(99, 1));
            row.total += row.buckets.back();
        }
        a.rows.rows.push_back(row);
    }
    return a;
}

static QPoint cellAt(const SourcesView& view, int line, double bucket)
{
    const QRect heat = view.visualRect(view.table()->index(line, SourcesModel::Heat));
    return { heat.left() + int(heat.width() * (bucket + 0.5) / 48), heat.center().y() };
}

class TestSourcesPanel : public QObject {
    Q_OBJECT
private slots:
    void filtering();
    void cells();
    void crosshair();
    void dragging();
    void keyboard();
    void orders();
    void exported();
};

void TestSourcesPanel::filtering()
{
    PanelFixture f;
    SourcesPanel panel(f.context());
    present(panel, answer(f.scope.scope(), 4));
    TableView& table = *tableOf(panel);
    QCOMPARE(table.table()->rowCount(), 4); // Limited, .10, Healthy, its strips
    click(table, 1, SourcesModel::Source);
    QCOMPARE(f.filters().sources, Names { "198.51.100.10" });
    QVERIFY(table.isMarked(1));
    click(table, 3, SourcesModel::Source); // expands
    QCOMPARE(table.table()->rowCount(), 6);
    click(table, 3, SourcesModel::Source, Qt::ControlModifier);
    QCOMPARE(f.filters().sources.size(), std::size_t(2));
}

void TestSourcesPanel::cells()
{
    PanelFixture f;
    SourcesPanel panel(f.context());
    present(panel, answer(f.scope.scope(), 4));
    auto& view = *panel.findChild<SourcesView*>();
    QSignalSpy drilled(&f.scope, &ScopeStack::drilledDown);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, cellAt(view, 1, 12));
    QCOMPARE(drilled.size(), 1);
    QCOMPARE(f.filters().sources, Names { "198.51.100.10" });
    QVERIFY((f.scope.scope().range == TimeRange { at("2023-10-12T12:00"), at("2023-10-12T13:00") }));
}

void TestSourcesPanel::crosshair()
{
    PanelFixture f;
    SourcesPanel panel(f.context());
    present(panel, answer(f.scope.scope(), 4));
    auto& view = *panel.findChild<SourcesView*>();
    QSignalSpy described(&f.crosshair, &Crosshair::described);
    QTest::mouseMove(view.viewport(), cellAt(view, 1, 12));
    QTRY_VERIFY(f.crosshair.time() == at("2023-10-12T12:00"));
    QCOMPARE(described.last().first().toString().replace(QChar(0x2009), u' '),
        u"Thu 12 Oct 2023 12:00 · 198.51.100.10 · 90.0 % of 100"_s);
    QTest::mouseMove(view.viewport(), cellAt(view, 1, 44));
    QTRY_VERIFY(described.last().first().toString().endsWith(u"no data"_s));
    QTest::mouseMove(view.viewport(), view.visualRect(view.table()->index(1, SourcesModel::Source)).center());
    QTRY_VERIFY(!f.crosshair.time());
}

void TestSourcesPanel::dragging()
{
    PanelFixture f;
    SourcesPanel panel(f.context());
    present(panel, answer(f.scope.scope(), 4));
    auto& view = *panel.findChild<SourcesView*>();
    QTest::mousePress(view.viewport(), Qt::LeftButton, {}, cellAt(view, 1, 20));
    QTest::mouseMove(view.viewport(), cellAt(view, 1, 14));
    QTest::mouseMove(view.viewport(), cellAt(view, 1, 10));
    QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, cellAt(view, 1, 10));
    QVERIFY((f.scope.scope().range == TimeRange { at("2023-10-12T10:00"), at("2023-10-12T21:00") }));
    QVERIFY(f.filters().empty());
}

void TestSourcesPanel::keyboard()
{
    PanelFixture f;
    SourcesPanel panel(f.context());
    present(panel, answer(f.scope.scope(), 4));
    auto& view = *panel.findChild<SourcesView*>();
    press(view, 1, Qt::Key_Right);
    QVERIFY(f.crosshair.time() == at("2023-10-12T00:00"));
    QTest::keyClick(&view, Qt::Key_Right);
    QVERIFY(f.crosshair.time() == at("2023-10-12T01:00"));
    QTest::keyClick(&view, Qt::Key_Return, Qt::ControlModifier);
    QVERIFY((f.scope.scope().range == TimeRange { at("2023-10-12T01:00"), at("2023-10-12T02:00") }));
}

void TestSourcesPanel::orders()
{
    PanelFixture f;
    SourcesPanel panel(f.context());
    present(panel, answer(f.scope.scope(), 300));
    const TableView& table = *tableOf(panel);
    auto* button = qobject_cast<QToolButton*>(panel.titleBarControls().constFirst());
    const auto choose = [button](int order) { button->menu()->actions().at(order)->trigger(); };
    QCOMPARE(table.table()->rowCount(), 4);
    choose(1);
    QCOMPARE(table.table()->rowCount(), 300);
    QCOMPARE(lineOf(table, u"198.51.100.99"_s), 89);
    choose(2);
    QCOMPARE(lineOf(table, u"198.51.100.10"_s), 0); // the highest rate
    choose(0);
    QCOMPARE(table.table()->rowCount(), 4);
}

void TestSourcesPanel::exported()
{
    PanelFixture f;
    SourcesPanel panel(f.context());
    present(panel, answer(f.scope.scope(), 4));
    const CsvTable table = panel.visibleTable();
    QCOMPARE(table.rows.size(), std::size_t(4)); // the thin strips too
    QCOMPARE(table.header.size(), table.rows.front().size());
    QCOMPARE(table.rows.front()[1], "198.51.100.10");
    const auto hour = std::ranges::find(table.header, "2023-10-12T12:00:00Z") - table.header.begin();
    QCOMPARE(table.rows.front()[std::size_t(hour)], "0.9");
    QCOMPARE(table.rows.front().back(), ""); // no data is not zero
}

QTEST_MAIN(TestSourcesPanel)
#include "tst_sourcespanel.moc"
