// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/rates.h"
#include "models/store/queries/cells.h"
#include <algorithm>
#include <fmt/format.h>

namespace mv {
namespace {

// A group's counts are about 70 bytes a bucket.
constexpr std::size_t kMostCells = 4'000'000;

struct Grouping {
    std::optional<NameKind> kind; // whose names the groups have
    std::vector<Column> columns;  // needed from facts
    bool cubeKnows = true;
};

Grouping groupingOf(GroupBy by)
{
    switch (by) {
    case GroupBy::Provider:
        return { NameKind::Provider, { Column::Provider }, true };
    case GroupBy::Source:
        return { NameKind::Source, { Column::Source }, true };
    case GroupBy::Server:
        return { NameKind::Server, { Column::Server }, true };
    case GroupBy::SenderDomain:
        return { NameKind::Domain, { Column::SenderDomain }, false };
    case GroupBy::RecipientDomain:
        return { NameKind::Domain, { Column::RecipientDomain }, false };
    case GroupBy::Reason:
        return { NameKind::Reason, { Column::Reason }, true };
    case GroupBy::Template:
        return { NameKind::Template, { Column::Template }, true };
    case GroupBy::Outcome:
    case GroupBy::Nothing:
        break;
    }
    return {};
}

NameId groupOf(GroupBy by, const CellLabels& labels)
{
    switch (by) {
    case GroupBy::Provider:
        return labels.provider;
    case GroupBy::Source:
        return labels.source;
    case GroupBy::Server:
        return labels.server;
    case GroupBy::SenderDomain:
        return labels.senderDomain;
    case GroupBy::RecipientDomain:
        return labels.recipientDomain;
    case GroupBy::Reason:
        return labels.reason;
    case GroupBy::Template:
        return labels.templ;
    case GroupBy::Outcome:
        return labels.result & 7U;
    case GroupBy::Nothing:
        break;
    }
    return 0;
}

// Groups in the making, by number.
class Groups {
public:
    explicit Groups(std::size_t buckets)
        : m_buckets(buckets)
    {
    }
    RateGroup& of(NameId id)
    {
        if (id >= m_index.size())
            m_index.resize(id + 1, -1);
        if (m_index[id] < 0) {
            if ((groups.size() + 1) * m_buckets > kMostCells)
                throw std::runtime_error(
                    fmt::format("More than {} groups in {} buckets: choose longer buckets or a shorter time.",
                        groups.size(), m_buckets));
            m_index[id] = static_cast<std::int32_t>(groups.size());
            ids.push_back(id);
            groups.emplace_back().buckets.resize(m_buckets);
        }
        return groups[static_cast<std::size_t>(m_index[id])];
    }
    std::vector<RateGroup> groups;
    std::vector<NameId> ids;

private:
    std::size_t m_buckets;
    std::vector<std::int32_t> m_index;
};

std::string nameOf(Reader::Impl& impl, const RateQuestion& q, const Grouping& grouping, NameId id)
{
    if (q.by == GroupBy::Provider && !q.unlistedApart && id == kOther)
        return std::string(kOtherProviders);
    if (grouping.kind)
        return std::string(impl.names(*grouping.kind).text(id));
    return q.by == GroupBy::Outcome ? std::string(toString(static_cast<Outcome>(id))) : std::string();
}

RateRows rates(Reader::Impl& impl, const RateQuestion& q, const std::stop_token& stop)
{
    RateRows rows;
    rows.edges = edgesOf(q.scope, q.bucket);
    rows.comparedEdges = comparedEdgesOf(q.scope, rows.edges);
    rows.covered = coveredBuckets(impl, rows.edges);
    rows.comparedCovered = coveredBuckets(impl, rows.comparedEdges);
    const Names& providers = impl.names(NameKind::Provider);
    for (NameId id = 1; id < providers.size(); ++id)
        rows.unlistedProviders += impl.listed(id) ? 0U : 1U;

    const Selection selection(impl, q.scope.filters);
    const Grouping grouping = groupingOf(q.by);
    const Buckets buckets(rows.edges, q.scope.range);
    Groups groups(std::max<std::size_t>(1, rows.covered.size()));
    const Walk walk { selection, buckets, grouping.columns, q.unlistedApart, !grouping.cubeKnows };
    const NotKept notKept = walkCells(impl, walk, stop, [&](const CellLabels& labels) {
        Counts* counts = groups.of(groupOf(q.by, labels)).buckets.data();
        return [counts, result = labels.result](
                   std::size_t bucket, std::uint64_t count) { addTo(counts[bucket], result, count); };
    });
    notKept.uncover(rows.edges, rows.covered);
    rows.keptFrom = notKept.keptFrom();
    if (q.scope.compares()) {
        const Buckets past(rows.comparedEdges, q.scope.comparedRange());
        const Walk again { selection, past, grouping.columns, q.unlistedApart, !grouping.cubeKnows };
        const NotKept inPast = walkCells(impl, again, stop, [&](const CellLabels& labels) {
            RateGroup& group = groups.of(groupOf(q.by, labels));
            if (group.comparedBuckets.empty())
                group.comparedBuckets.resize(group.buckets.size());
            return [counts = group.comparedBuckets.data(), result = labels.result](
                       std::size_t bucket, std::uint64_t count) { addTo(counts[bucket], result, count); };
        });
        inPast.uncover(rows.comparedEdges, rows.comparedCovered);
        if (!rows.keptFrom)
            rows.keptFrom = inPast.keptFrom();
    }
    for (std::size_t i = 0; i < groups.groups.size(); ++i) {
        RateGroup& group = groups.groups[i];
        group.name = nameOf(impl, q, grouping, groups.ids[i]);
        for (const Counts& counts : group.buckets)
            group.total += counts;
        if (q.scope.compares())
            group.comparedBuckets.resize(group.buckets.size());
        for (const Counts& counts : group.comparedBuckets)
            group.comparedTotal += counts;
        rows.total += group.total;
        rows.comparedTotal += group.comparedTotal;
    }
    rows.groups = std::move(groups.groups);
    std::ranges::sort(rows.groups, [](const RateGroup& a, const RateGroup& b) {
        return a.total.attempts() != b.total.attempts() ? a.total.attempts() > b.total.attempts() : a.name < b.name;
    });
    return rows;
}

} // namespace

Result<RateRows> ask(Reader& reader, const RateQuestion& question, std::stop_token stop)
{
    return answer(reader, stop, [&](Reader::Impl& impl) { return rates(impl, question, stop); });
}

} // namespace mv
