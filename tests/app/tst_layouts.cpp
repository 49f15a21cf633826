// SPDX-License-Identifier: GPL-3.0-or-later
// How the window looks, and how it comes back.
#include "models/tables/attemptsmodel.h"
#include "tests/app/windowfixture.h"
#include "widgets/charts/timelineview.h"
#include "widgets/delegates/tableheader.h"
#include "widgets/delegates/tableview.h"
#include "widgets/paneldock.h"
#include "widgets/scopebar.h"
#include <QHeaderView>
#include <QToolButton>
#include <QWindow>

using namespace mv;
using namespace mv::test;

class TestLayouts : public WindowFixture {
    Q_OBJECT
private slots:
    void initTestCase() { importSample(); }
    void init() { openSampleWindow(); }
    void cleanup() { closeWindow(); }
    void looks();
    void followsTheSystem();
    void pinnedPanelKeepsItsScope();
    void pinnedTimelineSteers();
    void choicesComeBack_data();
    void choicesComeBack();
    void tablesComeBack();
    void layoutComesBack();
    void savedLayouts();
    void perspectives();
};

void TestLayouts::looks()
{
    m_app->window().actions().of(Act::LookDark)->trigger();
    QCOMPARE(QApplication::palette().color(QPalette::Window), Theme::dark().window);
    m_app->window().actions().of(Act::LookLight)->trigger();
    QCOMPARE(QApplication::palette().color(QPalette::Window), Theme::light().window);
    m_app->window().actions().of(Act::LookSystem)->trigger();
}

// The system here is light for good; so the window is made dark, as if the system had been so until now.
void TestLayouts::followsTheSystem()
{
    const auto lookDark = [this] {
        qApp->setPalette(Theme::dark().palette());
        qApp->setStyleSheet(Theme::dark().styleSheet());
        m_app->window().setTheme(Theme::dark());
    };
    const auto systemChanges = [this] {
        QEvent changed(QEvent::ThemeChange);
        QCoreApplication::sendEvent(m_app->window().windowHandle(), &changed);
        QCoreApplication::processEvents();
    };
    const auto background = [this](const char* id) {
        const QImage picture = panel(id)->grab().toImage();
        return picture.pixelColor(3, picture.height() - 4);
    };
    m_app->window().showPanel(panel("delay"));
    settle();
    lookDark();
    for (const char* id : { "providers", "timeline", "delay" })
        QCOMPARE(background(id), Theme::dark().panel);
    systemChanges();
    QCOMPARE(QApplication::palette().color(QPalette::Window), Theme::light().window);
    QVERIFY(qApp->styleSheet() == Theme::light().styleSheet());
    for (const char* id : { "providers", "timeline", "delay" })
        QCOMPARE(background(id), Theme::light().panel);
    m_app->window().actions().of(Act::LookDark)->trigger(); // the user's word goes first
    systemChanges();
    QCOMPARE(QApplication::palette().color(QPalette::Window), Theme::dark().window);
    m_app->window().actions().of(Act::LookSystem)->trigger();
    QCOMPARE(QApplication::palette().color(QPalette::Window), Theme::light().window);
}

void TestLayouts::pinnedPanelKeepsItsScope()
{
    m_app->scope().filter(FilterKind::Provider, QStringLiteral("Gmail"), false);
    settle();
    const Scope before = scope();
    const CsvTable shown = panel("replies")->visibleTable();
    focusPanel(*panel("replies"));
    key(Qt::Key_P, Qt::ControlModifier);
    QVERIFY(panel("replies")->isPinned());
    const auto pin = [this]() -> QToolButton* {
        for (auto* button : m_app->window().findChild<ScopeBar*>()->findChildren<QToolButton*>()) {
            if (button->text().contains(QStringLiteral("Replies shows")) && button->isVisible())
                return button;
        }
        return nullptr;
    };
    QTRY_VERIFY(pin());
    QVERIFY(pin()->text().contains(QStringLiteral("Gmail")));
    QVERIFY(saysSomewhere(m_app->window(), QStringLiteral("pinned")));

    m_app->scope().filter(FilterKind::Provider, QStringLiteral("Microsoft 365"), false);
    m_app->scope().move(-1);
    settle();
    QCOMPARE(toCsv(panel("replies")->visibleTable()), toCsv(shown));
    QVERIFY(panel("replies")->shownScope() == before);
    QVERIFY(panel("timeline")->shownScope() != before);

    auto* table = panel("replies")->findChild<TableView*>(); // its rows are those of the pinned scope, also in detail
    table->setCurrentIndex(table->model()->index(1, 0));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(scope().range == before.range);
    QCOMPARE(scope().filters.providers, before.filters.providers);
    key(Qt::Key_Escape);

    QTRY_VERIFY(pin());
    pin()->click();
    QVERIFY(!panel("replies")->isPinned());
    QTRY_VERIFY(!pin());
    m_app->window().showPanel(panel("replies"));
    settle();
    QVERIFY(toCsv(panel("replies")->visibleTable()) != toCsv(shown));
}

// A range that is chosen in it is for the others.
void TestLayouts::pinnedTimelineSteers()
{
    auto* chart = panel("timeline")->findChild<TimelineView*>();
    const TimeRange all = scope().range;
    panel("timeline")->setPinned(true);
    const TimeRange day { all.from + std::chrono::hours(24), all.from + std::chrono::hours(48) };
    chart->choose(day);
    settle();
    QVERIFY(scope().range == day);
    QVERIFY(chart->view() == all);
    QVERIFY(panel("replies")->shownScope().range == day);
    QVERIFY(panel("timeline")->shownScope().range == all);
    panel("timeline")->setPinned(false);
    QTRY_VERIFY(chart->view() == day);
    panel("timeline")->setPinned(true);
    m_app->openWorkspace(m_folder.filePath(QStringLiteral("other.mailvane"))); // has nothing to do with it
    QVERIFY(!panel("timeline")->isPinned());
}

void TestLayouts::choicesComeBack_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QString>("choice");
    QTest::newRow("order of attempts") << QByteArray("attempts") << QStringLiteral("oldest");
    QTest::newRow("order of sources") << QByteArray("sources") << QStringLiteral("rate");
    QTest::newRow("groups of replies") << QByteArray("replies") << QStringLiteral("reason");
    QTest::newRow("mode of the timeline") << QByteArray("timeline") << QStringLiteral("rows");
}

void TestLayouts::choicesComeBack()
{
    QFETCH(QByteArray, id);
    QFETCH(QString, choice);
    m_app->window().showPanel(panel(id.constData()));
    settle();
    const std::string usual = toCsv(panel(id.constData())->visibleTable());
    panel(id.constData())->choose(choice);
    settle();
    const std::string chosen = toCsv(panel(id.constData())->visibleTable());
    m_app->window().close();
    m_app.reset();
    m_app = open(m_database);
    QTRY_VERIFY_WITH_TIMEOUT(!m_app->scope().data().empty(), kPatience);
    m_app->window().showPanel(panel(id.constData()));
    settle();
    QCOMPARE(panel(id.constData())->choice(), choice);
    QCOMPARE(toCsv(panel(id.constData())->visibleTable()), chosen);
    if (id != "timeline") // which is the same table in every mode
        QVERIFY(chosen != usual);
    panel(id.constData())->choose(QStringLiteral("of a later version"));
    QCOMPARE(panel(id.constData())->choice(), choice);
}

void TestLayouts::tablesComeBack()
{
    const auto tableOf = [this](const char* id) { return panel(id)->findChild<TableView*>(); };
    tableOf("providers")->tableHeader()->resizeSection(1, 130);
    emit tableOf("providers")->tableHeader()->sectionClicked(4);
    tableOf("attempts")->setColumnShown(AttemptsModel::QueueId, true);
    m_app->window().close();
    m_app.reset();
    m_app = open(m_database);
    QTRY_VERIFY_WITH_TIMEOUT(!m_app->scope().data().empty(), kPatience);
    settle();
    QCOMPARE(tableOf("providers")->tableHeader()->sectionSize(1), 130);
    QCOMPARE(tableOf("providers")->tableHeader()->sortIndicatorSection(), 4);
    m_app->window().showPanel(panel("attempts"));
    settle();
    const auto shown = [&](int column) {
        const auto columns = tableOf("attempts")->visibleColumns();
        return std::ranges::find(columns, column) != columns.end();
    };
    QTRY_VERIFY(shown(AttemptsModel::QueueId));
}

void TestLayouts::layoutComesBack()
{
    m_app->window().findChild<PanelDock*>(QStringLiteral("providers-dock"))->close();
    m_app->window().findChild<PanelDock*>(QStringLiteral("delay-dock"))->raise();
    QTRY_VERIFY(m_app->window().isPanelVisible(panel("delay")));
    m_app->window().close();
    m_app.reset();
    m_app = open(m_database);
    settle();
    QVERIFY(m_app->window().findChild<PanelDock*>(QStringLiteral("providers-dock"))->isHidden());
    QTRY_VERIFY(m_app->window().isPanelVisible(panel("delay")));
    m_app->window().actions().of(Act::ResetLayout)->trigger();
    QTRY_VERIFY(m_app->window().isPanelVisible(panel("providers")));
    QTRY_VERIFY(m_app->window().isPanelVisible(panel("replies")));
}

void TestLayouts::savedLayouts()
{
    Perspectives& layouts = m_app->window().perspectives();
    QCOMPARE(layouts.names().size(), 3); // the program's own
    m_app->window().findChild<PanelDock*>(QStringLiteral("providers-dock"))->close();
    layouts.saveAs(QStringLiteral("Night / ü"));
    QCOMPARE(layouts.names().size(), 4);
    QCOMPARE(layouts.current(), 3);
    key(Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY(m_app->window().isPanelVisible(panel("providers")));
    key(Qt::Key_4, Qt::ControlModifier);
    QTRY_VERIFY(!m_app->window().isPanelVisible(panel("providers")));
    layouts.saveAs(layouts.names()[1]); // is not the user's
    QCOMPARE(layouts.names().size(), 4);
    m_app->window().actions().of(Act::RemoveLayout)->trigger();
    QCOMPARE(layouts.names().size(), 3);
    QTRY_VERIFY(m_app->window().isPanelVisible(panel("providers")));
}

// Each of the program's perspectives shows its panels; a drill-down shows Attempts wherever it starts.
void TestLayouts::perspectives()
{
    const auto isShown = [&](const char* id) { return m_app->window().isPanelVisible(panel(id)); };
    key(Qt::Key_2, Qt::ControlModifier);
    QTRY_VERIFY(isShown("authentication") && isShown("probes") && !isShown("timeline"));
    key(Qt::Key_3, Qt::ControlModifier);
    QTRY_VERIFY(isShown("probes") && isShown("placement") && isShown("reputation") && !isShown("authentication"));
    m_app->scope().drillDown(scope());
    QTRY_VERIFY(isShown("attempts"));
    key(Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY(isShown("providers") && isShown("timeline") && !isShown("probes"));
}

int main(int argc, char** argv)
{
    QApplication program(argc, argv);
    QApplication::setStyle(QStringLiteral("Fusion"));
    TestLayouts test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_layouts.moc"
