// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/aggregates.h"
#include "models/store/delaybuckets.h"
#include <algorithm>

namespace mv {
namespace {

constexpr std::int64_t kSegmentsOfADay = 8;
constexpr std::int64_t kAnyDay = std::numeric_limits<std::int64_t>::max();

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

// Facts come nearly in order of time: the day is mostly the one of the fact before.
class Aggregates::Days {
public:
    explicit Days(std::map<std::pair<CubeId, std::int64_t>, CubeBuilder>& all)
        : m_all(all)
    {
    }
    CubeBuilder& of(CubeId cube, std::int64_t day)
    {
        auto& [lastDay, builder] = m_last[static_cast<std::size_t>(cube)];
        if (builder == nullptr || lastDay != day) {
            lastDay = day;
            builder = &m_all[{ cube, day }];
        }
        return *builder;
    }

private:
    std::map<std::pair<CubeId, std::int64_t>, CubeBuilder>& m_all;
    std::array<std::pair<std::int64_t, CubeBuilder*>, 2> m_last {};
};

void Aggregates::add(const Facts& facts) { count(facts, 1); }

void Aggregates::subtract(const Facts& facts)
{
    count(facts, -1);
    m_subtracted = m_recount = true;
}

void Aggregates::subtractDelays(const Facts& facts, std::int64_t beforeDay)
{
    Days days(m_days);
    for (std::size_t row = 0; row < facts.size(); ++row)
        countDelay(facts, row, -1, beforeDay, days);
    m_subtracted = true;
}

NameId Aggregates::providerIn(const Facts& facts, std::size_t row) const
{
    const auto provider = facts.id(Column::Provider, row);
    return m_dimensions.listed(provider) ? provider : kOther;
}

void Aggregates::countDelay(
    const Facts& facts, std::size_t row, std::int64_t sign, std::int64_t beforeDay, Days& days) const
{
    const auto delay = facts[Column::Delay][row];
    if (delay < 0 || !isFinal(outcomeOf(facts.result(row))))
        return;
    const auto arrival = facts[Column::Time][row] - delay;
    const auto day = floorDivide(arrival, kDayMs);
    if (day >= beforeDay)
        return;
    const auto slot = static_cast<std::uint32_t>((arrival - day * kDayMs) / kDelaySlotMs);
    days.of(CubeId::Delays, day)
        .add({ providerIn(facts, row), facts.id(Column::Source, row), facts.id(Column::Server, row) },
            delayCell(slot, delayBucketOf(delay)), sign);
}

void Aggregates::count(const Facts& facts, std::int64_t sign)
{
    Days days(m_days);
    for (std::size_t row = 0; row < facts.size(); ++row) {
        const auto at = facts[Column::Time][row];
        const auto result = facts.result(row);
        const RateKey key { providerIn(facts, row), facts.id(Column::Source, row), facts.id(Column::Server, row),
            withoutStage(result), facts.id(Column::Template, row), facts.id(Column::Reason, row) };
        const auto day = floorDivide(at, kDayMs);
        days.of(CubeId::Rates, day)
            .add(key.packed(), static_cast<std::uint32_t>((at - day * kDayMs) / kRateSlotMs), sign);
        countDelay(facts, row, sign, kAnyDay, days);
        if (sign > 0) {
            auto& seen = m_sightings[{ key.templ, outcomeOf(result) }];
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
    m_subtracted = false;
    if (std::exchange(m_recount, false))
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

void clearAggregates(sql::Connection& db, std::int64_t fromDay)
{
    sql::Statement clear(db, "DELETE FROM cube_segment WHERE day >= ?");
    clear.run(fromDay);
}

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
