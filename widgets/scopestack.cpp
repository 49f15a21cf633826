// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/scopestack.h"
#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <cmath>

namespace mv {
namespace {

using namespace std::chrono_literals;
using Quarters = std::chrono::duration<std::int64_t, std::ratio<900>>;

// As fine as the aggregates are: a range between their cells would have to read facts.
TimeRange roundedOutward(TimeRange r)
{
    const TimeRange rounded { std::chrono::floor<Quarters>(r.from), std::chrono::ceil<Quarters>(r.to) };
    return rounded.empty() ? TimeRange { rounded.from, rounded.from + 15min } : rounded;
}

constexpr std::size_t kHistory = 200;        // steps that can be undone
constexpr std::int64_t kMostBuckets = 5'000; // of a chart: a finer bucket would cost much and show nothing

constexpr std::array kTextKinds { FilterKind::Provider, FilterKind::Source, FilterKind::Server,
    FilterKind::SenderDomain, FilterKind::RecipientDomain, FilterKind::Reason, FilterKind::Template };

std::chrono::milliseconds lengthOf(Bucket bucket)
{
    switch (bucket) {
    case Bucket::FiveMinutes:
        return 5min;
    case Bucket::Hour:
        return 1h;
    case Bucket::Day:
        return 24h;
    case Bucket::Week:
        return 7 * 24h;
    case Bucket::Whole:
        break;
    }
    return 10 * 366 * 24h;
}

UtcTime dayAfter(UtcTime t, const Zone& zone) // the next local midnight; t itself when it is one
{
    return zone.toUtc(LocalTime(
        std::chrono::ceil<std::chrono::duration<std::int64_t, std::ratio<86400>>>(zone.toLocal(t).time_since_epoch())));
}

UtcTime dayOf(UtcTime t, const Zone& zone)
{
    return zone.toUtc(LocalTime(std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<86400>>>(
        zone.toLocal(t).time_since_epoch())));
}

// `wanted`, moved and then cut so that it lies within `limits`.
TimeRange within(TimeRange wanted, TimeRange limits)
{
    if (wanted.length() >= limits.length())
        return limits;
    if (wanted.from < limits.from)
        return { limits.from, limits.from + wanted.length() };
    if (wanted.to > limits.to)
        return { limits.to - wanted.length(), limits.to };
    return wanted;
}

template <class Value> void pick(std::vector<Value>& values, const Value& value, bool add)
{
    const auto found = std::ranges::find(values, value);
    if (add) {
        if (found == values.end())
            values.push_back(value);
        else
            values.erase(found);
    } else if (values.size() == 1 && found != values.end()) {
        values.clear();
    } else {
        values = { value };
    }
}

} // namespace

std::vector<std::string>& valuesOf(Filters& filters, FilterKind kind)
{
    switch (kind) {
    case FilterKind::Source:
        return filters.sources;
    case FilterKind::Server:
        return filters.servers;
    case FilterKind::SenderDomain:
        return filters.senderDomains;
    case FilterKind::RecipientDomain:
        return filters.recipientDomains;
    case FilterKind::Reason:
        return filters.reasons;
    case FilterKind::Template:
        return filters.templates;
    case FilterKind::Provider:
    case FilterKind::Outcome:
        break;
    }
    return filters.providers;
}

QString toText(FilterKind kind)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("FilterKind", text); };
    switch (kind) {
    case FilterKind::Provider:
        return tr(QT_TRANSLATE_NOOP("FilterKind", "Provider"));
    case FilterKind::Source:
        return tr(QT_TRANSLATE_NOOP("FilterKind", "Source IP"));
    case FilterKind::Server:
        return tr(QT_TRANSLATE_NOOP("FilterKind", "Server"));
    case FilterKind::SenderDomain:
        return tr(QT_TRANSLATE_NOOP("FilterKind", "Sender domain"));
    case FilterKind::RecipientDomain:
        return tr(QT_TRANSLATE_NOOP("FilterKind", "Recipient domain"));
    case FilterKind::Reason:
        return tr(QT_TRANSLATE_NOOP("FilterKind", "Reason"));
    case FilterKind::Template:
        return tr(QT_TRANSLATE_NOOP("FilterKind", "Reply"));
    case FilterKind::Outcome:
        break;
    }
    return tr(QT_TRANSLATE_NOOP("FilterKind", "Outcome"));
}

QList<FilterValue> valuesIn(const Filters& filters)
{
    QList<FilterValue> values;
    Filters copy = filters;
    for (const FilterKind kind : kTextKinds) {
        for (const std::string& value : valuesOf(copy, kind))
            values << FilterValue { kind, QString::fromStdString(value) };
    }
    for (const Outcome outcome : filters.outcomes) {
        const auto name = toString(outcome);
        values << FilterValue { FilterKind::Outcome,
            QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())) };
    }
    return values;
}

ScopeStack::ScopeStack(QObject* parent)
    : QObject(parent)
{
}

void ScopeStack::setData(TimeRange data)
{
    m_data = data;
    if (data.empty() || !m_lastDays)
        return;
    const TimeRange before = scope().range;
    const TimeRange grown = *m_lastDays == kAllDays ? allTime() : lastDays(*m_lastDays);
    if (grown == before)
        return;
    for (Scope& state : m_states) { // undoing a filter goes back to this range, too
        if (state.range == before)
            state.range = grown;
    }
    emit changed(scope());
}

void ScopeStack::begin(const Scope& start)
{
    m_states = { start };
    m_current = 0;
    m_drillDowns.clear();
    m_data = {};
    m_lastDays = start.range.empty() ? std::optional(7) : std::nullopt;
    emit changed(scope());
}

void ScopeStack::set(const Scope& next)
{
    if (next == scope())
        return;
    m_states.resize(m_current + 1);
    m_states.push_back(next);
    if (m_states.size() > kHistory) {
        m_states.erase(m_states.begin());
        --m_current;
        std::erase(m_drillDowns, 0U);
        for (std::size_t& state : m_drillDowns)
            --state;
    }
    go(m_states.size() - 1);
}

void ScopeStack::go(std::size_t state)
{
    if (m_states[state].range != m_states[m_current].range)
        m_lastDays.reset();
    m_current = state;
    std::erase_if(m_drillDowns, [this](std::size_t before) { return before >= m_current; });
    emit changed(scope());
}

void ScopeStack::setRange(TimeRange range)
{
    Scope next = scope();
    next.range = roundedOutward(range);
    set(next);
}

void ScopeStack::filter(FilterKind kind, const QString& value, bool add)
{
    Scope next = scope();
    if (kind == FilterKind::Outcome) {
        if (const auto outcome = outcomeFrom(value.toStdString()))
            pick(next.filters.outcomes, *outcome, add);
    } else {
        pick(valuesOf(next.filters, kind), value.toStdString(), add);
    }
    set(next);
}

void ScopeStack::removeLastFilter()
{
    // The one that has been there for the fewest steps.
    std::optional<FilterValue> last;
    std::size_t lastSince = 0;
    for (const FilterValue& value : valuesIn(scope().filters)) {
        std::size_t since = m_current;
        while (since > 0 && valuesIn(m_states[since - 1].filters).contains(value))
            --since;
        if (!last || since >= lastSince) {
            last = value;
            lastSince = since;
        }
    }
    if (last)
        filter(last->kind, last->value, true);
}

void ScopeStack::clearFilters()
{
    Scope next = scope();
    next.filters = {};
    set(next);
}

void ScopeStack::drillDown(const Scope& narrower)
{
    const std::size_t before = m_current;
    set(narrower);
    if (m_current > before)
        m_drillDowns.push_back(before);
    emit drilledDown();
}

void ScopeStack::stepBack()
{
    if (m_drillDowns.empty())
        return undo();
    go(m_drillDowns.back());
}

void ScopeStack::undo()
{
    if (canUndo())
        go(m_current - 1);
}

void ScopeStack::redo()
{
    if (canRedo())
        go(m_current + 1);
}

void ScopeStack::move(int ranges)
{
    const TimeRange now = scope().range;
    const auto by = now.length() * ranges;
    setRange(within({ now.from + by, now.to + by }, limits()));
}

void ScopeStack::zoom(double factor, UtcTime around)
{
    const TimeRange now = scope().range;
    if (factor <= 0 || now.empty())
        return;
    const auto scaled = [&](UtcTime edge) {
        const double distance = static_cast<double>((edge - around).count()) / factor;
        return around + std::chrono::milliseconds(std::llround(distance));
    };
    const TimeRange wanted { scaled(now.from), scaled(now.to) };
    setRange(factor > 1 ? wanted : within(wanted, limits()));
}

// What navigation stays in: the whole days of the data, and where we already are.
TimeRange ScopeStack::limits() const
{
    const Zone& zone = scope().zone;
    const TimeRange now = scope().range;
    if (m_data.empty())
        return now;
    return { std::min(dayOf(m_data.from, zone), now.from), std::max(dayAfter(m_data.to, zone), now.to) };
}

TimeRange ScopeStack::lastDays(int days) const
{
    const Zone& zone = scope().zone;
    if (days == 1)
        return roundedOutward({ m_data.to - 24h, m_data.to });
    const UtcTime to = dayAfter(m_data.to, zone);
    return { std::max(daysEarlier(to, days, zone), dayOf(m_data.from, zone)), to };
}

TimeRange ScopeStack::allTime() const
{
    return { dayOf(m_data.from, scope().zone), dayAfter(m_data.to, scope().zone) };
}

void ScopeStack::showLast(int days)
{
    if (m_data.empty())
        return;
    setRange(lastDays(days));
    m_lastDays = days;
}

void ScopeStack::showAllTime()
{
    if (m_data.empty())
        return;
    setRange(allTime());
    m_lastDays = kAllDays;
}

void ScopeStack::showAll()
{
    Scope next = scope();
    next.filters = {};
    if (!m_data.empty())
        next.range = allTime();
    set(next);
    m_lastDays = kAllDays;
}

Bucket ScopeStack::bucket() const
{
    const auto length = scope().range.length();
    if (scope().range.empty())
        return m_bucket.value_or(Bucket::Hour);
    if (m_bucket) {
        for (const Bucket bucket : { Bucket::FiveMinutes, Bucket::Hour, Bucket::Day }) {
            if (bucket >= *m_bucket && length / lengthOf(bucket) <= kMostBuckets)
                return bucket;
        }
        return Bucket::Week;
    }
    if (length <= 12h)
        return Bucket::FiveMinutes;
    if (length <= 5 * 7 * 24h)
        return Bucket::Hour;
    return length <= 550 * 24h ? Bucket::Day : Bucket::Week;
}

void ScopeStack::setBucket(std::optional<Bucket> bucket)
{
    if (bucket == m_bucket)
        return;
    m_bucket = bucket;
    emit changed(scope());
}

} // namespace mv
