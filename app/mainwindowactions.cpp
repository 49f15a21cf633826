// SPDX-License-Identifier: GPL-3.0-or-later
// What the actions of the window do: menus and keys to scope, docks, dialogs and signals.
#include "app/exports.h"
#include "app/mainwindow.h"
#include "app/settings.h"
#include "app/statusline.h"
#include "widgets/dialogs/messages.h"
#include "widgets/findfield.h"
#include "widgets/paneldock.h"
#include "widgets/rangepicker.h"
#include "widgets/scopebar.h"
#include "widgets/scopestack.h"
#include "widgets/scopetools.h"
#include "widgets/segments.h"
#include "widgets/startpage.h"
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMenu>
#include <QToolButton>
#include <algorithm>
#include <iterator>

namespace mv {
namespace {

constexpr double kZoom = 2;
constexpr int kLayoutKeys = 4; // Ctrl+1 ... Ctrl+4

} // namespace

void MainWindow::connectActions()
{
    const auto on = [this](Act act, auto&& does) {
        connect(m_actions->of(act), &QAction::triggered, this, std::forward<decltype(does)>(does));
    };
    on(Act::OpenFiles, [this] { openFiles(); });
    on(Act::OpenFolder, [this] { openFolder(); });
    on(Act::OpenWithOptions, [this] { emit optionsWanted(); });
    on(Act::OpenWithColumns,
        [this] { chooseLogs(Choose::Files, tr("Open a log of your own making"), &MainWindow::columnsWanted); });
    on(Act::OpenWorkspace, [this] { openWorkspace(false); });
    on(Act::NewWorkspace, [this] { openWorkspace(true); });
    on(Act::FollowFiles,
        [this] { chooseLogs(Choose::Files, tr("Follow mail logs while they grow"), &MainWindow::followWanted); });
    on(Act::FollowFolder,
        [this] { chooseLogs(Choose::Folder, tr("Follow the mail logs of a folder"), &MainWindow::followWanted); });
    on(Act::StopFollowing, [this] { emit stopFollowingWanted(); });
    on(Act::OpenSample, [this] { emit sampleWanted(); });
    on(Act::Cancel, [this] {
        m_exports->cancel();
        emit cancelWanted();
    });
    on(Act::Export, [this] { m_exports->askVisible(); });
    on(Act::Copy, [this] { m_exports->copyPictureAndTable(); });
    on(Act::CopyTable, [this] { m_exports->copyTable(); });
    on(Act::Quit, [this] { close(); });
    on(Act::Incidents, [this] { emit incidentsWanted(); });
    on(Act::Relabel, [this] { emit relabelWanted(); });
    on(Act::Privacy, [this] { emit privacyWanted(); });
    on(Act::About, [this] { showAbout(this); });
    const auto look = [&](Act act, Settings::Look which) {
        m_actions->of(act)->setChecked(m_settings.look() == which);
        on(act, [this, which] {
            m_settings.setLook(which);
            emit lookChosen();
        });
    };
    look(Act::LookSystem, Settings::Look::System);
    look(Act::LookLight, Settings::Look::Light);
    look(Act::LookDark, Settings::Look::Dark);
    m_actions->of(Act::Cancel)->setEnabled(false);
    m_actions->of(Act::StopFollowing)->setEnabled(false);

    connect(m_start, &StartPage::openFiles, this, &MainWindow::openFiles);
    connect(m_start, &StartPage::openFolder, this, &MainWindow::openFolder);
    connect(m_start, &StartPage::openWorkspace, this, [this] { openWorkspace(false); });
    connect(m_start, &StartPage::openSample, this, &MainWindow::sampleWanted);
    connect(m_start, &StartPage::openRecent, this, &MainWindow::workspaceOpened);
    connect(m_status, &StatusLine::cancel, this, &MainWindow::cancelWanted);
    connect(m_status, &StatusLine::stopFollowing, this, &MainWindow::stopFollowingWanted);
    connect(m_status, &StatusLine::importsWanted, this, [this] { showPanel(m_panels.last()); });
    m_actions->menu(QStringLiteral("file"))->insertMenu(m_actions->of(Act::OpenSample), m_recentMenu);
    connect(m_recentMenu, &QMenu::aboutToShow, this, &MainWindow::fillRecentFiles);
}

void MainWindow::connectScopeActions()
{
    ScopeStack* scope = m_context.scope;
    const auto on = [this, scope](Act act, auto&& does) {
        connect(m_actions->of(act), &QAction::triggered, scope, std::forward<decltype(does)>(does));
    };
    on(Act::Undo, [scope] { scope->undo(); });
    on(Act::Redo, [scope] { scope->redo(); });
    on(Act::Earlier, [scope] { scope->move(-1); });
    on(Act::Later, [scope] { scope->move(1); });
    const auto middle = [scope] { return scope->scope().range.from + scope->scope().range.length() / 2; };
    on(Act::ZoomIn, [scope, middle] { scope->zoom(kZoom, middle()); });
    on(Act::ZoomOut, [scope, middle] { scope->zoom(1 / kZoom, middle()); });
    on(Act::AllTime, [scope] { scope->showAllTime(); });
    on(Act::Last24Hours, [scope] { scope->showLast(1); });
    on(Act::Last7Days, [scope] { scope->showLast(7); });
    on(Act::Last4Weeks, [scope] { scope->showLast(28); });
    on(Act::Last13Weeks, [scope] { scope->showLast(91); });
    on(Act::ChooseRange, [this] { m_range->openPopup(); });
    on(Act::ToggleComparison, [this] { m_tools->toggleComparison(); });
    on(Act::RemoveFilter, [scope] { scope->removeLastFilter(); });
    on(Act::ClearFilters, [scope] { scope->clearFilters(); });
    on(Act::StepBack, [scope] { scope->stepBack(); });
    const auto enable = [this, scope] {
        m_actions->of(Act::Undo)->setEnabled(scope->canUndo());
        m_actions->of(Act::Redo)->setEnabled(scope->canRedo());
        m_actions->of(Act::StepBack)->setEnabled(scope->canUndo());
        const bool filtered = !scope->scope().filters.empty();
        m_actions->of(Act::RemoveFilter)->setEnabled(filtered);
        m_actions->of(Act::ClearFilters)->setEnabled(filtered);
    };
    connect(scope, &ScopeStack::changed, this, enable);
    enable();
    const auto find = [this] {
        m_find->setFocus(Qt::ShortcutFocusReason);
        m_find->selectAll();
    };
    connect(m_actions->of(Act::Find), &QAction::triggered, this, find);
    connect(m_scopeBar, &ScopeBar::findWanted, this, find);
    connect(m_find, &FindField::repliesWanted, this, &MainWindow::repliesWanted);
}

void MainWindow::connectPanelActions()
{
    const auto on = [this](Act act, auto&& does) {
        connect(m_actions->of(act), &QAction::triggered, this, std::forward<decltype(does)>(does));
    };
    on(Act::NextPanel, [this] { cyclePanels(1); });
    on(Act::PreviousPanel, [this] { cyclePanels(-1); });
    on(Act::Maximise, [this] { toggleMaximised(dockOf(focusedPanel())); });
    on(Act::Pin, [this] {
        if (Panel* panel = focusedPanel(); panel->needsData()) // else it follows no scope
            panel->setPinned(!panel->isPinned());
    });
    for (Panel* panel : std::as_const(m_panels)) {
        connect(panel, &Panel::pinned, this, [this] {
            QList<Panel*> pinned;
            std::ranges::copy_if(m_panels, std::back_inserter(pinned), &Panel::isPinned);
            m_scopeBar->setPinned(pinned);
        });
    }
    on(Act::ResetLayout, [this] { m_perspectives->choose(0); });
    on(Act::SaveLayout, [this] { saveLayout(); });
    on(Act::RemoveLayout, [this] { m_perspectives->removeCurrent(); });
    connect(m_segments, &Segments::chosen, this, [this](int index) { m_perspectives->choose(index); });
    for (int i = 0; i < kLayoutKeys; ++i) {
        auto* key = new QAction(this);
        key->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + i)));
        connect(key, &QAction::triggered, this, [this, i] { m_perspectives->choose(i); });
        addAction(key);
    }
}

void MainWindow::fillPerspectives()
{
    m_beforeMaximise.clear();
    for (PanelDock* dock : std::as_const(m_docks))
        dock->setMaximised(false);
    m_segments->setLabels(m_perspectives->names());
    m_segments->setCurrent(m_perspectives->current());
    fitToolBar();
    m_actions->of(Act::RemoveLayout)->setEnabled(m_perspectives->canRemove());
    if (m_starting)
        m_docks[1]->show();
}

void MainWindow::saveLayout()
{
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save layout"));
    dialog->setLabelText(tr("Name of the layout"));
    connect(dialog, &QInputDialog::textValueSelected, this,
        [this](const QString& name) { m_perspectives->saveAs(name.trimmed()); });
    dialog->open();
}

void MainWindow::chooseLogs(Choose what, const QString& title, PathsSignal chosen)
{
    auto* dialog = new QFileDialog(this, title, m_settings.folder());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(what == Choose::Folder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, [this, what, chosen](const QStringList& paths) {
        m_settings.setFolder(what == Choose::Folder ? paths.first() : QFileInfo(paths.first()).path());
        emit(this->*chosen)(paths);
    });
    dialog->open();
}

void MainWindow::openFiles() { chooseLogs(Choose::Files, tr("Open mail logs"), &MainWindow::pathsOpened); }

void MainWindow::openFolder()
{
    chooseLogs(Choose::Folder, tr("Open a folder of mail logs"), &MainWindow::pathsOpened);
}

void MainWindow::openWorkspace(bool fresh)
{
    auto* dialog = new QFileDialog(this, fresh ? tr("New workspace") : tr("Open a workspace"), m_settings.folder(),
        tr("Mailvane workspace (*.mailvane)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(fresh ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    dialog->setAcceptMode(fresh ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // one that exists is opened, never replaced
    dialog->setDefaultSuffix(QStringLiteral("mailvane"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        m_settings.setFolder(QFileInfo(path).path());
        emit workspaceOpened(path);
    });
    dialog->open();
}

void MainWindow::fillRecentFiles()
{
    m_recentMenu->clear();
    for (const QString& path : m_settings.recentFiles())
        m_recentMenu->addAction(
            QString(path).replace(u'&', QStringLiteral("&&")), this, [this, path] { emit pathsOpened({ path }); });
    const QStringList workspaces = m_settings.recentWorkspaces();
    if (!workspaces.isEmpty())
        m_recentMenu->addSection(tr("Workspaces"));
    for (const QString& path : workspaces)
        m_recentMenu->addAction(
            QString(path).replace(u'&', QStringLiteral("&&")), this, [this, path] { emit workspaceOpened(path); });
    if (m_recentMenu->isEmpty())
        m_recentMenu->addAction(tr("Nothing yet"))->setEnabled(false);
}

void MainWindow::setRecent() { m_start->setRecent(m_settings.recentWorkspaces()); }

} // namespace mv
