// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/actions.h"
#include "app/perspectives.h"
#include "models/store/queries/imports.h"
#include "models/store/queries/rates.h"
#include "widgets/panel.h"
#include <QMainWindow>
#include <QPointer>
#include <QTimer>
#include <functional>

class QToolButton;

namespace mv {

class Exports;
class FindField;
class PanelDock;
class RangePicker;
class ScopeBar;
class ScopeTools;
class Segments;
class Settings;
class StartPage;
class StatusLine;
class TableView;

// The frame around the panels: docks, tool bar, scope bar, status bar, menus. Knows panels only as Panel*; what it
// can't do itself it asks for by signals. GUI thread.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    // The panels in the order of their tabs: the first goes left, the second beside it, the others below.
    MainWindow(const PanelContext&, const QList<Panel*>& panels, Settings&);
    ~MainWindow() override;

    const QList<Panel*>& panels() const { return m_panels; }
    Panel* focusedPanel() const; // the one that has or last had the focus, and can be seen
    bool isPanelVisible(const Panel*) const;
    void showPanel(const Panel*); // and gives it the focus
    Actions& actions() { return *m_actions; }
    Exports& exports() { return *m_exports; }
    Perspectives& perspectives() { return *m_perspectives; }

    void setTheme(const Theme&);
    void setWorkspace(const QString& path); // whose name the title and the status bar say
    void setReadOnly(const QString& why);   // empty: it can be written
    void setOverview(const OverviewRows&);
    void setTotals(const RateRows&, const Scope&);
    void setBusy(const QString& what); // an import or another long work; empty: none
    void setFollowing(quint64 files);  // that are imported as they grow; 0: none
    void say(const QString& message);  // in the status bar, for a while
    void setRecent();
    void restoreAsLeft();

signals:
    void panelVisible(mv::Panel* panel, bool visible);
    void pathsOpened(const QStringList& paths);   // logs, folders or one workspace
    void optionsWanted();                         // "Open with options…"
    void columnsWanted(const QStringList& paths); // "Open with columns…"
    void followWanted(const QStringList& paths);
    void stopFollowingWanted();
    void workspaceOpened(const QString& path);
    void sampleWanted();
    void repliesWanted(const QString& text);
    void incidentsWanted();
    void relabelWanted();
    void privacyWanted();
    void cancelWanted();
    void lookChosen();
    void closing();

protected:
    void showEvent(QShowEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void closeEvent(QCloseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void dragEnterEvent(QDragEnterEvent*) override;
    void dragLeaveEvent(QDragLeaveEvent*) override;
    void dropEvent(QDropEvent*) override;

private:
    void makeDocks();
    void arrangeOverview();
    void arrangeBeside(const QString& left, const QStringList& right); // by names of panels; the others can be shown
    void takeDocksOff();
    PanelDock* dockOf(const QString& panel) const;
    void makeToolBar();
    void connectActions();
    void connectScopeActions();
    void connectPanelActions();
    void fillPerspectives();
    void fitToolBar(); // nothing of it gets lost in a narrow window
    void saveLayout();
    using PathsSignal = void (MainWindow::*)(const QStringList&);
    enum class Choose { Files, Folder };
    void chooseLogs(Choose, const QString& title, PathsSignal chosen);
    void openFiles();
    void openFolder();
    void openWorkspace(bool fresh);
    void fillRecentFiles();
    void setStarting(bool); // the start page in place of the second panel
    void enableCancel();
    void forEachTable(const std::function<void(TableView&, const QString& key)>&) const;
    void placeChanged(); // docks have moved: tabs anew
    void cyclePanels(int step);
    void toggleMaximised(PanelDock*);
    PanelDock* dockOf(const Panel*) const;
    QList<PanelDock*> visibleDocks() const;

    PanelContext m_context;
    Settings& m_settings;
    QList<Panel*> m_panels;
    QList<PanelDock*> m_docks;
    Actions* m_actions;
    Exports* m_exports = nullptr;
    Perspectives* m_perspectives = nullptr;
    RangePicker* m_range;
    ScopeTools* m_tools;
    ScopeBar* m_scopeBar;
    FindField* m_find;
    Segments* m_segments;
    StartPage* m_start;
    StatusLine* m_status;
    QToolButton *m_import = nullptr, *m_export = nullptr;
    QMenu* m_recentMenu;
    QAction* m_layouts = nullptr; // the place of m_segments
    QPointer<Panel> m_focused;
    QTimer m_place;
    QString m_workspace;
    QByteArray m_beforeMaximise; // empty: nothing is maximised
    bool m_starting = false;
    bool m_busy = false, m_exporting = false; // something that can be cancelled
    Theme m_theme = Theme::light();
};

void focusPanel(Panel&); // its largest widget that takes keys: the table or the chart

} // namespace mv
