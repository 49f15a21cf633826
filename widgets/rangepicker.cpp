// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rangepicker.h"
#include "models/tables/text.h"
#include "widgets/icons.h"
#include "widgets/rangepopup.h"
#include "widgets/scopestack.h"
#include <QHBoxLayout>
#include <QToolButton>

namespace mv {
namespace {

QToolButton* joinedButton(const QString& place, const QString& name, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setProperty("segment", place);
    button->setAccessibleName(name);
    button->setToolTip(name);
    button->setFixedHeight(26);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

RangePicker::RangePicker(ScopeStack& scope, QWidget* parent)
    : QWidget(parent)
    , m_scope(scope)
    , m_earlier(joinedButton(QStringLiteral("first"), tr("Earlier by one range (Alt+Left)"), this))
    , m_range(joinedButton(QStringLiteral("middle"), tr("Time range"), this))
    , m_later(joinedButton(QStringLiteral("last"), tr("Later by one range (Alt+Right)"), this))
{
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(0);
    for (QToolButton* button : { m_earlier, m_range, m_later })
        line->addWidget(button);
    setFixedHeight(26);
    for (QToolButton* arrow : { m_earlier, m_later }) {
        arrow->setProperty("glyph", true);
        arrow->setFixedWidth(26);
    }
    m_range->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_range->setMinimumWidth(232);
    connect(m_earlier, &QToolButton::clicked, this, [this] { m_scope.move(-1); });
    connect(m_later, &QToolButton::clicked, this, [this] { m_scope.move(1); });
    connect(m_range, &QToolButton::clicked, this, &RangePicker::openPopup);
    connect(&m_scope, &ScopeStack::changed, this, &RangePicker::showRange);
    showRange();
}

void RangePicker::setTheme(const Theme& theme)
{
    m_earlier->setIcon(icon(QStringLiteral("left"), theme));
    m_later->setIcon(icon(QStringLiteral("right"), theme));
    m_range->setIcon(icon(QStringLiteral("calendar"), theme));
}

void RangePicker::showRange()
{
    const bool hasData = !m_scope.data().empty();
    const Scope& scope = m_scope.scope();
    const QString range = hasData ? text::range(scope.range, scope.zone) : tr("No data yet");
    m_range->setText(QStringLiteral("  ") + range);
    m_range->setAccessibleName(tr("Time range: %1").arg(range));
    for (QToolButton* button : { m_earlier, m_range, m_later })
        button->setEnabled(hasData);
}

void RangePicker::openPopup()
{
    if (m_scope.data().empty())
        return;
    auto* popup = new RangePopup(m_scope, this);
    popup->setAttribute(Qt::WA_DeleteOnClose);
    popup->move(m_range->mapToGlobal(QPoint(0, m_range->height() + 2)));
    popup->show();
    popup->setFocus();
}

} // namespace mv
