// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse and keyboard drive the window.
#include "tests/app/windowfixture.h"
#include "tests/widgets/picturesof.h"
#include "widgets/charts/timelineview.h"
#include "widgets/delegates/tableview.h"
#include "widgets/findfield.h"
#include "widgets/paneldock.h"
#include "widgets/startpage.h"
#include <QAccessible>
#include <QFileDialog>
#include <QPushButton>
#include <QStatusBar>
#include <QTabBar>
#include <QTableView>
#include <QToolButton>

using namespace mv;
using namespace mv::test;

class TestMainWindow : public WindowFixture {
    Q_OBJECT
private slots:
    void initTestCase() { importSample(); }
    void init() { openSampleWindow(); }
    void cleanup() { closeWindow(); }
    void startsEmpty();
    void pictures();
    void showsTheStorm();
    void clickFilters();
    void keysOfTheScope();
    void findFieldFilters();
    void wordsFindReplies();
    void drillsDownToTheRawLine();
    void tabsAndPanelsByKeyboard();
    void maximisesAndRestores();
    void comparison();
    void toolBarFits();
    void findFieldShowsItsWords();
    void keysOfCharts();
    void chartsSpeak();
    void rowsTakeTheKeysAfterDrillDown();
    void everythingHasAName();
};

void TestMainWindow::startsEmpty()
{
    m_app.reset();
    m_app = open(m_folder.filePath(QStringLiteral("empty.mailvane")));
    settle();
    const auto* start = m_app->window().findChild<StartPage*>();
    QVERIFY(start->isVisible());
    QVERIFY(!panel("timeline")->isVisible());
    QCOMPARE(panel("providers")->state(), Panel::State::NothingImported);
    QVERIFY(saysSomewhere(*panel("providers"), panel("providers")->emptyTitle()));
    QVERIFY(!m_app->window().actions().of(Act::Export)->isEnabled());
    QVERIFY(m_app->window().actions().of(Act::OpenFiles)->isEnabled());
    if (picturesWanted())
        savePicture(m_app->window(), "empty", 1);
}

void TestMainWindow::pictures() // to be looked at, where MV_PICTURES names a folder
{
    if (!picturesWanted())
        QSKIP("No pictures are wanted: set MV_PICTURES to a folder");
    Scope storm = scope();
    using namespace std::chrono;
    storm.range = { sys_days(2023y / October / 10), sys_days(2023y / October / 15) };
    storm.filters.providers = { "Microsoft 365" };
    m_app->scope().set(storm);
    for (const auto look : { Act::LookLight, Act::LookDark }) {
        m_app->window().actions().of(look)->trigger();
        for (const char* id : { "providers", "replies", "sources", "delay", "attempts", "imports" }) {
            m_app->window().showPanel(panel(id));
            settle();
            QTest::qWait(100);
            const QByteArray name = QByteArray(look == Act::LookDark ? "dark-" : "light-") + id;
            savePicture(m_app->window(), name.constData(), 1);
        }
    }
    m_app->window().actions().of(Act::LookLight)->trigger();
    m_app->window().showPanel(panel("replies"));
    panel("timeline")->choose(QStringLiteral("rows"));
    panel("timeline")->setPinned(true);
    m_app->scope().filter(FilterKind::RecipientDomain, QStringLiteral("example.net"), true);
    settle();
    QTest::qWait(100);
    savePicture(m_app->window(), "pinned-rows-nothing", 1);
    panel("timeline")->setPinned(false);
    panel("timeline")->choose(QStringLiteral("overlay"));
    m_app->scope().set(storm);
    m_app->window().resize(1120, 700);
    for (const char* id : { "providers", "replies", "sources", "delay", "attempts", "imports" }) {
        m_app->window().showPanel(panel(id));
        settle();
        QTest::qWait(100);
        savePicture(m_app->window(), QByteArray(QByteArray("small-") + id).constData(), 1);
    }
    focusPanel(*panel("timeline"));
    for (int i = 0; i < 60; ++i)
        key(Qt::Key_Right);
    savePicture(m_app->window(), "small-readout", 1);
    m_app->window().resize(1600, 1000);
    const Theme contrast = Theme::following(QPalette(Qt::white, Qt::black, {}, {}, {}, {}, {}, {}, Qt::black));
    qApp->setPalette(contrast.palette());
    qApp->setStyleSheet(contrast.styleSheet());
    m_app->window().setTheme(contrast);
    m_app->window().showPanel(panel("sources"));
    settle();
    QTest::qWait(100);
    savePicture(m_app->window(), "contrast", 1);
    m_app->window().actions().of(Act::LookSystem)->trigger();
}

void TestMainWindow::showsTheStorm()
{
    QVERIFY(!m_app->window().findChild<StartPage*>()->isVisible());
    for (const char* id : { "providers", "timeline", "replies" })
        QCOMPARE(panel(id)->state(), Panel::State::Rows);
    const CsvTable providers = panel("providers")->visibleTable();
    QCOMPARE(providers.rows.front().front(), std::string("Microsoft 365")); // sorted by change
    QVERIFY(saysSomewhere(m_app->window(), QStringLiteral("deferred")));
}

void TestMainWindow::clickFilters()
{
    auto* table = panel("providers")->findChild<TableView*>();
    const QModelIndex first = table->model()->index(0, 0);
    const QString name = QString::fromStdString(panel("providers")->visibleTable().rows.front().front());
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(first).center());
    QCOMPARE(valuesIn(scope().filters), (QList { FilterValue { FilterKind::Provider, name } }));
    settle();
    auto* remove = [&]() -> QToolButton* {
        for (auto* button : m_app->window().findChildren<QToolButton*>()) {
            if (button->accessibleName().contains(QStringLiteral("Remove filter")) && button->isVisible())
                return button;
        }
        return nullptr;
    }();
    QVERIFY(remove);
    QTest::mouseClick(remove, Qt::LeftButton);
    QVERIFY(scope().filters.empty());
}

void TestMainWindow::keysOfTheScope()
{
    const Scope before = scope();
    key(Qt::Key_Left, Qt::AltModifier);
    QVERIFY(scope().range.to <= before.range.from);
    key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(scope() == before);
    key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(scope() != before);
    key(Qt::Key_Escape);
    QVERIFY(scope() == before);
    m_app->scope().filter(FilterKind::Provider, QStringLiteral("Gmail"), false);
    settle();
    focusPanel(*panel("timeline"));
    key(Qt::Key_Delete);
    QVERIFY(scope().filters.empty());
    key(Qt::Key_0);
    QVERIFY(scope().range.from <= m_app->scope().data().from);
    settle();
}

void TestMainWindow::findFieldFilters()
{
    key(Qt::Key_K, Qt::ControlModifier);
    auto* field = m_app->window().findChild<FindField*>();
    QVERIFY(field->hasFocus());
    QTest::keyClicks(field, QStringLiteral("gma"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(scope().filters.providers, std::vector<std::string> { "Gmail" });
    QVERIFY(field->text().isEmpty());
    QTest::keyClicks(field, QStringLiteral("example.net"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(scope().filters.recipientDomains, std::vector<std::string> { "example.net" });
    settle();
    QCOMPARE(panel("replies")->state(), Panel::State::NothingInScope);
    QVERIFY(saysSomewhere(*panel("replies"), QStringLiteral("No attempts match")));
    for (auto* button : panel("replies")->findChildren<QPushButton*>()) {
        if (button->text() == u"Show all")
            button->click();
    }
    QVERIFY(scope().filters.empty());
}

void TestMainWindow::wordsFindReplies()
{
    m_app->scope().showAllTime();
    auto* field = m_app->window().findChild<FindField*>();
    field->setFocus();
    QTest::keyClicks(field, QStringLiteral("server BUSY"));
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(!scope().filters.templates.empty());
    for (const std::string& text : scope().filters.templates)
        QVERIFY2(QString::fromStdString(text).contains(QStringLiteral("Server busy")), text.c_str());
    settle();
    QTest::keyClicks(field, QStringLiteral("no reply says this"));
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(saysSomewhere(m_app->window(), QStringLiteral("No reply in this scope")));
}

void TestMainWindow::drillsDownToTheRawLine()
{
    const Scope before = scope();
    auto* table = panel("replies")->findChild<TableView*>();
    QModelIndex row;
    for (int i = 0; i < table->model()->rowCount() && !row.isValid(); ++i) {
        if (table->model()->index(i, 0).data().toString() == u"throttled")
            row = table->model()->index(i, 0);
    }
    if (!row.isValid())
        row = table->model()->index(1, 0);
    table->setCurrentIndex(row);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(scope() != before);
    settle();
    QVERIFY(m_app->window().isPanelVisible(panel("attempts")));
    QTRY_COMPARE(panel("attempts")->state(), Panel::State::Rows);
    auto* attempts = panel("attempts")->findChild<TableView*>();
    QVERIFY(attempts->model()->rowCount() > 0);
    attempts->setCurrentIndex(attempts->model()->index(0, 0));
    const auto rawLine = [&] {
        return std::ranges::any_of(panel("attempts")->findChildren<QWidget*>(), [](const QWidget* widget) {
            return widget->property("plainText").toString().contains(QStringLiteral("status=deferred"));
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(rawLine(), kPatience);
    key(Qt::Key_Escape);
    QVERIFY(scope() == before);
}

void TestMainWindow::tabsAndPanelsByKeyboard()
{
    focusPanel(*panel("providers"));
    QCOMPARE(m_app->window().focusedPanel(), panel("providers"));
    key(Qt::Key_F6);
    QCOMPARE(m_app->window().focusedPanel(), panel("timeline"));
    key(Qt::Key_F6);
    QCOMPARE(m_app->window().focusedPanel(), panel("replies"));
    key(Qt::Key_F6);
    QCOMPARE(m_app->window().focusedPanel(), panel("providers"));
    key(Qt::Key_F6, Qt::ShiftModifier);
    QCOMPARE(m_app->window().focusedPanel(), panel("replies"));
    auto* tabs = m_app->window().findChild<PanelDock*>(QStringLiteral("replies-dock"))->findChild<QTabBar*>();
    QCOMPARE(tabs->count(), 5);
    tabs->setFocus();
    QTest::keyClick(tabs, Qt::Key_Right);
    QTRY_VERIFY(m_app->window().isPanelVisible(panel("sources")));
    settle();
    QCOMPARE(panel("sources")->state(), Panel::State::Rows);
    QVERIFY(!m_app->window().isPanelVisible(panel("replies")));
}

void TestMainWindow::maximisesAndRestores()
{
    focusPanel(*panel("timeline"));
    key(Qt::Key_F11);
    QTRY_VERIFY(!m_app->window().isPanelVisible(panel("providers")));
    QTRY_VERIFY(m_app->window().isPanelVisible(panel("timeline")));
    key(Qt::Key_F11);
    QTRY_VERIFY(m_app->window().isPanelVisible(panel("providers")));
    QTRY_VERIFY(m_app->window().isPanelVisible(panel("replies")));
}

void TestMainWindow::comparison()
{
    QVERIFY(scope().compares());
    m_app->window().actions().of(Act::ToggleComparison)->trigger();
    QVERIFY(!scope().compares());
    settle();
    QVERIFY(!saysSomewhere(m_app->window(), QStringLiteral("previous week")));
    m_app->window().actions().of(Act::ToggleComparison)->trigger();
    QCOMPARE(scope().comparison, Comparison::SamePeriodLastWeek);
    settle();
    QVERIFY(saysSomewhere(m_app->window(), QStringLiteral("previous week")));
}

void TestMainWindow::toolBarFits()
{
    m_app->window().resize(1120, 700);
    QTest::qWait(0);
    for (const QToolButton* button : m_app->window().findChildren<QToolButton*>()) {
        if (button->accessibleName() == u"Export")
            QTRY_VERIFY(button->isVisible());
    }
}

// Its key is said beside them, where there is room.
void TestMainWindow::findFieldShowsItsWords()
{
    const auto* field = m_app->window().findChild<FindField*>();
    const auto* hint = field->findChild<QLabel*>();
    focusPanel(*panel("timeline"));
    QTRY_VERIFY(hint->isVisible());
    m_app->window().resize(1120, 700);
    QTRY_VERIFY(!hint->isVisible());
    m_app->window().resize(1600, 1000);
    QTRY_VERIFY(hint->isVisible());
}

void TestMainWindow::keysOfCharts()
{
    focusPanel(*panel("timeline"));
    auto* chart = qobject_cast<TimelineView*>(QApplication::focusWidget());
    QVERIFY(chart);
    const Scope before = scope();
    key(Qt::Key_Right);
    key(Qt::Key_Right);
    QVERIFY(saysSomewhere(*m_app->window().statusBar(), QStringLiteral("of "))); // what the crosshair reads
    QVERIFY(scope() == before);
    key(Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(scope().range.to > before.range.to);
    key(Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(scope().range == before.range);
    key(Qt::Key_C);
    QVERIFY(!scope().compares());
    key(Qt::Key_C);
    QVERIFY(scope().compares());
    settle();
    m_app->scope().filter(FilterKind::Provider, QStringLiteral("Gmail"), false);
    settle();
    key(Qt::Key_F);
    QCOMPARE(scope().filters.providers.size(), std::size_t(1));
    QVERIFY(scope().filters.providers.front() != "Gmail");
    settle();
    const auto length = scope().range.length();
    key(Qt::Key_Plus);
    QTRY_VERIFY(scope().range.length() < length);
    settle();
    const auto zoomed = scope().range.length();
    key(Qt::Key_Minus);
    QTRY_VERIFY(scope().range.length() > zoomed);
    settle();
    key(Qt::Key_Escape); // the read-out goes first
    key(Qt::Key_Right);
    key(Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(m_app->window().isPanelVisible(panel("attempts")));
    settle();
    key(Qt::Key_E, Qt::ControlModifier);
    QTRY_VERIFY(m_app->window().findChild<QFileDialog*>());
    m_app->window().findChild<QFileDialog*>()->reject();
}

void TestMainWindow::chartsSpeak()
{
    m_app->window().showPanel(panel("delay"));
    settle();
    for (const char* id : { "timeline", "delay" }) {
        auto* view = panel(id)->findChild<TimeView*>();
        QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(view);
        QVERIFY(spoken);
        QCOMPARE(spoken->role(), QAccessible::Chart);
        QVERIFY(!spoken->text(QAccessible::Name).isEmpty());
        QVERIFY(spoken->text(QAccessible::Description).contains(QStringLiteral("2023")));
        QVERIFY(spoken->actionInterface()->actionNames().contains(QStringLiteral("Show as table")));
        spoken->actionInterface()->doAction(QStringLiteral("Show as table"));
        auto* table = panel(id)->findChild<QTableView*>();
        QVERIFY(table);
        QVERIFY(table->model()->rowCount() > 1);
        delete table->window();
    }
}

void TestMainWindow::rowsTakeTheKeysAfterDrillDown() // though they come later than the panel is shown
{
    m_app->scope().drillDown(scope());
    settle();
    QTRY_COMPARE(QApplication::focusWidget(), panel("attempts")->findChild<TableView*>());
    key(Qt::Key_Down);
    QVERIFY(panel("attempts")->findChild<TableView*>()->currentIndex().isValid());
}

// Whoever can't see the window hears what can be pressed in it.
void TestMainWindow::everythingHasAName()
{
    QStringList nameless;
    for (const QWidget* widget : m_app->window().findChildren<QWidget*>()) {
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        const bool named = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty())
            || !widget->toolTip().isEmpty();
        if (button && widget->isVisible() && !named)
            nameless << QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName();
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
    QCOMPARE(m_app->window().findChild<FindField*>()->accessibleName().isEmpty(), false);
}

int main(int argc, char** argv)
{
    QApplication program(argc, argv);
    QApplication::setStyle(QStringLiteral("Fusion"));
    TestMainWindow test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_mainwindow.moc"
