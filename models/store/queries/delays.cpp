// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/delays.h"
#include "models/mail/productlimit.h"
#include "models/store/delaybuckets.h"
#include "models/store/queries/cells.h"
#include "models/store/queries/rates.h"
#include "models/store/times.h"
#include <algorithm>
#include <array>
#include <map>
#include <numeric>

namespace mv {
namespace {

// Recipients by delay, or by age so far.
struct Histogram {
    std::array<std::uint32_t, kDelayBuckets> finished {}, waiting {};
};

using Spread = std::array<std::uint64_t, kDelayBuckets>;

// One period: all recipients that arrived in it, by bucket of time and by provider.
struct Period {
    explicit Period(const Buckets& b)
        : buckets(b)
        , byBucket(b.size())
    {
    }
    void finished(NameId provider, std::size_t bucket, std::size_t delay, std::uint64_t count)
    {
        byBucket[bucket].finished[delay] += static_cast<std::uint32_t>(count);
        byProvider[provider].finished[delay] += static_cast<std::uint32_t>(count);
    }
    void waiting(NameId provider, std::size_t bucket, std::size_t age)
    {
        ++byBucket[bucket].waiting[age];
        ++byProvider[provider].waiting[age];
    }
    const Buckets& buckets;
    std::vector<Histogram> byBucket;
    std::map<NameId, Histogram> byProvider;
};

DelayCell cellOf(const Histogram& h)
{
    const Spread finished = [&] {
        Spread s {};
        std::ranges::copy(h.finished, s.begin());
        return s;
    }();
    const Spread waiting = [&] {
        Spread s {};
        std::ranges::copy(h.waiting, s.begin());
        return s;
    }();
    const auto delay = [&](double share) -> std::optional<Delay> {
        const auto at = quantile(finished, waiting, share);
        if (!at)
            return std::nullopt;
        const auto ms = at->atLeast ? delayBucketFrom(at->bucket) : delayBucketMiddle(at->bucket);
        return Delay { std::chrono::milliseconds(ms), at->atLeast };
    };
    DelayCell cell { delay(0.5), delay(0.9), delay(0.95), 0, 0 };
    cell.finished = std::accumulate(finished.begin(), finished.end(), std::uint64_t { 0 });
    cell.waiting = std::accumulate(waiting.begin(), waiting.end(), std::uint64_t { 0 });
    return cell;
}

void addTo(Histogram& sum, const Histogram& more)
{
    for (std::size_t i = 0; i < kDelayBuckets; ++i) {
        sum.finished[i] += more.finished[i];
        sum.waiting[i] += more.waiting[i];
    }
}

DelayCell totalOf(const std::vector<Histogram>& histograms)
{
    Histogram sum;
    for (const Histogram& h : histograms)
        addTo(sum, h);
    return cellOf(sum);
}

// Facts of final recipients that arrived in from <= t < to.
void countFacts(Reader::Impl& impl, const Selection& selection, std::int64_t fromMs, std::int64_t toMs, Period& period,
    const std::stop_token& stop)
{
    if (fromMs >= toMs)
        return;
    std::vector<Column> columns = selection.columns();
    for (const Column c : { Column::Time, Column::Result, Column::Delay, Column::Provider })
        columns.push_back(c);
    std::ranges::sort(columns);
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    Facts facts;
    for (const BlockInfo& block : impl.blocks.all()) {
        if (block.maxMs < fromMs || block.minArrivalMs >= toMs)
            continue;
        throwIfStopped(stop);
        impl.blocks.read(block, columns, facts);
        const auto id = [&](Column c, std::size_t row) {
            return std::ranges::binary_search(columns, c) ? facts.id(c, row) : NameId { 0 };
        };
        for (std::size_t row = 0; row < block.rows; ++row) {
            const auto delay = facts[Column::Delay][row];
            const auto result = facts.result(row);
            const auto arrival = facts[Column::Time][row] - delay;
            if (delay < 0 || !isFinal(outcomeOf(result)) || arrival < fromMs || arrival >= toMs)
                continue;
            const CellLabels labels { facts.id(Column::Provider, row), id(Column::Source, row), id(Column::Server, row),
                id(Column::SenderDomain, row), id(Column::RecipientDomain, row), id(Column::Template, row),
                id(Column::Reason, row), withoutStage(result) };
            if (selection.keeps(labels))
                period.finished(impl.listed(labels.provider) ? labels.provider : kOther, period.buckets.at(arrival),
                    delayBucketOf(delay), 1);
        }
    }
}

void countCube(Reader::Impl& impl, const Selection& selection, std::int64_t fromMs, std::int64_t toMs, Period& period,
    const std::stop_token& stop)
{
    SlotBuckets slots(period.buckets, fromMs, toMs, kDelaySlotMs);
    const auto visitSegment = [&](std::int64_t day, const CubeDay& segment) {
        throwIfStopped(stop);
        slots.setDay(day);
        for (std::size_t k = 0; k < segment.keys(); ++k) {
            const auto key = RateKey::from(segment.key(k));
            if (!selection.keeps({ key.provider, key.source, key.server }))
                continue;
            Histogram& ofProvider = period.byProvider[impl.listed(key.provider) ? key.provider : kOther];
            for (std::size_t i = segment.begin(k); i < segment.end(k); ++i) {
                const auto bucket = slots.bucketOf(segment.cell(i) >> 8U);
                const std::size_t delay = segment.cell(i) & 0xffU;
                if (delay >= kDelayBuckets)
                    throw DamagedData("an aggregate has a delay outside of its buckets");
                if (bucket < 0)
                    continue;
                const auto count = static_cast<std::uint32_t>(segment.count(i));
                period.byBucket[static_cast<std::size_t>(bucket)].finished[delay] += count;
                ofProvider.finished[delay] += count;
            }
        }
    };
    forEachSegment(impl.db, CubeId::Delays, floorDivide(fromMs, kDayMs), floorDivide(toMs - 1, kDayMs), visitSegment);
}

// As walkCells(), by time of arrival.
NotKept countFinished(Reader::Impl& impl, const Selection& selection, Period& period, const std::stop_token& stop)
{
    NotKept notKept;
    const std::int64_t from = period.buckets.fromMs(), to = period.buckets.toMs();
    const std::int64_t cubeFrom = -floorDivide(-from, kDelaySlotMs) * kDelaySlotMs;
    const std::int64_t cubeTo = floorDivide(to, kDelaySlotMs) * kDelaySlotMs;
    if (!selection.inDelayCube() || !period.buckets.aligned(kDelaySlotMs) || cubeFrom >= cubeTo) {
        notKept.add(impl, from, to);
        countFacts(impl, selection, from, to, period, stop);
        return notKept;
    }
    notKept.add(impl, from, cubeFrom);
    notKept.add(impl, cubeTo, to);
    countFacts(impl, selection, from, cubeFrom, period, stop);
    countCube(impl, selection, cubeFrom, cubeTo, period, stop);
    countFacts(impl, selection, cubeTo, to, period, stop);
    return notKept;
}

using Oldest = std::map<NameId, std::int64_t>; // arrival, by provider

void countWaiting(Reader::Impl& impl, const Selection& selection, std::int64_t asOfMs, Period& period, Oldest* oldest)
{
    for (const Waiting& w : impl.waiting()) {
        if (!selection.keepsWaiting(w) || w.arrivedMs < period.buckets.fromMs() || w.arrivedMs >= period.buckets.toMs())
            continue;
        const NameId provider = impl.listed(w.provider) ? w.provider : kOther;
        period.waiting(provider, period.buckets.at(w.arrivedMs), delayBucketOf(asOfMs - w.arrivedMs));
        if (oldest != nullptr) {
            auto& arrived = oldest->try_emplace(provider, w.arrivedMs).first->second;
            arrived = std::min(arrived, w.arrivedMs);
        }
    }
}

std::int64_t lastLine(Reader::Impl& impl)
{
    sql::Statement last(impl.db, "SELECT coalesce(max(max_ms), 0) FROM fact_block");
    last.step();
    return std::max(last.int64(0), impl.pruned().lastMs);
}

// By p95, descending; providers without one at the end.
bool slower(const DelayRow& a, const DelayRow& b)
{
    const auto key = [](const DelayRow& row) {
        const auto& p95 = row.cell.p95;
        return std::pair(p95 ? p95->value.count() : -1, p95 && p95->atLeast);
    };
    return key(a) != key(b) ? key(a) > key(b) : a.provider < b.provider;
}

DelayRows delays(Reader::Impl& impl, const DelayQuestion& q, const std::stop_token& stop)
{
    DelayRows rows;
    rows.edges = edgesOf(q.scope, q.bucket);
    rows.comparedEdges = comparedEdgesOf(q.scope, rows.edges);
    rows.covered = coveredBuckets(impl, rows.edges);
    const std::int64_t asOf = lastLine(impl);
    rows.asOf = timeAt(asOf);
    const Selection selection(impl, q.scope.filters);
    const Buckets now(rows.edges, q.scope.range);
    const Buckets past(rows.comparedEdges, q.scope.comparedRange());
    Period period(now), compared(past);
    Oldest oldest;
    const NotKept notKept = countFinished(impl, selection, period, stop);
    notKept.uncover(rows.edges, rows.covered);
    rows.keptFrom = notKept.keptFrom();
    countWaiting(impl, selection, asOf, period, &oldest);
    if (q.scope.compares()) {
        const NotKept inPast = countFinished(impl, selection, compared, stop);
        if (!rows.keptFrom)
            rows.keptFrom = inPast.keptFrom();
        countWaiting(impl, selection, asOf, compared, nullptr);
    }
    std::ranges::transform(period.byBucket, std::back_inserter(rows.buckets), cellOf);
    std::ranges::transform(compared.byBucket, std::back_inserter(rows.comparedBuckets), cellOf);
    rows.total = totalOf(period.byBucket);
    for (const auto& [provider, histogram] : period.byProvider) {
        DelayRow row;
        row.provider = provider == kOther ? std::string(kOtherProviders)
                                          : std::string(impl.names(NameKind::Provider).text(provider));
        row.cell = cellOf(histogram);
        if (row.cell.finished + row.cell.waiting == 0)
            continue;
        if (const auto before = compared.byProvider.find(provider); before != compared.byProvider.end())
            row.compared = cellOf(before->second);
        if (const auto arrived = oldest.find(provider); arrived != oldest.end())
            row.oldestWaiting = std::chrono::milliseconds(std::max<std::int64_t>(0, asOf - arrived->second));
        rows.providers.push_back(std::move(row));
    }
    std::ranges::sort(rows.providers, slower);
    return rows;
}

} // namespace

Result<DelayRows> ask(Reader& reader, const DelayQuestion& question, std::stop_token stop)
{
    return answer(reader, stop, [&](Reader::Impl& impl) { return delays(impl, question, stop); });
}

} // namespace mv
