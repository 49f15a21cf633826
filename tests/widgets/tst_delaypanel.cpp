// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/picturesof.h"
#include "tests/widgets/syntheticstorm.h"
#include "widgets/crosshair.h"
#include "widgets/delegates/tableview.h"
#include "widgets/panels/delaypanel.h"
#include "widgets/scopestack.h"
#include <QSignalSpy>
#include <QTest>
#include <memory>

using namespace mv;
using synthetic::at;

class TestDelayPanel : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void tableSortsByP95();
    void clickFilters();
    void tableIsWhatIsDrawn();
    void crosshairIsShared();
    void dragAndKeys();
    void text_data();
    void text();
    void nothingInScope();
    void narrow();
    void pictures();

private:
    std::unique_ptr<ScopeStack> m_scope;
    std::unique_ptr<Crosshair> m_crosshair;
    std::unique_ptr<DelayPanel> m_panel;
    DelayView* m_view = nullptr;
    TableView* m_table = nullptr;
};

void TestDelayPanel::init()
{
    m_scope = std::make_unique<ScopeStack>();
    m_crosshair = std::make_unique<Crosshair>();
    m_panel = std::make_unique<DelayPanel>(PanelContext { m_scope.get(), m_crosshair.get() });
    m_view = m_panel->findChild<DelayView*>();
    m_table = m_panel->findChild<TableView*>();
    QVERIFY(m_view && m_table);
    m_scope->setData(synthetic::data());
    m_scope->set(synthetic::timeline().scope);
    m_panel->resize(1236, 326);
    m_panel->setVisible(true);
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    m_panel->show(std::any(synthetic::delays()));
    m_panel->grab();
}

void TestDelayPanel::cleanup() { m_panel.reset(); }

void TestDelayPanel::tableSortsByP95()
{
    const CsvTable table = m_table->visibleTable();
    QCOMPARE(table.rows.size(), std::size_t(8)); // the siblings of the filtered row stay
    QCOMPARE(table.rows.front().front(), std::string("Microsoft 365"));
}

void TestDelayPanel::clickFilters()
{
    const QModelIndex second = m_table->model()->index(1, 0);
    const std::string name = m_table->visibleTable().rows[1].front();
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, m_table->visualRect(second).center());
    QTRY_COMPARE(m_scope->scope().filters.providers, std::vector<std::string> { name });
}

void TestDelayPanel::tableIsWhatIsDrawn()
{
    const CsvTable table = m_panel->visibleTable();
    QCOMPARE(table.rows.size(), std::size_t(120));
    for (const auto& row : table.rows)
        QCOMPARE(row.size(), table.header.size());
    QCOMPARE(table.rows[26][6], std::string()); // no data
    QCOMPARE(table.rows[26][8], std::string());
    QCOMPARE(table.rows[100][7], std::string("at least")); // mail still waits
    QCOMPARE(table.rows[10][7], std::string());
}

void TestDelayPanel::crosshairIsShared()
{
    QSignalSpy described(m_crosshair.get(), &Crosshair::described);
    QTest::mouseMove(m_view, QPoint(qRound(m_view->axis().x(at("2023-10-12T20:20Z"))), 100));
    QCOMPARE(*m_crosshair->time(), at("2023-10-12T20:30Z"));
    QVERIFY(described.last().first().toString().startsWith(QStringLiteral("Thu 12 Oct 2023 20:00 · p95 ")));
}

void TestDelayPanel::dragAndKeys()
{
    const auto pixel = [&](const char* t) { return QPoint(qRound(m_view->axis().x(at(t))), 100); };
    QTest::mousePress(m_view, Qt::LeftButton, {}, pixel("2023-10-12T03:20Z"));
    QTest::mouseMove(m_view, pixel("2023-10-12T15:20Z"));
    QTest::mouseRelease(m_view, Qt::LeftButton, {}, pixel("2023-10-12T15:20Z"));
    QCOMPARE(m_scope->scope().range, (TimeRange { at("2023-10-12T03:00Z"), at("2023-10-12T16:00Z") }));
    QTest::keyClick(m_view, Qt::Key_C);
    QVERIFY(!m_scope->scope().compares());
}

void TestDelayPanel::text_data()
{
    QTest::addColumn<bool>("known");
    QTest::addColumn<bool>("atLeast");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing arrived") << false << false << QStringLiteral("–");
    QTest::newRow("known") << true << false << QStringLiteral("38\u2009s");
    QTest::newRow("at least") << true << true << QStringLiteral("≥\u200938\u2009s");
}

void TestDelayPanel::text()
{
    QFETCH(bool, known);
    QFETCH(bool, atLeast);
    QFETCH(QString, expected);
    QCOMPARE(delayText(known ? std::optional(Delay { std::chrono::seconds(38), atLeast }) : std::nullopt), expected);
}

void TestDelayPanel::nothingInScope()
{
    DelayAnswer none = synthetic::delays();
    none.rows = {};
    m_panel->show(std::any(none));
    QCOMPARE(m_panel->state(), Panel::State::NothingInScope);
    m_view->grab();
}

void TestDelayPanel::narrow()
{
    m_panel->resize(500, 200);
    m_panel->grab();
    QVERIFY(!m_table->isVisible()); // the chart keeps its place
    m_panel->resize(900, 200);
    m_panel->grab();
    QVERIFY(m_table->isVisible());
}

// For eyes: MV_PICTURES=folder writes what is drawn.
void TestDelayPanel::pictures()
{
    if (!picturesWanted())
        QSKIP("MV_PICTURES is not set");
    m_crosshair->set(at("2023-10-12T20:30Z"));
    for (const bool dark : { false, true }) {
        const Theme theme = dark ? Theme::dark() : Theme::light();
        m_panel->setPalette(theme.palette());
        m_panel->setTheme(theme);
        savePicture(*m_panel, dark ? "delay-dark" : "delay-light", 2);
    }
}

QTEST_MAIN(TestDelayPanel)
#include "tst_delaypanel.moc"
