// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow.h"
#include "app/exports.h"
#include "app/paths.h"
#include "app/pictures.h"
#include "app/settings.h"
#include "app/statusline.h"
#include "models/tables/text.h"
#include "widgets/crosshair.h"
#include "widgets/delegates/tableview.h"
#include "widgets/findfield.h"
#include "widgets/icons.h"
#include "widgets/paneldock.h"
#include "widgets/rangepicker.h"
#include "widgets/scopebar.h"
#include "widgets/scopestack.h"
#include "widgets/scopetools.h"
#include "widgets/segments.h"
#include "widgets/startpage.h"
#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QToolButton>

namespace mv {
namespace {

constexpr QSize kMinimum(1120, 700), kUsual(1600, 1000);
constexpr int kFirstWidth = 440, kBelowHeight = 356;
constexpr int kAround = 122; // menu, tools, scope, status, gap
const QString kAuthentication = QStringLiteral("authentication"), kProbes = QStringLiteral("probes"),
              kPlacement = QStringLiteral("placement"), kReputation = QStringLiteral("reputation"); // names of panels

QStringList localPaths(const QMimeData* data)
{
    QStringList paths;
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile())
            paths << url.toLocalFile();
    }
    return paths;
}

bool isWithin(const QWidget* widget, const QWidget* ancestor)
{
    return widget == ancestor || (widget && ancestor->isAncestorOf(widget));
}

} // namespace

void focusPanel(Panel& panel)
{
    const auto area = [](const QWidget* w) { return w->width() * w->height(); };
    QWidget* largest = nullptr;
    for (QWidget* widget : panel.findChildren<QWidget*>()) {
        const bool takesKeys = widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus);
        if (takesKeys && (!largest || area(widget) > area(largest)))
            largest = widget;
    }
    (largest ? largest : &panel)->setFocus(Qt::ShortcutFocusReason);
}

MainWindow::MainWindow(const PanelContext& context, const QList<Panel*>& panels, Settings& settings)
    : m_context(context)
    , m_settings(settings)
    , m_panels(panels)
    , m_actions(new Actions(this))
    , m_range(new RangePicker(*context.scope, this))
    , m_tools(new ScopeTools(*context.scope, this))
    , m_scopeBar(new ScopeBar(*context.scope, this))
    , m_find(new FindField(*context.scope, this))
    , m_segments(new Segments({}, this))
    , m_start(new StartPage(this))
    , m_status(new StatusLine(this))
    , m_recentMenu(new QMenu(tr("Open &recent"), this))
{
    setWindowTitle(tr("Mailvane"));
    setMinimumSize(kMinimum);
    resize(kUsual);
    setAcceptDrops(true);
    setDockOptions(QMainWindow::AllowNestedDocks | QMainWindow::AllowTabbedDocks);
    m_actions->addTo(*menuBar());
    setStatusBar(m_status);
    makeToolBar();
    m_exports = new Exports(
        { [this] { return focusedPanel(); },
            [this](const Panel& panel) {
                return PictureCaption { panel.title(), panel.subtitle(), scopeText(panel.shownScope()), m_theme };
            },
            this,
            [this] {
                const ScopeStack& scope = *m_context.scope;
                return std::make_unique<ReportPage>(
                    ReportRequest { toPath(m_workspace), scope.scope(), scope.bucket(), {}, {} }, scope.data());
            } },
        *m_export->menu(), this);
    makeDocks();
    m_perspectives = new Perspectives(*this, m_settings,
        { { tr("Overview"), [this] { arrangeOverview(); } },
            { tr("Authentication"), [this] { arrangeBeside(kAuthentication, { kProbes }); } },
            { tr("Probes"),
                [this] {
                    arrangeBeside(kProbes, { kPlacement, kReputation });
                } } },
        this);
    connect(m_perspectives, &Perspectives::changed, this, &MainWindow::fillPerspectives);
    fillPerspectives();
    connectActions();
    connectScopeActions();
    connectPanelActions();

    connect(m_context.crosshair, &Crosshair::described, m_status, &StatusLine::describe);
    connect(m_exports, &Exports::saved, this, [this](const QString& path) { say(tr("Saved %1").arg(path)); });
    connect(m_exports, &Exports::stopped, this,
        [this](const QString& path) { say(tr("Cancelled; %1 was not written").arg(path)); });
    connect(m_exports, &Exports::progressed, this, [this](const QString& what) {
        m_status->setExporting(what);
        m_exporting = !what.isEmpty();
        enableCancel();
    });
    connect(m_status, &StatusLine::cancelExport, m_exports, &Exports::cancel);
    connect(m_exports, &Exports::folderUsed, this, [this](const QString& folder) { m_settings.setFolder(folder); });
    m_exports->setFolder(m_settings.folder());
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        for (PanelDock* dock : std::as_const(m_docks)) {
            if (now && isWithin(now, dock))
                m_focused = &dock->panel();
        }
    });
    setRecent();
    setOverview({});
}

// The docks go after our members, and tell that they hide and lose the focus.
MainWindow::~MainWindow()
{
    disconnect(qApp, nullptr, this, nullptr);
    for (PanelDock* dock : std::as_const(m_docks))
        disconnect(dock, nullptr, this, nullptr);
}

void MainWindow::makeDocks()
{
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    for (Panel* panel : std::as_const(m_panels)) {
        auto* dock = new PanelDock(panel, this);
        m_docks << dock;
        m_actions->menu(QStringLiteral("panels"))->addAction(dock->toggleViewAction());
        connect(dock, &PanelDock::maximiseWanted, this, [this, dock] { toggleMaximised(dock); });
        connect(dock, &PanelDock::tabChosen, this, [this](PanelDock* chosen) { showPanel(&chosen->panel()); });
        connect(dock, &QDockWidget::visibilityChanged, this,
            [this, panel](bool visible) { emit panelVisible(panel, visible); });
        connect(
            dock, &QDockWidget::visibilityChanged, &m_place, qOverload<>(&QTimer::start)); // not while the window dies
        connect(dock, &QDockWidget::dockLocationChanged, &m_place, qOverload<>(&QTimer::start));
        connect(dock, &QDockWidget::topLevelChanged, &m_place, qOverload<>(&QTimer::start));
    }
    m_place.setSingleShot(true);
    m_place.setInterval(0);
    connect(&m_place, &QTimer::timeout, this, &MainWindow::placeChanged);

    m_docks[1]->setCover(m_start);
    m_starting = true;
    arrangeOverview();
}

void MainWindow::takeDocksOff()
{
    for (PanelDock* dock : std::as_const(m_docks)) {
        dock->setFloating(false);
        removeDockWidget(dock);
    }
}

PanelDock* MainWindow::dockOf(const QString& panel) const
{
    return *std::ranges::find_if(m_docks, [&](PanelDock* dock) { return dock->panel().objectName() == panel; });
}

// How the window comes: first and second beside each other, the others as tabs below; what tells of other things than
// attempts has perspectives of its own.
void MainWindow::arrangeOverview()
{
    const QStringList elsewhere { kAuthentication, kProbes, kPlacement, kReputation };
    takeDocksOff();
    addDockWidget(Qt::LeftDockWidgetArea, m_docks[0]);
    splitDockWidget(m_docks[0], m_docks[1], Qt::Horizontal);
    addDockWidget(Qt::BottomDockWidgetArea, m_docks[2]);
    for (int i = 3; i < m_docks.size(); ++i)
        tabifyDockWidget(m_docks[i - 1], m_docks[i]);
    for (PanelDock* dock : std::as_const(m_docks))
        dock->setVisible(!elsewhere.contains(dock->panel().objectName()));
    resizeDocks({ m_docks[0], m_docks[1] }, { kFirstWidth, width() - kFirstWidth }, Qt::Horizontal);
    resizeDocks({ m_docks[0], m_docks[2] }, { height() - kAround - kBelowHeight, kBelowHeight }, Qt::Vertical);
    m_docks[2]->raise();
    placeChanged();
}

void MainWindow::arrangeBeside(const QString& left, const QStringList& right)
{
    takeDocksOff();
    QList<QDockWidget*> shown { dockOf(left) };
    addDockWidget(Qt::LeftDockWidgetArea, shown.first());
    for (const QString& name : right) {
        splitDockWidget(shown.last(), dockOf(name), shown.size() == 1 ? Qt::Horizontal : Qt::Vertical);
        shown << dockOf(name);
    }
    QDockWidget* below = nullptr;
    for (PanelDock* dock : std::as_const(m_docks)) {
        if (shown.contains(dock))
            continue;
        if (below)
            tabifyDockWidget(below, dock);
        else
            addDockWidget(Qt::BottomDockWidgetArea, dock);
        below = dock;
    }
    for (PanelDock* dock : std::as_const(m_docks))
        dock->setVisible(shown.contains(dock));
    resizeDocks({ shown[0], shown[1] }, { width() / 2, width() / 2 }, Qt::Horizontal);
    placeChanged();
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    m_perspectives->arrangeAgain(); // only now there is a size to share out
    placeChanged();
}

void MainWindow::placeChanged()
{
    for (PanelDock* dock : std::as_const(m_docks)) {
        const QList<QDockWidget*> others = tabifiedDockWidgets(dock);
        QList<PanelDock*> together;
        for (PanelDock* candidate : std::as_const(m_docks)) {
            if (candidate == dock || (others.contains(candidate) && !candidate->isHidden()))
                together << candidate;
        }
        dock->setTabs(together);
    }
}

PanelDock* MainWindow::dockOf(const Panel* panel) const
{
    const auto found = std::ranges::find_if(m_docks, [panel](PanelDock* dock) { return &dock->panel() == panel; });
    return found == m_docks.end() ? nullptr : *found;
}

bool MainWindow::isPanelVisible(const Panel* panel) const
{
    const PanelDock* dock = dockOf(panel);
    return dock && dock->isOnTop();
}

QList<PanelDock*> MainWindow::visibleDocks() const
{
    QList<PanelDock*> visible;
    for (PanelDock* dock : m_docks) {
        if (dock->isOnTop())
            visible << dock;
    }
    return visible;
}

Panel* MainWindow::focusedPanel() const
{
    if (m_focused && isPanelVisible(m_focused))
        return m_focused;
    const auto visible = visibleDocks();
    if (visible.contains(m_docks[1]) || visible.isEmpty())
        return m_panels[1];
    return &visible.first()->panel();
}

void MainWindow::showPanel(const Panel* panel)
{
    PanelDock* dock = dockOf(panel);
    if (!m_beforeMaximise.isEmpty() && dock->isHidden())
        toggleMaximised(nullptr);
    dock->show();
    dock->raise();
    focusPanel(dock->panel());
}

void MainWindow::cyclePanels(int step)
{
    const auto visible = visibleDocks();
    if (visible.isEmpty())
        return;
    const qsizetype now = visible.indexOf(dockOf(focusedPanel()));
    const bool inside = QApplication::focusWidget() && now >= 0 && isWithin(QApplication::focusWidget(), visible[now]);
    const qsizetype next = inside ? now + step : std::max<qsizetype>(0, now);
    focusPanel(visible[(next + visible.size()) % visible.size()]->panel());
}

// Null: whatever is maximised goes back.
void MainWindow::toggleMaximised(PanelDock* dock)
{
    if (!m_beforeMaximise.isEmpty()) {
        restoreState(std::exchange(m_beforeMaximise, {}));
        for (PanelDock* each : std::as_const(m_docks))
            each->setMaximised(false);
        return;
    }
    if (!dock)
        return;
    m_beforeMaximise = saveState();
    for (PanelDock* each : std::as_const(m_docks)) {
        if (each != dock)
            each->hide();
    }
    dock->setMaximised(true);
}

void MainWindow::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_actions->setTheme(theme);
    m_range->setTheme(theme);
    m_tools->setTheme(theme);
    m_scopeBar->setTheme(theme);
    m_find->setTheme(theme);
    m_start->setTheme(theme);
    m_import->setIcon(icon(QStringLiteral("import"), theme));
    m_export->setIcon(icon(QStringLiteral("export"), theme));
    for (PanelDock* dock : std::as_const(m_docks))
        dock->setTheme(theme);
}

void MainWindow::setWorkspace(const QString& path)
{
    for (Panel* panel : std::as_const(m_panels))
        panel->setPinned(false); // a pin belongs to the data that it shows
    const QString name = QFileInfo(path).fileName();
    setWindowTitle(tr("%1 – Mailvane").arg(name));
    m_status->setWorkspace(name, path);
    m_workspace = path;
    m_exports->setDatabase(path);
}

void MainWindow::setReadOnly(const QString& why)
{
    m_status->setReadOnly(why);
    for (const Act act : { Act::OpenFiles, Act::OpenFolder, Act::OpenWithOptions, Act::OpenWithColumns,
             Act::FollowFiles, Act::FollowFolder, Act::Incidents, Act::Relabel })
        m_actions->of(act)->setEnabled(why.isEmpty());
}

void MainWindow::setOverview(const OverviewRows& rows)
{
    const bool hasData = !rows.data.empty();
    m_status->setOverview(rows);
    m_status->describe({});
    m_scopeBar->setChoices(rows);
    m_find->setChoices(rows);
    m_tools->setEnabled(hasData);
    m_range->showRange();
    m_export->setEnabled(hasData);
    m_find->setEnabled(hasData);
    for (const Act act : { Act::Export, Act::Find, Act::Earlier, Act::Later, Act::ZoomIn, Act::ZoomOut, Act::AllTime,
             Act::Last24Hours, Act::Last7Days, Act::Last4Weeks, Act::Last13Weeks, Act::ChooseRange,
             Act::ToggleComparison, Act::Copy, Act::CopyTable, Act::Pin, Act::Relabel })
        m_actions->of(act)->setEnabled(hasData);
    if (!hasData)
        m_scopeBar->clearTotals();
    setStarting(!hasData);
}

void MainWindow::setStarting(bool starting)
{
    if (m_starting == starting)
        return;
    m_starting = starting;
    m_docks[1]->setCover(starting ? m_start : nullptr);
}

void MainWindow::setTotals(const RateRows& rows, const Scope& scope) { m_scopeBar->showTotals(rows, scope); }

void MainWindow::setBusy(const QString& what)
{
    m_status->setBusy(what);
    m_start->setReading(what);
    m_busy = !what.isEmpty();
    enableCancel();
}

void MainWindow::enableCancel() { m_actions->of(Act::Cancel)->setEnabled(m_busy || m_exporting); }

void MainWindow::setFollowing(quint64 files)
{
    m_status->setFollowing(files);
    m_actions->of(Act::StopFollowing)->setEnabled(files > 0);
}

void MainWindow::say(const QString& message) { m_status->say(message); }

void MainWindow::forEachTable(const std::function<void(TableView&, const QString& key)>& does) const
{
    for (const Panel* panel : m_panels) {
        const auto tables = panel->findChildren<TableView*>();
        for (qsizetype i = 0; i < tables.size(); ++i)
            does(*tables[i], QStringLiteral("%1-%2").arg(panel->objectName()).arg(i));
    }
}

void MainWindow::restoreAsLeft()
{
    for (Panel* panel : std::as_const(m_panels))
        panel->choose(m_settings.choice(panel->objectName()));
    forEachTable([this](TableView& table, const QString& key) { table.restoreChoices(m_settings.table(key)); });
    restoreGeometry(m_settings.geometry());
    m_perspectives->restore();
    if (m_starting)
        m_docks[1]->show(); // the start page is in it
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    toggleMaximised(nullptr);
    m_settings.setGeometry(saveGeometry());
    forEachTable([this](TableView& table, const QString& key) { m_settings.setTable(key, table.saveChoices()); });
    for (const Panel* panel : std::as_const(m_panels))
        m_settings.setChoice(panel->objectName(), panel->choice());
    m_perspectives->remember();
    emit closing();
    event->accept();
}

// Keys that no widget inside wanted.
void MainWindow::keyPressEvent(QKeyEvent* event)
{
    const auto trigger = [event, this](Act act) {
        m_actions->of(act)->trigger();
        event->accept();
    };
    if (event->matches(QKeySequence::Copy))
        return trigger(Act::Copy);
    switch (event->key()) {
    case Qt::Key_Escape:
        return trigger(Act::StepBack);
    case Qt::Key_Delete:
        return trigger(Act::RemoveFilter);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return trigger(Act::ZoomIn);
    case Qt::Key_Minus:
        return trigger(Act::ZoomOut);
    case Qt::Key_0:
        return trigger(Act::AllTime);
    default:
        QMainWindow::keyPressEvent(event);
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (localPaths(event->mimeData()).isEmpty())
        return;
    event->acceptProposedAction();
    m_start->setDropping(true);
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) { m_start->setDropping(false); }

void MainWindow::dropEvent(QDropEvent* event)
{
    m_start->setDropping(false);
    event->acceptProposedAction();
    emit pathsOpened(localPaths(event->mimeData()));
}

} // namespace mv
