// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/actions.h"
#include "widgets/icons.h"
#include <QActionGroup>
#include <QKeySequence>
#include <QMenu>
#include <QMenuBar>
#include <array>

namespace mv {
namespace {

struct MenuRow {
    const char* id;
    const char* title;
};
constexpr std::array kMenus {
    MenuRow { "file", QT_TRANSLATE_NOOP("mv::Actions", "&File") },
    MenuRow { "edit", QT_TRANSLATE_NOOP("mv::Actions", "&Edit") },
    MenuRow { "view", QT_TRANSLATE_NOOP("mv::Actions", "&View") },
    MenuRow { "scope", QT_TRANSLATE_NOOP("mv::Actions", "&Scope") },
    MenuRow { "analyse", QT_TRANSLATE_NOOP("mv::Actions", "&Analyse") },
    MenuRow { "panels", QT_TRANSLATE_NOOP("mv::Actions", "&Panels") },
    MenuRow { "help", QT_TRANSLATE_NOOP("mv::Actions", "&Help") },
};

struct ActionRow {
    Act act;
    const char* menu;
    const char* text;
    const char* keys = "";      // of the window
    const char* localKeys = ""; // shown only: the window or a focused chart handles them when nothing else wants them
    bool separated = false;     // from the one before
    const char* icon = "";
};

#define TEXT(text) QT_TRANSLATE_NOOP("mv::Actions", text)
constexpr std::array kActions {
    ActionRow { Act::OpenFiles, "file", TEXT("&Open files…"), "Ctrl+O" },
    ActionRow { Act::OpenFolder, "file", TEXT("Open &folder…") },
    ActionRow { Act::OpenWithOptions, "file", TEXT("Open &with options…") },
    ActionRow { Act::OpenWithColumns, "file", TEXT("Open with col&umns…") },
    ActionRow { Act::FollowFiles, "file", TEXT("Fo&llow files…"), "Ctrl+L" },
    ActionRow { Act::FollowFolder, "file", TEXT("Follow a fol&der…") },
    ActionRow { Act::StopFollowing, "file", TEXT("S&top following") },
    ActionRow { Act::OpenSample, "file", TEXT("Open the &sample storm") },
    ActionRow { Act::Cancel, "file", TEXT("&Cancel what runs") },
    ActionRow { Act::OpenWorkspace, "file", TEXT("Open wor&kspace…"), "Ctrl+Alt+O", "", true },
    ActionRow { Act::NewWorkspace, "file", TEXT("&New workspace…"), "Ctrl+N" },
    ActionRow { Act::Privacy, "file", TEXT("Pr&ivacy and retention…") },
    ActionRow { Act::Export, "file", TEXT("&Export what is visible…"), "Ctrl+E", "", true },
    ActionRow { Act::Quit, "file", TEXT("&Quit"), "Ctrl+Q", "", true },
    ActionRow { Act::Undo, "edit", TEXT("&Undo"), "Ctrl+Z", "", false, "undo" },
    ActionRow { Act::Redo, "edit", TEXT("&Redo"), "Ctrl+Shift+Z", "", false, "redo" },
    ActionRow { Act::Copy, "edit", TEXT("&Copy table or picture"), "", "Ctrl+C", true },
    ActionRow { Act::CopyTable, "edit", TEXT("Copy whole &table"), "Ctrl+Shift+C" },
    ActionRow { Act::Find, "edit", TEXT("&Filter or find…"), "Ctrl+K", "", true },
    ActionRow { Act::LookSystem, "view", TEXT("&System colours") },
    ActionRow { Act::LookLight, "view", TEXT("&Light") },
    ActionRow { Act::LookDark, "view", TEXT("&Dark") },
    ActionRow { Act::Maximise, "view", TEXT("&Maximise panel"), "F11", "", true },
    ActionRow { Act::Pin, "view", TEXT("&Pin panel or let it follow"), "Ctrl+P" },
    ActionRow { Act::SaveLayout, "view", TEXT("Sa&ve layout as…"), "", "", true },
    ActionRow { Act::RemoveLayout, "view", TEXT("&Delete this layout") },
    ActionRow { Act::ResetLayout, "view", TEXT("&Reset layout") },
    ActionRow { Act::Earlier, "scope", TEXT("&Earlier"), "Alt+Left" },
    ActionRow { Act::Later, "scope", TEXT("&Later"), "Alt+Right" },
    ActionRow { Act::ZoomIn, "scope", TEXT("Zoom &in"), "", "+", true },
    ActionRow { Act::ZoomOut, "scope", TEXT("Zoom &out"), "", "-" },
    ActionRow { Act::AllTime, "scope", TEXT("&All data"), "", "0" },
    ActionRow { Act::Last24Hours, "scope", TEXT("Last &24 hours"), "", "", true },
    ActionRow { Act::Last7Days, "scope", TEXT("Last &7 days") },
    ActionRow { Act::Last4Weeks, "scope", TEXT("Last &4 weeks") },
    ActionRow { Act::Last13Weeks, "scope", TEXT("Last &13 weeks") },
    ActionRow { Act::ChooseRange, "scope", TEXT("Choose &range…"), "Ctrl+G" },
    ActionRow { Act::ToggleComparison, "scope", TEXT("&Compare on or off"), "", "C", true },
    ActionRow { Act::RemoveFilter, "scope", TEXT("Remove last &filter"), "", "Del", true },
    ActionRow { Act::ClearFilters, "scope", TEXT("Remove all filter&s"), "Ctrl+Backspace" },
    ActionRow { Act::StepBack, "scope", TEXT("Step &back"), "", "Esc" },
    ActionRow { Act::Incidents, "analyse", TEXT("&Incidents…"), "Ctrl+I" },
    ActionRow { Act::Relabel, "analyse", TEXT("&Label history anew with the rule tables") },
    ActionRow { Act::NextPanel, "panels", TEXT("&Next panel"), "F6" },
    ActionRow { Act::PreviousPanel, "panels", TEXT("&Previous panel"), "Shift+F6" },
    ActionRow { Act::About, "help", TEXT("&About Mailvane") },
};
#undef TEXT

} // namespace

Actions::Actions(QWidget* window)
    : QObject(window)
{
    for (const ActionRow& row : kActions) {
        QString text = tr(row.text);
        if (*row.localKeys)
            text += u'\t' + QString::fromLatin1(row.localKeys);
        auto* action = new QAction(text, this);
        if (*row.keys)
            action->setShortcut(QKeySequence(QString::fromLatin1(row.keys)));
        window->addAction(action);
        m_actions[row.act] = action;
    }
    auto* looks = new QActionGroup(this);
    for (const Act look : { Act::LookSystem, Act::LookLight, Act::LookDark }) {
        of(look)->setCheckable(true);
        looks->addAction(of(look));
    }
    of(Act::Quit)->setMenuRole(QAction::QuitRole);
    of(Act::About)->setMenuRole(QAction::AboutRole);
}

void Actions::addTo(QMenuBar& bar)
{
    for (const MenuRow& row : kMenus)
        m_menus[QString::fromLatin1(row.id)] = bar.addMenu(tr(row.title));
    for (const ActionRow& row : kActions) {
        QMenu* into = menu(QString::fromLatin1(row.menu));
        if (row.separated)
            into->addSeparator();
        into->addAction(of(row.act));
    }
}

void Actions::setTheme(const Theme& theme)
{
    for (const ActionRow& row : kActions) {
        if (*row.icon)
            of(row.act)->setIcon(icon(QString::fromLatin1(row.icon), theme));
    }
}

} // namespace mv
