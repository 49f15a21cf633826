// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/paneldock.h"
#include "widgets/elidedlabel.h"
#include "widgets/icons.h"
#include "widgets/panel.h"
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace mv {
namespace {

constexpr int kHeight = 28;

QToolButton* glyphButton(const QString& name, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setProperty("flat", true);
    button->setProperty("glyph", true);
    button->setFixedSize(22, 22);
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

PanelDock::PanelDock(Panel* panel, QWidget* parent)
    : QDockWidget(panel->title(), parent)
    , m_panel(panel)
    , m_line(new QWidget(this))
    , m_noLine(new QWidget(this))
    , m_title(new QLabel(panel->title(), m_line))
    , m_subtitle(new ElidedLabel(m_line))
    , m_tabs(new QTabBar(m_line))
    , m_pin(glyphButton(tr("Pin %1").arg(panel->title()), m_line))
    , m_maximise(glyphButton(tr("Maximise"), m_line))
    , m_close(glyphButton(tr("Close %1").arg(panel->title()), m_line))
{
    setObjectName(panel->objectName() + QStringLiteral("-dock"));
    setAllowedAreas(Qt::AllDockWidgetAreas);
    m_line->setObjectName(QStringLiteral("docktitle"));
    m_line->setAttribute(Qt::WA_StyledBackground);
    m_line->setFixedHeight(kHeight);
    m_title->setProperty("role", QStringLiteral("title"));
    m_subtitle->setProperty("role", QStringLiteral("subtitle"));
    m_subtitle->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_tabs->setObjectName(QStringLiteral("docktabs"));
    m_tabs->setAccessibleName(tr("Panels in this place"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(false);
    m_tabs->setElideMode(Qt::ElideRight);
    m_tabs->setFixedHeight(kHeight);
    m_tabs->hide();

    auto* line = new QHBoxLayout(m_line);
    line->setContentsMargins(8, 0, 4, 0);
    line->setSpacing(8);
    line->addStrut(kHeight); // docks ask for the size hint
    line->addWidget(m_tabs, 0, Qt::AlignTop);
    line->addWidget(m_title);
    line->addWidget(m_subtitle, 1);
    m_controls = panel->titleBarControls();
    for (QWidget* control : std::as_const(m_controls)) {
        control->setFixedHeight(20);
        line->addWidget(control);
    }
    line->addSpacing(4);
    line->addWidget(m_pin);
    line->addWidget(m_maximise);
    line->addWidget(m_close);
    setTitleBarWidget(m_line);

    auto* body = new QWidget;
    body->setObjectName(QStringLiteral("dockbody"));
    body->setAttribute(Qt::WA_StyledBackground);
    auto* inside = new QVBoxLayout(body);
    inside->setContentsMargins(1, 0, 1, 1);
    inside->addWidget(panel);
    body->setMinimumSize(panel->minimumDock() - QSize(0, kHeight));
    setWidget(body);

    m_pin->setCheckable(true);
    connect(m_pin, &QToolButton::clicked, panel, &Panel::setPinned);
    connect(panel, &Panel::pinned, this, &PanelDock::showPin);
    connect(m_maximise, &QToolButton::clicked, this, &PanelDock::maximiseWanted);
    connect(this, &QDockWidget::visibilityChanged, this, [this](bool visible) { m_onTop = visible; });
    connect(m_close, &QToolButton::clicked, this, &QDockWidget::close);
    connect(panel, &Panel::stateChanged, this, &PanelDock::showState);
    connect(panel, &Panel::subtitleChanged, this, &PanelDock::showSubtitle);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        PanelDock* dock = m_siblings.value(tab);
        if (!dock || dock == this)
            return;
        const bool byKeyboard = m_tabs->hasFocus();
        setTabs(tabs()); // ours stays the current one here
        emit tabChosen(dock);
        if (byKeyboard)
            dock->m_tabs->setFocus(Qt::TabFocusReason);
    });
    showSubtitle();
    showState();
}

void PanelDock::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_panel->setTheme(theme);
    m_close->setIcon(icon(QStringLiteral("close"), theme));
    setMaximised(m_maximised);
    showPin();
}

void PanelDock::showPin()
{
    const bool on = m_panel->isPinned();
    m_pin->setChecked(on);
    m_pin->setIcon(icon(on ? QStringLiteral("pinned") : QStringLiteral("pin"), m_theme));
    m_pin->setToolTip(on ? tr("Let %1 follow the scope again (Ctrl+P)").arg(m_panel->title())
                         : tr("Pin %1: it keeps this scope while the others go on (Ctrl+P)").arg(m_panel->title()));
    m_pin->setAccessibleName(on ? tr("Unpin %1").arg(m_panel->title()) : tr("Pin %1").arg(m_panel->title()));
    showSubtitle();
}

void PanelDock::setMaximised(bool maximised)
{
    m_maximised = maximised;
    m_maximise->setIcon(icon(maximised ? QStringLiteral("restore") : QStringLiteral("maximise"), m_theme));
    const QString does = maximised ? tr("Restore (F11)") : tr("Maximise %1 (F11)").arg(m_panel->title());
    m_maximise->setToolTip(does);
    m_maximise->setAccessibleName(does);
}

void PanelDock::setTabs(const QList<PanelDock*>& docks)
{
    const QSignalBlocker quiet(m_tabs);
    m_siblings = QList<QPointer<PanelDock>>(docks.begin(), docks.end());
    while (m_tabs->count() > docks.size())
        m_tabs->removeTab(m_tabs->count() - 1);
    for (int i = 0; i < docks.size(); ++i) {
        if (i == m_tabs->count())
            m_tabs->addTab(docks[i]->windowTitle());
        else
            m_tabs->setTabText(i, docks[i]->windowTitle());
    }
    m_tabs->setCurrentIndex(int(docks.indexOf(this)));
    const bool several = docks.size() > 1;
    m_tabs->setVisible(several);
    m_title->setVisible(!several);
    m_subtitle->setAlignment(Qt::AlignVCenter | (several ? Qt::AlignRight : Qt::AlignLeft));
    m_line->layout()->setContentsMargins(several ? 0 : 8, 0, 4, 0);
}

QList<PanelDock*> PanelDock::tabs() const
{
    QList<PanelDock*> docks;
    for (const auto& dock : m_siblings) {
        if (dock)
            docks << dock;
    }
    return docks;
}

void PanelDock::setCover(QWidget* cover)
{
    if (m_cover)
        m_cover->hide();
    m_cover = cover;
    setTitleBarWidget(cover ? m_noLine : m_line);
    m_line->setVisible(!cover);
    m_panel->setVisible(!cover);
    if (cover) {
        widget()->layout()->addWidget(cover);
        cover->show();
    }
}

void PanelDock::showState()
{
    const bool hasRows = m_panel->state() != Panel::State::NothingImported;
    for (QWidget* control : std::as_const(m_controls))
        control->setVisible(hasRows);
    m_pin->setVisible(hasRows && m_panel->needsData()); // else it follows no scope
    showSubtitle();
}

void PanelDock::showSubtitle()
{
    const bool empty = m_panel->state() == Panel::State::NothingImported;
    const QString said = empty ? QString() : m_panel->subtitle();
    m_subtitle->setText(m_panel->isPinned() ? tr("pinned · %1").arg(said) : said);
    m_subtitle->setToolTip(m_subtitle->text().toHtmlEscaped());
}

} // namespace mv
