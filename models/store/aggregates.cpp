// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/aggregates.h"
#include "models/store/delaybuckets.h"
#include <algorithm>

namespace mv {
namespace {

constexpr std::int64_t kSegmentsOfADay = 8;

// Appends a segment to a day, or makes one of all when there are enough.
void saveDay(sql::Connection& db, CubeId cube, std::int64_t day, CubeBuilder& builder, bool mergeNow)
{
    const int id = static_cast<int>(cube);
    sql::Statement known(db, "SELECT count(*), coalesce(max(seq), 0) FROM cube_segment WHERE cube = ? AND day = ?");
    known.bind(id, day).step();
    const bool merge = mergeNow || known.int64(0) >= kSegmentsOfADay;
    const std::int64_t seq = known.int64(1) + 1;
    if (merge) {
        forEachSegment(db, cube, day, day, [&](std::int64_t, const CubeDay& segment) { builder.add(segment); });
        sql::Statement remove(db, "DELETE FROM cube_segment WHERE cube = ? AND day = ?");
        remove.run(id, day);
    }
    const std::string data = builder.encode();
    if (data.empty())
        return;
    sql::Statement insert(db, "INSERT INTO cube_segment(cube, day, seq, data) VALUES(?, ?, ?, ?)");
    insert.run(id, day, seq, sql::Blob { data });
}

} // namespace

void Aggregates::add(const Facts& facts) { count(facts, 1); }

void Aggregates::subtract(const Facts& facts)
{
    count(facts, -1);
    m_subtracted = true;
}

void Aggregates::count(const Facts& facts, std::int64_t sign)
{
    // Facts come nearly in order of time: the day is mostly the one of the fact before.
    std::array<std::pair<std::int64_t, CubeBuilder*>, 2> last {};
    const auto dayOf = [&](CubeId cube, std::int64_t day) -> CubeBuilder& {
        auto& [lastDay, builder] = last[static_cast<std::size_t>(cube)];
        if (builder == nullptr || lastDay != day) {
            lastDay = day;
            builder = &m_days[{ cube, day }];
        }
        return *builder;
    };
    for (std::size_t row = 0; row < facts.size(); ++row) {
        const auto at = facts[Column::Time][row];
        const auto result = facts.result(row);
        const auto outcome = outcomeOf(result);
        const auto provider = facts.id(Column::Provider, row);
        const RateKey key { m_dimensions.listed(provider) ? provider : kOther, facts.id(Column::Source, row),
            facts.id(Column::Server, row), withoutStage(result), facts.id(Column::Template, row),
            facts.id(Column::Reason, row) };
        const auto day = floorDivide(at, kDayMs);
        dayOf(CubeId::Rates, day)
            .add(key.packed(), static_cast<std::uint32_t>((at - day * kDayMs) / kRateSlotMs), sign);
        if (const auto delay = facts[Column::Delay][row]; delay >= 0 && isFinal(outcome)) {
            const auto arrival = at - delay;
            const auto arrivalDay = floorDivide(arrival, kDayMs);
            const auto slot = static_cast<std::uint32_t>((arrival - arrivalDay * kDayMs) / kDelaySlotMs);
            dayOf(CubeId::Delays, arrivalDay)
                .add({ key.provider, key.source, key.server }, delayCell(slot, delayBucketOf(delay)), sign);
        }
        if (sign > 0) {
            auto& seen = m_sightings[{ key.templ, outcome }];
            if (seen.code == 0 && seen.enhanced == 0) {
                seen.code = facts[Column::Code][row];
                seen.enhanced = facts[Column::Enhanced][row];
            }
            seen.firstMs = std::min(seen.firstMs, at);
            seen.lastMs = std::max(seen.lastMs, at);
        }
    }
}

void Aggregates::save(sql::Connection& db)
{
    for (auto& [which, builder] : m_days)
        saveDay(db, which.first, which.second, builder, m_subtracted);
    m_days.clear();
    sql::Statement see(db,
        "INSERT INTO reply(template, outcome, code, enhanced, first_ms, last_ms) VALUES(?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET first_ms = min(first_ms, excluded.first_ms), "
        "last_ms = max(last_ms, excluded.last_ms)");
    for (const auto& [reply, seen] : m_sightings)
        see.run(reply.first, static_cast<int>(reply.second), seen.code, seen.enhanced, seen.firstMs, seen.lastMs);
    m_sightings.clear();
    if (std::exchange(m_subtracted, false))
        recountReplies(db);
}

void forEachSegment(sql::Connection& db, CubeId cube, std::int64_t firstDay, std::int64_t lastDay,
    const std::function<void(std::int64_t day, const CubeDay&)>& each)
{
    sql::Statement segments(
        db, "SELECT day, data FROM cube_segment WHERE cube = ? AND day >= ? AND day <= ? ORDER BY day, seq");
    segments.bind(static_cast<int>(cube), firstDay, lastDay);
    CubeDay segment;
    while (segments.step()) {
        segment.decode(segments.blob(1));
        each(segments.int64(0), segment);
    }
}

void clearAggregates(sql::Connection& db) { db.exec("DELETE FROM cube_segment; DELETE FROM reply"); }

void recountReplies(sql::Connection& db)
{
    std::map<std::pair<NameId, Outcome>, std::pair<std::int64_t, std::int64_t>> spans;
    const auto always = std::numeric_limits<std::int64_t>::max();
    forEachSegment(db, CubeId::Rates, -always, always, [&](std::int64_t day, const CubeDay& segment) {
        for (std::size_t k = 0; k < segment.keys(); ++k) {
            const auto key = RateKey::from(segment.key(k));
            const auto first = day * kDayMs + segment.cell(segment.begin(k)) * kRateSlotMs;
            const auto last = day * kDayMs + segment.cell(segment.end(k) - 1) * kRateSlotMs;
            auto& span = spans.try_emplace({ key.templ, outcomeOf(key.result) }, first, last).first->second;
            span = { std::min(span.first, first), std::max(span.second, last) };
        }
    });
    sql::Statement known(db, "SELECT template, outcome FROM reply");
    std::vector<std::pair<NameId, Outcome>> gone;
    while (known.step()) {
        const std::pair reply { static_cast<NameId>(known.int64(0)), static_cast<Outcome>(known.int64(1)) };
        if (!spans.contains(reply))
            gone.push_back(reply);
    }
    known.reset();
    sql::Statement remove(db, "DELETE FROM reply WHERE template = ? AND outcome = ?");
    for (const auto& [templ, outcome] : gone)
        remove.run(templ, static_cast<int>(outcome));
    sql::Statement update(db, "UPDATE reply SET first_ms = ?, last_ms = ? WHERE template = ? AND outcome = ?");
    for (const auto& [reply, span] : spans)
        update.run(span.first, span.second, reply.first, static_cast<int>(reply.second));
}

} // namespace mv
