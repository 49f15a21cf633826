// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/facts.h"
#include "models/store/codec.h"
#include "models/store/errors.h"

namespace mv {
namespace {

constexpr std::size_t kLongestColumn = kBlockRows * (kLongestText + 2) + 64;

Slope slopeOf(Column c) { return c == Column::Time || c == Column::Offset ? Slope::Growing : Slope::Any; }

} // namespace

Outcome outcomeOf(std::uint8_t result)
{
    if ((result & 7U) >= kOutcomeCount)
        throw DamagedData("a fact has an outcome that does not exist");
    return static_cast<Outcome>(result & 7U);
}

Stage stageOf(std::uint8_t result)
{
    if (result >> 4U > static_cast<unsigned>(Stage::EndOfData))
        throw DamagedData("a fact has a stage that does not exist");
    return static_cast<Stage>(result >> 4U);
}

std::string_view Facts::queueId(std::size_t row) const
{
    const std::size_t begin = row == 0 ? 0 : queueIdEnd[row - 1];
    return std::string_view(queueIds).substr(begin, queueIdEnd[row] - begin);
}

void Facts::append(const Facts& other, std::size_t begin, std::size_t end)
{
    for (std::size_t c = 0; c < kIntegerColumns; ++c) {
        const auto& from = other.m_columns[c];
        m_columns[c].insert(m_columns[c].end(), from.begin() + static_cast<std::ptrdiff_t>(begin),
            from.begin() + static_cast<std::ptrdiff_t>(end));
    }
    for (std::size_t row = begin; row < end; ++row) {
        queueIds += other.queueId(row);
        queueIdEnd.push_back(static_cast<std::uint32_t>(queueIds.size()));
    }
}

void Facts::keepOnly(const std::vector<bool>& keep)
{
    std::string ids;
    std::vector<std::uint32_t> ends;
    for (std::size_t row = 0; row < keep.size(); ++row) {
        if (keep[row]) {
            ids += queueId(row);
            ends.push_back(static_cast<std::uint32_t>(ids.size()));
        }
    }
    queueIds = std::move(ids);
    queueIdEnd = std::move(ends);
    for (auto& column : m_columns) {
        std::size_t kept = 0;
        for (std::size_t row = 0; row < keep.size(); ++row) {
            if (keep[row])
                column[kept++] = column[row];
        }
        column.resize(kept);
    }
}

std::string encodeColumn(const Facts& facts, Column column)
{
    thread_local std::string packed;
    packed.clear();
    if (column == Column::QueueId)
        appendTexts(packed, facts.queueIds, facts.queueIdEnd);
    else
        appendIntegers(packed, facts[column], slopeOf(column));
    return compress(packed);
}

void decodeColumn(std::string_view blob, Column column, std::size_t rows, Facts& facts)
{
    std::string_view packed = decompress(blob, kLongestColumn);
    if (column == Column::QueueId)
        takeTexts(packed, rows, facts.queueIds, facts.queueIdEnd);
    else
        takeIntegers(packed, rows, facts[column]);
}

} // namespace mv
