// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rangepopup.h"
#include "widgets/scopestack.h"
#include <QCalendarWidget>
#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace mv {
namespace {

// Clock times of the scope's zone, without any further conversion by Qt.
QDateTime clockOf(UtcTime t, const Zone& zone)
{
    return QDateTime::fromMSecsSinceEpoch(zone.toLocal(t).time_since_epoch().count(), Qt::UTC);
}

UtcTime timeOf(const QDateTime& clock, const Zone& zone)
{
    return zone.toUtc(LocalTime(std::chrono::milliseconds(clock.toMSecsSinceEpoch())));
}

QDateTimeEdit* clockEdit(const QString& name, QWidget* parent)
{
    auto* edit = new QDateTimeEdit(parent);
    edit->setTimeSpec(Qt::UTC);
    edit->setDisplayFormat(QStringLiteral("ddd d MMM yyyy HH:mm"));
    edit->setAccessibleName(name);
    return edit;
}

} // namespace

RangePopup::RangePopup(ScopeStack& scope, QWidget* parent)
    : QFrame(parent, Qt::Popup)
    , m_scope(scope)
    , m_calendar(new QCalendarWidget(this))
    , m_from(clockEdit(tr("From"), this))
    , m_to(clockEdit(tr("To"), this))
    , m_apply(new QPushButton(tr("Apply"), this))
{
    setObjectName(QStringLiteral("popup"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(12, 12, 12, 12);
    line->setSpacing(12);
    auto* presets = new QVBoxLayout;
    presets->setSpacing(4);
    addPreset(presets, tr("Last 24 hours"), [this] { m_scope.showLast(1); });
    addPreset(presets, tr("Last 7 days"), [this] { m_scope.showLast(7); });
    addPreset(presets, tr("Last 4 weeks"), [this] { m_scope.showLast(28); });
    addPreset(presets, tr("Last 13 weeks"), [this] { m_scope.showLast(91); });
    addPreset(presets, tr("All data"), [this] { m_scope.showAllTime(); });
    presets->addStretch();
    line->addLayout(presets);

    auto* right = new QVBoxLayout;
    right->setSpacing(6);
    m_calendar->setVerticalHeaderFormat(QCalendarWidget::NoVerticalHeader);
    m_calendar->setFirstDayOfWeek(Qt::Monday);
    m_calendar->setGridVisible(false);
    const Zone& zone = m_scope.scope().zone;
    m_from->setDateTime(clockOf(m_scope.scope().range.from, zone));
    m_to->setDateTime(clockOf(m_scope.scope().range.to, zone));
    m_calendar->setDateRange(clockOf(m_scope.data().from, zone).date(), clockOf(m_scope.data().to, zone).date());
    m_calendar->setSelectedDate(m_from->date());
    right->addWidget(m_calendar);
    for (auto* edit : { m_from, m_to }) {
        auto* row = new QHBoxLayout;
        auto* label = new QLabel(edit->accessibleName(), this);
        label->setBuddy(edit);
        label->setMinimumWidth(36);
        row->addWidget(label);
        row->addWidget(edit, 1);
        right->addLayout(row);
    }
    auto* note
        = new QLabel(tr("%1 time. Click the first day, then the last.").arg(QString::fromStdString(zone.name())), this);
    note->setProperty("secondary", true);
    right->addWidget(note);
    m_apply->setProperty("primary", true);
    right->addWidget(m_apply, 0, Qt::AlignRight);
    line->addLayout(right);

    connect(m_calendar, &QCalendarWidget::clicked, this, &RangePopup::pickDay);
    connect(m_calendar, &QCalendarWidget::activated, this, &RangePopup::pickDay);
    connect(m_apply, &QPushButton::clicked, this, &RangePopup::apply);
    const auto check = [this] { m_apply->setEnabled(!chosen().empty()); };
    connect(m_from, &QDateTimeEdit::dateTimeChanged, this, check);
    connect(m_to, &QDateTimeEdit::dateTimeChanged, this, check);
}

void RangePopup::addPreset(QBoxLayout* into, const QString& text, std::function<void()> choose)
{
    auto* button = new QPushButton(text, this);
    into->addWidget(button);
    connect(button, &QPushButton::clicked, this, [this, choose = std::move(choose)] {
        choose();
        close();
    });
}

void RangePopup::pickDay(const QDate& day)
{
    if (!m_extend || day < m_from->date())
        m_from->setDateTime(QDateTime(day, QTime(0, 0), Qt::UTC));
    m_to->setDateTime(QDateTime(day.addDays(1), QTime(0, 0), Qt::UTC));
    m_extend = !m_extend;
}

TimeRange RangePopup::chosen() const
{
    const Zone& zone = m_scope.scope().zone;
    return { timeOf(m_from->dateTime(), zone), timeOf(m_to->dateTime(), zone) };
}

void RangePopup::apply()
{
    m_scope.setRange(chosen());
    close();
}

void RangePopup::keyPressEvent(QKeyEvent* event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_apply->isEnabled())
        apply();
    else
        QFrame::keyPressEvent(event);
}

} // namespace mv
