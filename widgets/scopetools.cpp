// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/scopetools.h"
#include "models/jobs/zones.h"
#include "models/tables/text.h"
#include "widgets/icons.h"
#include "widgets/scopebar.h"
#include "widgets/scopestack.h"
#include <QMap>
#include <QMenu>
#include <QToolButton>

namespace mv {
namespace {

constexpr int kWeeksOffered = 12;

QToolButton* menuButton(const QString& name, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setFixedHeight(26);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFocusPolicy(Qt::TabFocus);
    button->setToolTip(name);
    button->setMenu(new QMenu(button));
    return button;
}

QString withArrow(const QString& text) { return text + QStringLiteral(" ") + QChar(0x25BE); }

QString toText(Bucket bucket)
{
    switch (bucket) {
    case Bucket::FiveMinutes:
        return ScopeTools::tr("By 5 minutes");
    case Bucket::Hour:
        return ScopeTools::tr("By hour");
    case Bucket::Day:
        return ScopeTools::tr("By day");
    case Bucket::Week:
    case Bucket::Whole:
        break;
    }
    return ScopeTools::tr("By week");
}

QAction* choice(QMenu& menu, const QString& text, bool chosen, std::function<void()> choose)
{
    QAction* action = menu.addAction(text, &menu, std::move(choose));
    action->setCheckable(true);
    action->setChecked(chosen);
    return action;
}

bool beginsDay(UtcTime t, const Zone& zone)
{
    return zone.toLocal(t).time_since_epoch() % std::chrono::hours(24) == std::chrono::milliseconds(0);
}

} // namespace

ScopeTools::ScopeTools(ScopeStack& scope, QWidget* parent)
    : QObject(parent)
    , m_scope(scope)
    , m_compare(menuButton(tr("Compare with an earlier time (C)"), parent))
    , m_bucket(menuButton(tr("Width of a bucket on charts over time"), parent))
    , m_zone(menuButton(tr("Time zone in which days and weeks begin"), parent))
{
    m_compare->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(m_compare->menu(), &QMenu::aboutToShow, this, [this] { fillCompare(*m_compare->menu()); });
    connect(m_bucket->menu(), &QMenu::aboutToShow, this, [this] { fillBucket(*m_bucket->menu()); });
    connect(m_zone->menu(), &QMenu::aboutToShow, this, [this] { fillZone(*m_zone->menu()); });
    connect(&m_scope, &ScopeStack::changed, this, &ScopeTools::showScope);
    showScope();
}

void ScopeTools::setTheme(const Theme& theme) { m_compare->setIcon(icon(QStringLiteral("compare"), theme)); }

void ScopeTools::setCompact(bool compact)
{
    if (m_compact == compact)
        return;
    m_compact = compact;
    showScope();
}

void ScopeTools::setEnabled(bool hasData)
{
    m_compare->setEnabled(hasData);
    m_bucket->setEnabled(hasData);
}

void ScopeTools::showScope()
{
    const Scope& scope = m_scope.scope();
    if (scope.compares()) {
        m_lastComparison = scope.comparison;
        m_lastWeeks = scope.weeksEarlier;
    }
    const auto say = [](QToolButton* button, const QString& text) {
        button->setText(withArrow(text));
        button->setAccessibleName(text);
    };
    const QString with = scope.compares() ? comparedName(scope) : tr("none");
    const QString inFull = tr(" Compare: %1", "a blank after the icon").arg(with);
    say(m_compare, m_compact && scope.compares() ? u' ' + with : inFull);
    m_compare->setAccessibleName(inFull);
    say(m_bucket, toText(m_scope.bucket()));
    say(m_zone, text::fromUtf8(scope.zone.name()));
}

void ScopeTools::compare(Comparison comparison, int weeks)
{
    Scope next = m_scope.scope();
    next.comparison = comparison;
    next.weeksEarlier = weeks;
    m_scope.set(next);
}

void ScopeTools::toggleComparison()
{
    if (m_scope.scope().compares())
        compare(Comparison::Off, m_scope.scope().weeksEarlier);
    else
        compare(m_lastComparison, m_lastWeeks);
}

void ScopeTools::fillCompare(QMenu& menu)
{
    menu.clear();
    const Scope& scope = m_scope.scope();
    const auto offer = [&](const QString& text, Comparison comparison) {
        choice(menu, text, scope.comparison == comparison,
            [this, comparison] { compare(comparison, m_scope.scope().weeksEarlier); });
    };
    offer(tr("Off"), Comparison::Off);
    offer(tr("Previous period"), Comparison::PreviousPeriod);
    offer(tr("Same period last week"), Comparison::SamePeriodLastWeek);
    menu.addSeparator();
    for (int weeks = 2; weeks <= kWeeksOffered; ++weeks) {
        Scope then = scope;
        then.comparison = Comparison::WeeksEarlier;
        then.weeksEarlier = weeks;
        const TimeRange range = then.comparedRange();
        choice(menu, tr("%n weeks earlier: %1", nullptr, weeks).arg(text::range(range, scope.zone)),
            scope.comparison == Comparison::WeeksEarlier && scope.weeksEarlier == weeks,
            [this, weeks] { compare(Comparison::WeeksEarlier, weeks); })
            ->setEnabled(range.to > m_scope.data().from);
    }
}

void ScopeTools::fillBucket(QMenu& menu)
{
    menu.clear();
    const auto chosen = m_scope.chosenBucket();
    choice(menu, tr("Automatic"), !chosen, [this] { m_scope.setBucket(std::nullopt); });
    menu.addSeparator();
    for (const Bucket bucket : { Bucket::FiveMinutes, Bucket::Hour, Bucket::Day, Bucket::Week })
        choice(menu, toText(bucket), chosen == bucket, [this, bucket] { m_scope.setBucket(bucket); });
}

void ScopeTools::fillZone(QMenu& menu)
{
    menu.clear();
    const std::string now = m_scope.scope().zone.name();
    const std::string here = systemZone().name();
    const auto offer = [&](QMenu& into, const QString& label, const std::string& name) {
        choice(into, label, name == now, [this, name] { chooseZone(name); });
    };
    offer(menu, QStringLiteral("UTC"), "UTC");
    if (here != "UTC")
        offer(menu, tr("%1 (this computer)").arg(text::fromUtf8(here)), here);
    if (now != "UTC" && now != here)
        offer(menu, text::fromUtf8(now), now);
    menu.addSeparator();
    QMap<QString, QMenu*> regions;
    for (const std::string& name : zoneNames()) {
        const QString shown = text::fromUtf8(name);
        const QString region = shown.section(u'/', 0, 0);
        if (region == shown)
            continue; // an abbreviation or an alias
        if (!regions.contains(region))
            regions[region] = menu.addMenu(region);
        offer(*regions[region], shown.section(u'/', 1).replace(u'_', u' '), name);
    }
}

// A range of whole days stays these days; another one stays the same span of time.
void ScopeTools::chooseZone(const std::string& name)
{
    const auto zone = zoneByName(name);
    if (!zone)
        return;
    Scope next = m_scope.scope();
    TimeRange& range = next.range;
    if (beginsDay(range.from, next.zone) && beginsDay(range.to, next.zone))
        range = { zone->toUtc(next.zone.toLocal(range.from)), zone->toUtc(next.zone.toLocal(range.to)) };
    next.zone = *zone;
    m_scope.set(next);
}

} // namespace mv
