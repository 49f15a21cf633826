// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/duplicates.h"
#include "models/store/aggregates.h"
#include "models/store/bytes.h"
#include "models/store/privacy.h"
#include "models/store/schema.h"
#include <algorithm>
#include <limits>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <xxhash.h>

namespace mv {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kCarriedSeconds = 5;
constexpr std::int64_t kOldRecipientBits = 0xffff; // all that facts of before version 4 have of a hash

struct Key {
    std::uint64_t hash = 0;
    std::int64_t second = 0;
};

std::int64_t hourOf(const Facts& facts, std::size_t row) { return floorDivide(facts[Column::Time][row], kHourMs); }

// Whether all facts know their recipients by the same hash: not where some are of pseudonyms (privacy.h), of which
// message ids as queue ids have some, too. Then copies of a line about several recipients are told apart by their
// number.
bool recipientsAreTold(sql::Connection& db) { return metaValue(db, kMixedRecipients) == 0; }

Key keyOf(const Facts& facts, std::size_t row, bool byRecipient)
{
    const auto second = floorDivide(facts[Column::Time][row], 1000);
    const auto outcome = static_cast<std::int64_t>(outcomeOf(facts.result(row)));
    const std::int64_t parts[] = { second, outcome, facts[Column::Server][row],
        byRecipient ? facts[Column::Recipient][row] & kOldRecipientBits : 0, facts[Column::RecipientDomain][row],
        facts[Column::RelayHost][row], facts[Column::Code][row], facts[Column::Enhanced][row],
        facts[Column::Delay][row] };
    auto queueId = facts.queueId(row);
    if (const auto at = queueId.find('@'); !byRecipient && at != std::string_view::npos)
        queueId.remove_prefix(at);
    return { XXH3_64bits_withSeed(queueId.data(), queueId.size(), XXH3_64bits(parts, sizeof parts)), second };
}

// (server, hour) in one number, for hours that several files tell of: those of this batch, and those before.
class SharedHours {
public:
    SharedHours(sql::Connection& db, const Facts& facts, std::span<const FileRows> files)
    {
        sql::Statement other(db, "SELECT 1 FROM coverage WHERE hour = ? AND server = ? AND file <> ? LIMIT 1");
        std::unordered_map<std::uint64_t, FileId> tellers;
        for (const FileRows& of : files) {
            std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
            for (std::size_t row = of.begin; row < of.end; ++row) {
                const auto hour = numberOf(facts, row);
                if (hour == last)
                    continue;
                const auto [teller, isNew] = tellers.try_emplace(last = hour, of.file);
                if (teller->second != of.file
                    || (isNew && other.bind(hourOf(facts, row), facts[Column::Server][row], of.file).step()))
                    m_hours.insert(hour);
            }
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

// A line, by its hash.
struct Stored { // by all files
    std::int64_t second = 0, copies = 0;
};
struct Told { // by one file
    std::int64_t second = 0, stored = 0, dropped = 0;
};
using AllStored = std::unordered_map<std::uint64_t, Stored>;
using ToldBy = std::unordered_map<std::uint64_t, Told>;

void countStored(
    Blocks& blocks, AllStored& lines, std::span<const FileRows> files, std::vector<ToldBy>& told, bool byRecipient)
{
    auto first = std::numeric_limits<std::int64_t>::max(), last = std::numeric_limits<std::int64_t>::min();
    for (const auto& [hash, line] : lines) {
        first = std::min(first, line.second);
        last = std::max(last, line.second);
    }
    std::unordered_map<FileId, ToldBy*> toldBy;
    for (std::size_t i = 0; i < files.size(); ++i)
        toldBy[files[i].file] = &told[i];
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
            const auto found = lines.find(keyOf(stored, row, byRecipient).hash);
            if (found == lines.end())
                continue;
            ++found->second.copies;
            if (const auto by = toldBy.find(stored[Column::File][row]); by != toldBy.end())
                ++(*by->second)[found->first].stored;
        }
    }
}

ToldBy takeDropped(std::string_view in)
{
    ToldBy told;
    while (!in.empty()) {
        const auto hash = static_cast<std::uint64_t>(takeInteger(in));
        const auto second = takeInteger(in);
        auto& line = told[hash];
        line.second = second;
        line.dropped += takeInteger(in);
    }
    return told;
}

std::string droppedSince(const ToldBy& told, std::int64_t second)
{
    std::string out;
    for (const auto& [hash, line] : told) {
        if (line.dropped > 0 && line.second >= second) {
            appendInteger(out, static_cast<std::int64_t>(hash));
            appendInteger(out, line.second);
            appendInteger(out, line.dropped);
        }
    }
    return out;
}

} // namespace

std::vector<bool> withoutDuplicates(sql::Connection& db, Blocks& blocks, const Facts& facts, std::span<FileRows> files)
{
    const SharedHours shared(db, facts, files);
    if (shared.empty()) {
        for (FileRows& of : files) {
            if (of.begin < of.end)
                of.dropped.clear();
        }
        return {};
    }
    const bool byRecipient = recipientsAreTold(db);
    std::vector<ToldBy> told;
    AllStored stored;
    std::vector<Key> keys(facts.size());
    for (const FileRows& of : files) {
        told.push_back(takeDropped(of.dropped));
        for (const auto& [hash, line] : told.back())
            stored[hash].second = line.second;
        for (std::size_t row = of.begin; row < of.end; ++row) {
            if (shared.contains(facts, row)) {
                keys[row] = keyOf(facts, row, byRecipient);
                stored[keys[row].hash].second = keys[row].second;
            }
        }
    }
    countStored(blocks, stored, files, told, byRecipient);

    std::vector<bool> keep(facts.size(), true);
    for (std::size_t i = 0; i < files.size(); ++i) {
        FileRows& of = files[i];
        std::optional<std::int64_t> newest;
        for (std::size_t row = of.begin; row < of.end; ++row) {
            if (!shared.contains(facts, row))
                continue;
            newest = std::max(newest.value_or(keys[row].second), keys[row].second);
            // How often this file has told the line, this time included, against how often it is stored.
            Told& own = told[i][keys[row].hash];
            own.second = keys[row].second;
            auto& copies = stored[keys[row].hash].copies;
            if (own.stored + own.dropped + 1 <= copies) {
                ++own.dropped;
                keep[row] = false;
            } else {
                ++own.stored;
                ++copies;
            }
        }
        if (of.begin < of.end)
            of.dropped = newest ? droppedSince(told[i], *newest - kCarriedSeconds) : std::string();
    }
    return keep;
}

} // namespace mv
