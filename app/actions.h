// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/theme.h"
#include <QAction>
#include <map>

class QMenu;
class QMenuBar;

namespace mv {

enum class Act {
    OpenFiles,
    OpenFolder,
    OpenWithOptions,
    OpenWithColumns,
    FollowFiles,
    FollowFolder,
    StopFollowing,
    OpenWorkspace,
    NewWorkspace,
    Privacy,
    OpenSample,
    Cancel,
    Export,
    Quit,
    Undo,
    Redo,
    Copy,
    CopyTable,
    Find,
    LookSystem,
    LookLight,
    LookDark,
    Maximise,
    Pin,
    ResetLayout,
    SaveLayout,
    RemoveLayout,
    Earlier,
    Later,
    ZoomIn,
    ZoomOut,
    AllTime,
    Last24Hours,
    Last7Days,
    Last4Weeks,
    Last13Weeks,
    ChooseRange,
    ToggleComparison,
    RemoveFilter,
    ClearFilters,
    StepBack,
    Incidents,
    Relabel,
    NextPanel,
    PreviousPanel,
    About
};

// Every action of the window that is not about one panel: id, text, keys and menu in one table (actions.cpp).
class Actions final : public QObject {
    Q_OBJECT
public:
    explicit Actions(QWidget* window);
    QAction* of(Act act) const { return m_actions.at(act); }
    void addTo(QMenuBar&); // menus named as below, in their order
    QMenu* menu(const QString& id) const
    {
        return m_menus.value(id);
    } // "file", "edit", "view", "scope", "analyse", "panels", "help"
    void setTheme(const Theme&);

private:
    std::map<Act, QAction*> m_actions;
    QHash<QString, QMenu*> m_menus;
};

} // namespace mv
