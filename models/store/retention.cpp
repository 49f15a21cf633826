// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/retention.h"
#include "models/store/aggregates.h"
#include "models/store/schema.h"
#include "models/store/settings.h"
#include "models/store/times.h"
#include "models/store/writerimpl.h"
#include <algorithm>

namespace mv {
namespace {

void put(sql::Connection& db, const PrunedFacts& pruned)
{
    putMeta(db, "pruned_before", static_cast<std::uint64_t>(pruned.beforeMs));
    putMeta(db, "pruned_facts", pruned.facts);
    putMeta(db, "pruned_attempts", pruned.attempts);
    putMeta(db, "pruned_first", static_cast<std::uint64_t>(pruned.firstMs));
    putMeta(db, "pruned_last", static_cast<std::uint64_t>(pruned.lastMs));
}

bool isAttemptIn(const Facts& facts, std::size_t row) { return isAttempt(outcomeOf(facts.result(row))); }

void add(PrunedFacts& to, std::uint64_t facts, std::uint64_t attempts, std::int64_t firstMs, std::int64_t lastMs)
{
    to.firstMs = to.facts == 0 ? firstMs : std::min(to.firstMs, firstMs);
    to.lastMs = to.facts == 0 ? lastMs : std::max(to.lastMs, lastMs);
    to.facts += facts;
    to.attempts += attempts;
}

// The block goes, or what it has from before the time.
void pruneBlock(sql::Connection& db, Blocks& blocks, const BlockInfo& block, PrunedFacts& all)
{
    if (block.maxMs < all.beforeMs) {
        sql::Statement attempts(db, "SELECT attempts FROM fact_block WHERE id = ?");
        attempts.bind(block.id).step();
        add(all, block.rows, static_cast<std::uint64_t>(attempts.int64(0)), block.minMs, block.maxMs);
        attempts.reset();
        blocks.replace(block, {});
        return;
    }
    Facts facts;
    blocks.readAll(block, facts);
    std::vector<bool> keep(block.rows);
    for (std::size_t row = 0; row < block.rows; ++row) {
        const auto t = facts[Column::Time][row];
        keep[row] = t >= all.beforeMs;
        if (!keep[row])
            add(all, 1, isAttemptIn(facts, row) ? 1 : 0, t, t);
    }
    facts.keepOnly(keep);
    blocks.replace(block, facts);
}

} // namespace

PrunedFacts prunedFacts(sql::Connection& db)
{
    const auto value = [&db](std::string_view key) { return static_cast<std::int64_t>(metaValue(db, key)); };
    return { value("pruned_before"), metaValue(db, "pruned_facts"), metaValue(db, "pruned_attempts"),
        value("pruned_first"), value("pruned_last") };
}

std::int64_t midnightBefore(UtcTime t) { return floorDivide(ms(t), kDayMs) * kDayMs; }

int monthsKept(sql::Connection& db) { return monthsIn(settingValue(db, kMonthsKept)); }

OldFacts factsBefore(sql::Connection& db, Blocks& blocks, std::int64_t ms)
{
    sql::Statement whole(
        db, "SELECT coalesce(sum(rows), 0), coalesce(sum(attempts), 0) FROM fact_block WHERE max_ms < ?");
    whole.bind(ms).step();
    OldFacts old { static_cast<std::uint64_t>(whole.int64(0)), static_cast<std::uint64_t>(whole.int64(1)) };
    Facts facts;
    for (const BlockInfo& block : blocks.touching(ms, ms)) {
        blocks.read(block, { Column::Time, Column::Result }, facts);
        for (std::size_t row = 0; row < block.rows; ++row) {
            if (facts[Column::Time][row] >= ms)
                continue;
            ++old.facts;
            old.attempts += isAttemptIn(facts, row) ? 1U : 0U;
        }
    }
    return old;
}

std::vector<std::uint64_t> withoutOld(Facts& facts, std::span<FileRows> files, std::int64_t beforeMs)
{
    std::vector<std::uint64_t> lost(files.size());
    const auto& times = facts[Column::Time];
    const auto isOld = [beforeMs](std::int64_t t) { return t < beforeMs; };
    if (std::ranges::none_of(times, isOld))
        return lost;
    std::vector<bool> keep(times.size());
    std::transform(times.begin(), times.end(), keep.begin(), [&](std::int64_t t) { return !isOld(t); });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
        FileRows& of = files[i];
        lost[i] = static_cast<std::uint64_t>(std::count(keep.begin() + static_cast<std::ptrdiff_t>(of.begin),
            keep.begin() + static_cast<std::ptrdiff_t>(of.end), false));
        const std::size_t rows = of.end - of.begin - lost[i];
        of.begin = kept;
        of.end = kept += rows;
    }
    facts.keepOnly(keep);
    return lost;
}

Result<Writer::Pruned> Writer::prune(
    UtcTime before, std::stop_token stop, const std::function<void(double share)>& progress)
{
    Impl& impl = *m_impl;
    return impl.inTransaction([&]() -> Pruned {
        const sql::StopWith stopWith(impl.db, stop);
        PrunedFacts all = prunedFacts(impl.db);
        const std::uint64_t known = all.facts;
        const std::int64_t midnight = midnightBefore(before);
        Blocks blocks(impl.db);
        const auto old = midnight > all.beforeMs ? blocks.touching(0, midnight) : std::vector<BlockInfo>();
        if (old.empty())
            return { 0, timeAt(all.beforeMs), 0 };
        all.beforeMs = midnight;
        for (std::size_t i = 0; i < old.size(); ++i) {
            throwIfStopped(stop);
            pruneBlock(impl.db, blocks, old[i], all);
            if (progress)
                progress(static_cast<double>(i + 1) / static_cast<double>(old.size()));
        }
        throwIfStopped(stop);
        put(impl.db, all);
        requireThisVersion(impl.db);
        return { all.facts - known, timeAt(midnight), impl.nextGeneration() };
    });
}

UtcTime Writer::keptFrom() const
{
    return guarded(m_impl->path, [&] { return timeAt(prunedFacts(m_impl->db).beforeMs); }).value_or(UtcTime());
}

Result<std::uint64_t> Writer::compact(std::stop_token stop, double leastShare)
{
    sql::Connection& db = m_impl->db;
    return guarded(m_impl->path, [&]() -> std::uint64_t {
        const std::int64_t pages = pragma(db, "PRAGMA page_count"), free = pragma(db, "PRAGMA freelist_count");
        if (free == 0 || static_cast<double>(free) < leastShare * static_cast<double>(pages))
            return 0;
        const sql::StopWith stopWith(db, stop);
        db.exec("VACUUM");
        db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
        return static_cast<std::uint64_t>((pages - pragma(db, "PRAGMA page_count")) * pragma(db, "PRAGMA page_size"));
    });
}

} // namespace mv
