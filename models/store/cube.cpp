// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/cube.h"
#include "models/store/codec.h"
#include "models/store/errors.h"
#include <algorithm>
#include <cstring>
#include <numeric>
#include <span>

namespace mv {
namespace {

constexpr std::size_t kMostCells = std::size_t { 1 } << 24U;
constexpr std::size_t kLongestDay = kMostCells * 16;

void appendCount(std::string& out, std::size_t value)
{
    const auto fixed = static_cast<std::uint32_t>(value);
    out.append(reinterpret_cast<const char*>(&fixed), sizeof fixed);
}

std::size_t takeCount(std::string_view& in)
{
    std::uint32_t value = 0;
    if (in.size() < sizeof value)
        throw DamagedData("an aggregate ends before its head");
    std::memcpy(&value, in.data(), sizeof value);
    in.remove_prefix(sizeof value);
    return value;
}

} // namespace

void CubeDay::decode(std::string_view blob)
{
    std::string_view packed = decompress(blob, kLongestDay);
    const std::size_t keys = takeCount(packed), cells = takeCount(packed);
    if (keys > cells || cells > kMostCells)
        throw DamagedData("an aggregate has more cells than a day can have");
    for (auto& field : m_key)
        takeIntegers(packed, keys, field);
    takeIntegers(packed, keys, m_runEnd);
    takeIntegers(packed, cells, m_cell);
    takeIntegers(packed, cells, m_count);
    std::int64_t end = 0;
    for (auto& run : m_runEnd) {
        if (run < 0 || run > static_cast<std::int64_t>(cells) - end)
            throw DamagedData("the runs of an aggregate do not add up");
        end += run;
        run = end;
    }
}

CubeKey CubeDay::key(std::size_t k) const
{
    CubeKey key;
    for (std::size_t field = 0; field < kCubeFields; ++field)
        key[field] = static_cast<std::uint32_t>(m_key[field][k]);
    return key;
}

std::size_t CubeBuilder::Hash::operator()(const CubeKey& key) const noexcept
{
    std::uint64_t hash = 0;
    for (const auto field : key)
        hash = (hash ^ field) * 0x9E3779B97F4A7C15U;
    return hash ^ (hash >> 29U);
}

std::uint32_t CubeBuilder::indexOf(const CubeKey& key)
{
    if (m_last < m_keys.size() && m_keys[m_last] == key)
        return m_last;
    const auto [found, isNew] = m_index.try_emplace(key, static_cast<std::uint32_t>(m_keys.size()));
    if (isNew)
        m_keys.push_back(key);
    return m_last = found->second;
}

void CubeBuilder::add(const CubeKey& key, std::uint32_t cell, std::int64_t count)
{
    m_cells.push_back({ indexOf(key), cell, count });
}

void CubeBuilder::add(const CubeDay& day)
{
    for (std::size_t k = 0; k < day.keys(); ++k) {
        const auto index = indexOf(day.key(k));
        for (std::size_t i = day.begin(k); i < day.end(k); ++i)
            m_cells.push_back({ index, day.cell(i), day.count(i) });
    }
}

// By key, then cell. Cells are times, and come nearly in order: counted out by key, the few that are late are sorted.
void CubeBuilder::sortCells()
{
    std::vector<std::size_t> begins(m_keys.size() + 1);
    for (const Cell& cell : m_cells)
        ++begins[cell.key + 1];
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    std::vector<Cell> byKey(m_cells.size());
    std::vector<std::size_t> next(begins);
    for (const Cell& cell : m_cells)
        byKey[next[cell.key]++] = cell;
    for (std::size_t key = 0; key < m_keys.size(); ++key) {
        const std::span cells(byKey.begin() + static_cast<std::ptrdiff_t>(begins[key]), begins[key + 1] - begins[key]);
        if (!std::ranges::is_sorted(cells, {}, &Cell::cell))
            std::ranges::sort(cells, {}, &Cell::cell);
    }
    m_cells = std::move(byKey);
}

std::string CubeBuilder::encode()
{
    std::vector<std::uint32_t> order(m_keys.size()), rank(m_keys.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [this](std::uint32_t k) -> const CubeKey& { return m_keys[k]; });
    for (std::uint32_t i = 0; i < order.size(); ++i)
        rank[order[i]] = i;
    for (auto& cell : m_cells)
        cell.key = rank[cell.key];
    sortCells();

    std::array<std::vector<std::int64_t>, kCubeFields> fields;
    std::vector<std::int64_t> runs, cells, counts;
    std::uint32_t lastKey = 0;
    for (std::size_t i = 0; i < m_cells.size();) {
        const auto [key, cell, ignored] = m_cells[i];
        std::int64_t sum = 0;
        for (; i < m_cells.size() && m_cells[i].key == key && m_cells[i].cell == cell; ++i)
            sum += m_cells[i].count;
        if (sum == 0)
            continue;
        if (runs.empty() || lastKey != key) {
            for (std::size_t field = 0; field < kCubeFields; ++field)
                fields[field].push_back(m_keys[order[key]][field]);
            runs.push_back(0);
            lastKey = key;
        }
        ++runs.back();
        cells.push_back(cell);
        counts.push_back(sum);
    }
    if (cells.empty())
        return {};
    std::string packed;
    appendCount(packed, runs.size());
    appendCount(packed, cells.size());
    for (const auto& field : fields)
        appendIntegers(packed, field);
    appendIntegers(packed, runs);
    appendIntegers(packed, cells);
    appendIntegers(packed, counts);
    return compress(packed);
}

} // namespace mv
