// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/theme.h"
#include <QDockWidget>
#include <QPointer>

class QLabel;
class QTabBar;
class QToolButton;

namespace mv {

class Panel;

// A dock with a panel in it and one line above: title or, when docks share the place, their tabs; subtitle; the panel's
// own controls; pin, maximise and close. Dragging the line moves the dock, a double click lets it float.
class PanelDock final : public QDockWidget {
    Q_OBJECT
public:
    explicit PanelDock(Panel*, QWidget* parent = nullptr);
    Panel& panel() const { return *m_panel; }
    void setTheme(const Theme&);
    void setTabs(const QList<PanelDock*>&); // those in the same place, this one among them; one: no tabs
    void setMaximised(bool);
    bool isOnTop() const { return m_onTop; } // shown, and not a tab behind another
    void setCover(QWidget*);                 // instead of line and panel; null: those again.

signals:
    void maximiseWanted();
    void tabChosen(mv::PanelDock* dock);

private:
    void showSubtitle();
    void showPin();
    void showState(); // nothing imported: only what it will show is said
    QList<PanelDock*> tabs() const;

    Panel* m_panel;
    QWidget *m_line, *m_noLine;
    QWidget* m_cover = nullptr;
    QLabel *m_title, *m_subtitle;
    QList<QWidget*> m_controls;
    QTabBar* m_tabs;
    QToolButton *m_pin, *m_maximise, *m_close;
    QList<QPointer<PanelDock>> m_siblings;
    Theme m_theme = Theme::light();
    bool m_maximised = false;
    bool m_onTop = false;
};

} // namespace mv
