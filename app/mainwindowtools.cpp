// SPDX-License-Identifier: GPL-3.0-or-later
// The tool bar of the window and the scope bar under it.
#include "app/mainwindow.h"
#include "widgets/findfield.h"
#include "widgets/rangepicker.h"
#include "widgets/scopebar.h"
#include "widgets/scopetools.h"
#include "widgets/segments.h"
#include <QMenu>
#include <QToolBar>
#include <QToolButton>

namespace mv {
namespace {

constexpr int kGap = 4;
constexpr int kNarrow = 1360; // a window

QToolButton* menuButton(const QString& text, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(QStringLiteral(" %1 %2").arg(text, QChar(0x25BE))); // a blank after the icon
    button->setAccessibleName(text);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    button->setFixedHeight(26);
    button->setMenu(new QMenu(button));
    return button;
}

} // namespace

void MainWindow::makeToolBar()
{
    auto* bar = new QToolBar(tr("Tools"), this);
    bar->setObjectName(QStringLiteral("toolbar"));
    bar->setMovable(false);
    bar->setFloatable(false);
    bar->setFixedHeight(38);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->setIconSize({ 16, 16 });
    const auto add = [bar](QWidget* widget) { bar->addWidget(widget); };

    m_import = menuButton(tr("Import"), bar);
    m_export = menuButton(tr("Export"), bar);
    m_import->setProperty("flat", true);
    for (const Act act : { Act::OpenFiles, Act::OpenFolder, Act::OpenWithOptions, Act::OpenWithColumns })
        m_import->menu()->addAction(m_actions->of(act));
    m_import->menu()->addMenu(m_recentMenu);
    m_import->menu()->addSeparator();
    for (const Act act : { Act::FollowFiles, Act::FollowFolder, Act::StopFollowing })
        m_import->menu()->addAction(m_actions->of(act));
    m_import->menu()->addSeparator();
    for (const Act act : { Act::OpenSample, Act::OpenWorkspace })
        m_import->menu()->addAction(m_actions->of(act));
    add(m_import);
    bar->addSeparator();
    for (const Act act : { Act::Undo, Act::Redo }) {
        auto* button = new QToolButton(bar);
        button->setDefaultAction(m_actions->of(act));
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setAccessibleName(m_actions->of(act)->text().remove(u'&'));
        button->setProperty("flat", true);
        button->setProperty("glyph", true);
        button->setFixedSize(26, 26);
        button->setFocusPolicy(Qt::TabFocus);
        add(button);
    }
    bar->addSeparator();
    add(m_range);
    for (QToolButton* button : m_tools->buttons())
        add(button);
    bar->addSeparator();
    add(m_find);
    auto* stretch = new QWidget(bar);
    stretch->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    add(stretch);
    m_segments->setAccessibleName(tr("Layouts"));
    m_segments->setFixedHeight(26);
    m_layouts = bar->addWidget(m_segments);
    bar->addSeparator();
    add(m_export);
    addToolBar(bar);
    addToolBarBreak();
    addToolBar(m_scopeBar);
    // The gap between the docks and the sides of the window, which QMainWindow itself does not have.
    for (const auto area : { Qt::LeftToolBarArea, Qt::RightToolBarArea }) {
        auto* gap = new QToolBar(this);
        gap->setObjectName(QStringLiteral("gap%1").arg(int(area)));
        gap->setMovable(false);
        gap->setFixedWidth(kGap);
        gap->setContextMenuPolicy(Qt::PreventContextMenu);
        addToolBar(area, gap);
    }
}

void MainWindow::fitToolBar()
{
    const bool narrow = width() < kNarrow;
    m_tools->setCompact(narrow);
    m_layouts->setVisible(!narrow); // Ctrl+1 ... are there all the same
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    fitToolBar();
}

} // namespace mv
