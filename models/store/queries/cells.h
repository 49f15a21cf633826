// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/aggregates.h"
#include "models/store/queries/selection.h"
#include <algorithm>
#include <vector>

// How every count is counted: a walk over the cells of the cube or, where these don't know enough, over the facts. Both
// tell the same (labels, bucket, count), so that no two questions can disagree.
namespace mv {

struct Walk {
    const Selection& selection;
    const Buckets& buckets;
    std::vector<Column> columns; // of facts that the visitor looks at: Source, Server, ...
    bool unlistedApart = false;  // else the provider of a fact that no table lists is kOther, as in the cube
    bool factsOnly = false;
};

// The buckets of the slots of one day of a cube.
class SlotBuckets {
public:
    SlotBuckets(const Buckets& buckets, std::int64_t fromMs, std::int64_t toMs, std::int64_t slotMs)
        : m_buckets(buckets)
        , m_fromMs(fromMs)
        , m_toMs(toMs)
        , m_slotMs(slotMs)
        , m_bucketOfSlot(static_cast<std::size_t>(kDayMs / slotMs))
    {
    }
    void setDay(std::int64_t day)
    {
        for (std::size_t slot = 0; slot < m_bucketOfSlot.size(); ++slot) {
            const std::int64_t at = day * kDayMs + static_cast<std::int64_t>(slot) * m_slotMs;
            m_bucketOfSlot[slot] = at < m_fromMs || at >= m_toMs ? -1 : static_cast<std::int32_t>(m_buckets.at(at));
        }
    }
    std::int32_t bucketOf(std::size_t slot) const // -1: not in the range
    {
        if (slot >= m_bucketOfSlot.size())
            throw DamagedData("an aggregate has a cell outside of its day");
        return m_bucketOfSlot[slot];
    }

private:
    const Buckets& m_buckets;
    std::int64_t m_fromMs, m_toMs, m_slotMs;
    std::vector<std::int32_t> m_bucketOfSlot;
};

namespace walk {

// All facts in from <= t < to. Where they are no longer kept is not answered.
template <class Visit>
void facts(Reader::Impl& impl, const Walk& walk, std::int64_t fromMs, std::int64_t toMs, const std::stop_token& stop,
    Visit& visit, NotKept& notKept)
{
    notKept.add(impl, fromMs, toMs);
    if (fromMs >= toMs)
        return;
    std::vector<Column> columns = walk.selection.columns();
    columns.insert(columns.end(), walk.columns.begin(), walk.columns.end());
    columns.push_back(Column::Time);
    columns.push_back(Column::Result);
    std::ranges::sort(columns);
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());

    std::vector<bool> listed(impl.names(NameKind::Provider).size());
    for (NameId id = 0; id < listed.size(); ++id)
        listed[id] = impl.listed(id);
    Facts facts;
    for (const BlockInfo& block : impl.blocks.touching(fromMs, toMs)) {
        throwIfStopped(stop);
        impl.blocks.read(block, columns, facts);
        const auto* times = facts[Column::Time].data();
        const auto column = [&](Column c) -> const std::int64_t* {
            return std::ranges::binary_search(columns, c) ? facts[c].data() : nullptr;
        };
        const auto *providers = column(Column::Provider), *sources = column(Column::Source),
                   *servers = column(Column::Server), *senders = column(Column::SenderDomain),
                   *recipients = column(Column::RecipientDomain), *templates = column(Column::Template),
                   *reasons = column(Column::Reason);
        const auto id = [](const std::int64_t* ids, std::size_t row) {
            return ids == nullptr ? NameId { 0 } : static_cast<NameId>(ids[row]);
        };
        for (std::size_t row = 0; row < block.rows; ++row) {
            if (times[row] < fromMs || times[row] >= toMs)
                continue;
            CellLabels labels { id(providers, row), id(sources, row), id(servers, row), id(senders, row),
                id(recipients, row), id(templates, row), id(reasons, row), withoutStage(facts.result(row)) };
            if (!walk.selection.keeps(labels))
                continue;
            if (!walk.unlistedApart && (labels.provider >= listed.size() || !listed[labels.provider]))
                labels.provider = kOther;
            visit(labels)(walk.buckets.at(times[row]), std::uint64_t { 1 });
        }
    }
}

// All cells from..to, which are multiples of a slot.
template <class Visit>
void cube(Reader::Impl& impl, const Walk& walk, std::int64_t fromMs, std::int64_t toMs, const std::stop_token& stop,
    Visit& visit)
{
    if (fromMs >= toMs)
        return;
    SlotBuckets slots(walk.buckets, fromMs, toMs, kRateSlotMs);
    const auto visitSegment = [&](std::int64_t day, const CubeDay& segment) {
        throwIfStopped(stop);
        slots.setDay(day);
        for (std::size_t k = 0; k < segment.keys(); ++k) {
            const RateKey key = RateKey::from(segment.key(k));
            CellLabels labels { key.provider, key.source, key.server, 0, 0, key.templ, key.reason, key.result };
            if (!walk.selection.keeps(labels))
                continue;
            if (!impl.listed(labels.provider)) // any more: the labels are older than what is kept
                labels.provider = kOther;
            auto count = visit(labels);
            for (std::size_t i = segment.begin(k); i < segment.end(k); ++i) {
                if (const auto bucket = slots.bucketOf(segment.cell(i)); bucket >= 0)
                    count(static_cast<std::size_t>(bucket), static_cast<std::uint64_t>(segment.count(i)));
            }
        }
    };
    forEachSegment(impl.db, CubeId::Rates, floorDivide(fromMs, kDayMs), floorDivide(toMs - 1, kDayMs), visitSegment);
}

} // namespace walk

// Calls visit(const CellLabels&)(std::size_t bucket, std::uint64_t count) for everything in the selection and the
// buckets: visit() says where what has these labels is counted, so that it decides once for the many cells of a key.
// The cube answers as much of the range as lies on its quarters of an hour; the ends, if any, are read from facts.
// Returns what of it could not be answered.
template <class Visit> NotKept walkCells(Reader::Impl& impl, const Walk& w, const std::stop_token& stop, Visit&& visit)
{
    const std::int64_t from = w.buckets.fromMs(), to = w.buckets.toMs();
    const std::int64_t cubeFrom = -floorDivide(-from, kRateSlotMs) * kRateSlotMs;
    const std::int64_t cubeTo = floorDivide(to, kRateSlotMs) * kRateSlotMs;
    const bool byCube = !w.factsOnly && !w.unlistedApart && w.selection.inCube() && w.buckets.aligned(kRateSlotMs);
    NotKept notKept;
    if (!byCube || cubeFrom >= cubeTo) {
        walk::facts(impl, w, from, to, stop, visit, notKept);
        return notKept;
    }
    walk::facts(impl, w, from, cubeFrom, stop, visit, notKept);
    walk::cube(impl, w, cubeFrom, cubeTo, stop, visit);
    walk::facts(impl, w, cubeTo, to, stop, visit, notKept);
    return notKept;
}

} // namespace mv
