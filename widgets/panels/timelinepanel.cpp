// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/timelinepanel.h"
#include "models/store/queries/imports.h"
#include "models/store/queries/incidents.h"
#include "widgets/charts/datatable.h"
#include "widgets/charts/legendbar.h"
#include "widgets/charts/overviewstrip.h"
#include "widgets/charts/timelineview.h"
#include "widgets/scopestack.h"
#include "widgets/segments.h"
#include <QVBoxLayout>
#include <algorithm>
#include <array>

namespace mv {

namespace {
constexpr std::array kModes { "overlay", "rows", "log" }; // as TimelineView::Mode, remembered by these names
} // namespace

TimelinePanel::TimelinePanel(const PanelContext& context, QWidget* parent)
    : Panel(context, QStringLiteral("timeline"), parent)
    , m_legend(new LegendBar)
    , m_view(new TimelineView(context, nullptr))
    , m_strip(new OverviewStrip)
    , m_modes(new Segments({ tr("Overlay"), tr("Stacked rows"), tr("Log") }))
{
    m_modes->setAccessibleName(tr("How the providers are drawn"));
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 4);
    layout->setSpacing(0);
    layout->addWidget(m_legend);
    layout->addWidget(m_view, 1);
    layout->addSpacing(10);
    layout->addWidget(m_strip);
    content->setFocusProxy(m_view);
    setTitleBarControls({ m_modes });
    setContent(content);

    connect(m_modes, &Segments::chosen, this, &TimelinePanel::setMode);
    connect(m_legend, &LegendBar::picked, this, &TimelinePanel::filter);
    connect(m_view, &TimelineView::filterWanted, this, &TimelinePanel::filter);
    connect(m_view, &TimelineView::focusNextWanted, this, &TimelinePanel::focusNext);
    connect(m_view, &TimelineView::compareToggled, this, &TimelinePanel::toggleComparison);
    connect(m_view, &TimelineView::showAsTableWanted, this, [this] { showAsTable(visibleTable(), title(), this); });
    connect(m_view, &TimeView::viewMoved, m_strip, &OverviewStrip::setBrush);
    connect(m_strip, &OverviewStrip::brushing, m_view, &TimeView::setView);
    connect(m_strip, &OverviewStrip::brushed, m_view, &TimeView::choose);
    connect(this, &Panel::pinned, m_view, &TimeView::setPinned);
}

Panel::Ask TimelinePanel::question(const Scope& scope) const
{
    Scope siblings = scope; // panels filter each other, never themselves
    siblings.filters.providers.clear();
    TimelineRows rows {
        .scope = scope, .data = {}, .bucket = shownBucket(), .focus = {}, .rates = {}, .overview = {}, .incidents = {}
    };
    return [rows, siblings, chosen = m_chosen](Reader& reader, std::stop_token stop) mutable -> Result<std::any> {
        const auto held = ask(reader, OverviewQuestion {}, stop); // now: it grows while logs are read
        if (!held)
            return tl::unexpected(held.error());
        rows.data = held->data;
        auto rates = ask(reader, RateQuestion { .scope = siblings, .bucket = rows.bucket }, stop);
        if (!rates)
            return tl::unexpected(rates.error());
        rows.rates = std::move(*rates);
        rows.focus = focusOf(rows.rates, rows.scope.filters.providers, chosen);

        Scope all = siblings;
        all.range = rows.data;
        all.comparison = Comparison::Off;
        all.filters.providers = rows.focus;
        auto overview = ask(reader,
            RateQuestion { .scope = all, .bucket = overviewBucketFor(rows.data), .by = GroupBy::Nothing }, stop);
        if (!overview)
            return tl::unexpected(overview.error());
        rows.overview = std::move(*overview);

        auto incidents = ask(reader, IncidentQuestion { .range = rows.scope.range }, stop);
        if (!incidents)
            return tl::unexpected(incidents.error());
        rows.incidents = std::move(*incidents);
        return rows;
    };
}

void TimelinePanel::show(const std::any& answer)
{
    const auto* rows = std::any_cast<TimelineRows>(&answer);
    if (!rows)
        return;
    m_rows = *rows;
    if (m_rows.scope.compares())
        m_comparison = m_rows.scope.comparison;
    setState(m_rows.rates.total.attempts() == 0 ? State::NothingInScope : State::Rows);
    auto lines = rateLines(m_rows.rates, m_rows.focus);
    m_legend->setLines(lines, comparedShortName(m_rows.scope));
    const QString first
        = lines.empty() || lines.front().rest ? QString::fromUtf8(kOtherProviders.data()) : lines.front().label;
    m_strip->setRows(m_rows, theme().provider(first));
    m_view->setRows(m_rows, std::move(lines));
    emit subtitleChanged();
}

void TimelinePanel::setTheme(const Theme& theme)
{
    Panel::setTheme(theme);
    QPalette surface = theme.palette(); // between the parts
    surface.setColor(QPalette::Window, theme.panel);
    m_view->parentWidget()->setPalette(surface);
    m_view->parentWidget()->setAutoFillBackground(true);
    m_legend->setTheme(theme);
    m_strip->setTheme(theme);
    m_view->setTheme(theme);
    if (m_rows.rates.edges.size() > 1)
        show(std::any(m_rows)); // colours of the lines
}

QString TimelinePanel::subtitle() const
{
    const QString what = m_modes->current() == static_cast<int>(TimelineView::Mode::Log)
        ? tr("Deferral rate by provider, %1, log scale")
        : tr("Deferral rate by provider, %1");
    return what.arg(bucketName(m_rows.bucket));
}

void TimelinePanel::setMode(int mode)
{
    m_view->setMode(static_cast<TimelineView::Mode>(mode));
    emit subtitleChanged();
}

QString TimelinePanel::choice() const { return QLatin1String(kModes.at(std::size_t(m_modes->current()))); }

void TimelinePanel::choose(const QString& choice)
{
    const auto found = std::ranges::find(kModes, choice, [](const char* mode) { return QLatin1String(mode); });
    if (found == kModes.end())
        return;
    m_modes->setCurrent(int(found - kModes.begin()));
    setMode(m_modes->current());
}

CsvTable TimelinePanel::visibleTable() const { return timelineTable(m_rows, m_view->lines()); }

// One provider is a filter like any other; the line of the rest stands for several.
void TimelinePanel::filter(const std::vector<std::string>& providers, bool add)
{
    if (providers.size() == 1)
        return scope().filter(FilterKind::Provider, QString::fromStdString(providers.front()), add);
    Scope wanted = scope().scope();
    auto& kept = wanted.filters.providers;
    if (!add && kept == providers) {
        kept.clear();
    } else if (!add) {
        kept = providers;
    } else {
        for (const std::string& name : providers)
            if (std::ranges::find(kept, name) == kept.end())
                kept.push_back(name);
    }
    scope().set(wanted);
}

// With a filter it is the filter that moves on: it says who is in the foreground.
void TimelinePanel::focusNext()
{
    const auto& groups = m_rows.rates.groups;
    if (groups.empty())
        return;
    const std::string now = m_rows.focus.empty() ? std::string() : m_rows.focus.front();
    auto next = std::ranges::find(groups, now, &RateGroup::name);
    next = next == groups.end() || std::next(next) == groups.end() ? groups.begin() : std::next(next);
    if (!scope().scope().filters.providers.empty())
        return scope().filter(FilterKind::Provider, QString::fromStdString(next->name), false);
    m_chosen = next->name;
    emit askAgain();
}

void TimelinePanel::toggleComparison()
{
    Scope wanted = scope().scope();
    wanted.comparison = wanted.compares() ? Comparison::Off : m_comparison;
    scope().set(wanted);
}

} // namespace mv
