// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/duplicates.h"
#include "models/store/aggregates.h"
#include "models/store/bytes.h"
#include <algorithm>
#include <limits>
#include <unordered_map>
#include <unordered_set>
#include <xxhash.h>

namespace mv {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kCarriedSeconds = 5;

struct Key {
    std::uint64_t hash = 0;
    std::int64_t second = 0;
};

std::int64_t hourOf(const Facts& facts, std::size_t row) { return floorDivide(facts[Column::Time][row], kHourMs); }

Key keyOf(const Facts& facts, std::size_t row)
{
    const auto second = floorDivide(facts[Column::Time][row], 1000);
    const auto outcome = static_cast<std::int64_t>(outcomeOf(facts.result(row)));
    const std::int64_t parts[] = { second, outcome, facts[Column::Server][row], facts[Column::Recipient][row],
        facts[Column::RecipientDomain][row], facts[Column::RelayHost][row], facts[Column::Code][row],
        facts[Column::Enhanced][row], facts[Column::Delay][row] };
    const auto queueId = facts.queueId(row);
    return { XXH3_64bits_withSeed(queueId.data(), queueId.size(), XXH3_64bits(parts, sizeof parts)), second };
}

// (server, hour) in one number, for hours that another file tells of.
class SharedHours {
public:
    SharedHours(sql::Connection& db, const Facts& facts, FileId file)
    {
        sql::Statement other(db, "SELECT 1 FROM coverage WHERE hour = ? AND server = ? AND file <> ? LIMIT 1");
        std::unordered_set<std::uint64_t> asked;
        std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
        for (std::size_t row = 0; row < facts.size(); ++row) {
            const auto hour = numberOf(facts, row);
            if (hour == last || !asked.insert(last = hour).second)
                continue;
            if (other.bind(hourOf(facts, row), facts[Column::Server][row], file).step())
                m_hours.insert(hour);
        }
    }
    bool empty() const { return m_hours.empty(); }
    bool contains(const Facts& facts, std::size_t row) const { return m_hours.contains(numberOf(facts, row)); }

private:
    static std::uint64_t numberOf(const Facts& facts, std::size_t row)
    {
        return (std::uint64_t { facts.id(Column::Server, row) } << 32U)
            | static_cast<std::uint32_t>(hourOf(facts, row));
    }
    std::unordered_set<std::uint64_t> m_hours;
};

struct Copies {
    std::int64_t second = 0;
    std::int64_t stored = 0;   // by all files
    std::int64_t ownFacts = 0; // by this file
    std::int64_t dropped = 0;  // of this file
};
using Known = std::unordered_map<std::uint64_t, Copies>;

void countStored(Blocks& blocks, Known& known, FileId file)
{
    auto first = std::numeric_limits<std::int64_t>::max(), last = std::numeric_limits<std::int64_t>::min();
    for (const auto& [hash, copies] : known) {
        first = std::min(first, copies.second);
        last = std::max(last, copies.second);
    }
    Facts stored;
    for (const BlockInfo& block : blocks.touching(first * 1000, (last + 1) * 1000)) {
        blocks.read(block,
            { Column::Time, Column::Result, Column::Server, Column::Recipient, Column::RecipientDomain,
                Column::RelayHost, Column::Code, Column::Enhanced, Column::Delay, Column::File, Column::QueueId },
            stored);
        for (std::size_t row = 0; row < block.rows; ++row) {
            const auto second = floorDivide(stored[Column::Time][row], 1000);
            if (second < first || second > last)
                continue;
            const auto found = known.find(keyOf(stored, row).hash);
            if (found == known.end())
                continue;
            ++found->second.stored;
            if (stored[Column::File][row] == file)
                ++found->second.ownFacts;
        }
    }
}

void takeDropped(std::string_view in, Known& known)
{
    while (!in.empty()) {
        const auto hash = static_cast<std::uint64_t>(takeInteger(in));
        const auto second = takeInteger(in);
        const auto count = takeInteger(in);
        auto& copies = known[hash];
        copies.second = second;
        copies.dropped += count;
    }
}

std::string droppedSince(const Known& known, std::int64_t second)
{
    std::string out;
    for (const auto& [hash, copies] : known) {
        if (copies.dropped > 0 && copies.second >= second) {
            appendInteger(out, static_cast<std::int64_t>(hash));
            appendInteger(out, copies.second);
            appendInteger(out, copies.dropped);
        }
    }
    return out;
}

} // namespace

std::vector<bool> withoutDuplicates(
    sql::Connection& db, Blocks& blocks, const Facts& facts, FileId file, std::string& dropped)
{
    if (facts.size() == 0)
        return {};
    const SharedHours shared(db, facts, file);
    if (shared.empty()) {
        dropped.clear();
        return {};
    }
    Known known;
    takeDropped(dropped, known);
    std::vector<Key> keys(facts.size());
    for (std::size_t row = 0; row < facts.size(); ++row) {
        if (shared.contains(facts, row)) {
            keys[row] = keyOf(facts, row);
            known[keys[row].hash].second = keys[row].second;
        }
    }
    countStored(blocks, known, file);
    std::vector<bool> keep(facts.size(), true);
    std::int64_t newest = std::numeric_limits<std::int64_t>::min();
    for (std::size_t row = 0; row < facts.size(); ++row) {
        if (!shared.contains(facts, row))
            continue;
        newest = std::max(newest, keys[row].second);
        // How often this file has told the line, this time included, against how often it is stored.
        auto& copies = known[keys[row].hash];
        if (copies.ownFacts + copies.dropped + 1 <= copies.stored) {
            ++copies.dropped;
            keep[row] = false;
        } else {
            ++copies.ownFacts;
            ++copies.stored;
        }
    }
    dropped = droppedSince(known, newest - kCarriedSeconds);
    return keep;
}

} // namespace mv
