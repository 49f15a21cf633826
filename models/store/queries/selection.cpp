// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/selection.h"
#include "models/store/queries/rates.h"
#include "models/store/times.h"
#include <algorithm>

namespace mv {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

} // namespace

Selection::Kept Selection::resolve(Reader::Impl& impl, NameKind kind, const std::vector<std::string>& wanted)
{
    if (wanted.empty())
        return std::nullopt;
    const Names& names = impl.names(kind);
    std::vector<bool> kept(names.size());
    for (const auto& text : wanted) {
        if (const auto id = names.find(text))
            kept[*id] = true;
    }
    return kept;
}

void Selection::resolveProviders(Reader::Impl& impl, const std::vector<std::string>& wanted)
{
    m_providers = resolve(impl, NameKind::Provider, wanted);
    if (!m_providers)
        return;
    if (std::ranges::find(wanted, kOtherProviders) != wanted.end()) {
        for (NameId id = 0; id < m_providers->size(); ++id) {
            if (!impl.listed(id))
                (*m_providers)[id] = true;
        }
        return;
    }
    for (NameId id = 0; id < m_providers->size(); ++id)
        m_unlistedNamed = m_unlistedNamed || ((*m_providers)[id] && !impl.listed(id));
}

Selection::Selection(Reader::Impl& impl, const Filters& filters)
    : m_sources(resolve(impl, NameKind::Source, filters.sources))
    , m_servers(resolve(impl, NameKind::Server, filters.servers))
    , m_senderDomains(resolve(impl, NameKind::Domain, filters.senderDomains))
    , m_recipientDomains(resolve(impl, NameKind::Domain, filters.recipientDomains))
    , m_templates(resolve(impl, NameKind::Template, filters.templates))
    , m_reasons(resolve(impl, NameKind::Reason, filters.reasons))
{
    resolveProviders(impl, filters.providers);
    if (!filters.outcomes.empty()) {
        m_outcomes = 0;
        for (const Outcome outcome : filters.outcomes)
            m_outcomes |= 1U << static_cast<unsigned>(outcome);
    }
}

std::vector<Column> Selection::columns() const
{
    std::vector<Column> columns;
    const auto add = [&](const Kept& kept, Column column) {
        if (kept)
            columns.push_back(column);
    };
    add(m_providers, Column::Provider);
    add(m_sources, Column::Source);
    add(m_servers, Column::Server);
    add(m_senderDomains, Column::SenderDomain);
    add(m_recipientDomains, Column::RecipientDomain);
    add(m_templates, Column::Template);
    add(m_reasons, Column::Reason);
    return columns;
}

Buckets::Buckets(const std::vector<UtcTime>& edges, TimeRange range)
{
    if (edges.size() < 2 || range.empty())
        return;
    m_edges.reserve(edges.size());
    for (const UtcTime edge : edges)
        m_edges.push_back(ms(edge));
    m_fromMs = std::max(ms(range.from), m_edges.front());
    m_toMs = std::max(m_fromMs, std::min(ms(range.to), m_edges.back()));
}

std::size_t Buckets::find(std::int64_t t) const
{
    const auto after = std::ranges::upper_bound(m_edges, t);
    return m_last = static_cast<std::size_t>(after - m_edges.begin()) - 1;
}

bool Buckets::aligned(std::int64_t stepMs) const
{
    return std::ranges::all_of(
        m_edges, [&](std::int64_t edge) { return edge <= m_fromMs || edge >= m_toMs || edge % stepMs == 0; });
}

void NotKept::add(Reader::Impl& impl, std::int64_t fromMs, std::int64_t toMs)
{
    const std::int64_t keptFrom = impl.pruned().beforeMs;
    if (fromMs >= toMs || fromMs >= keptFrom)
        return;
    m_ranges.push_back({ timeAt(fromMs), timeAt(std::min(toMs, keptFrom)) });
    m_keptFrom = timeAt(keptFrom);
}

void NotKept::uncover(const std::vector<UtcTime>& edges, std::vector<bool>& covered) const
{
    for (std::size_t i = 0; i < covered.size() && i + 1 < edges.size(); ++i) {
        const auto touches = [&](const TimeRange& r) { return edges[i] < r.to && r.from < edges[i + 1]; };
        if (std::ranges::any_of(m_ranges, touches))
            covered[i] = false;
    }
}

std::vector<UtcTime> edgesOf(const Scope& scope, Bucket bucket) { return bucketEdges(scope.range, bucket, scope.zone); }

std::vector<UtcTime> comparedEdgesOf(const Scope& scope, const std::vector<UtcTime>& edges)
{
    std::vector<UtcTime> compared;
    if (!scope.compares())
        return compared;
    compared.reserve(edges.size());
    for (const UtcTime edge : edges) {
        const UtcTime earlier = daysEarlier(edge, scope.daysBack(), scope.zone);
        // An hour that the clocks skipped or repeated is a bucket without length, never one that runs backwards.
        compared.push_back(compared.empty() ? earlier : std::max(earlier, compared.back()));
    }
    return compared;
}

std::vector<bool> coveredBuckets(Reader::Impl& impl, const std::vector<UtcTime>& edges)
{
    if (edges.size() < 2)
        return {};
    std::vector<bool> covered(edges.size() - 1);
    sql::Statement hours(impl.db, "SELECT DISTINCT hour FROM coverage WHERE hour >= ? AND hour <= ? ORDER BY hour");
    hours.bind(ms(edges.front()) / kHourMs - 1, ms(edges.back()) / kHourMs);
    while (hours.step()) {
        const std::int64_t from = hours.int64(0) * kHourMs;
        const auto after = std::ranges::upper_bound(edges, from, {}, ms);
        // All buckets that the hour touches, from the one that it begins in.
        auto i = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, after - edges.begin() - 1));
        for (; i < covered.size() && ms(edges[i]) < from + kHourMs; ++i) {
            if (ms(edges[i + 1]) > from && edges[i] < edges[i + 1])
                covered[i] = true;
        }
    }
    return covered;
}

} // namespace mv
