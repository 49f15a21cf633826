// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mv {

// Counts of one UTC day by key and cell: the shape of both aggregates (aggregates.h). What the fields of a key and the
// number of a cell (a slot of the day, or a slot and a delay) mean is its user's. Kept sorted by key and cell, so that
// a reader decides once per key what to do with the hundreds of cells under it.
inline constexpr std::size_t kCubeFields = 6;
using CubeKey = std::array<std::uint32_t, kCubeFields>;

// As stored. decode() may be called again and again; it reuses its memory.
class CubeDay {
public:
    void decode(std::string_view blob); // throws DamagedData
    std::size_t keys() const { return m_runEnd.size(); }
    CubeKey key(std::size_t k) const;
    std::size_t begin(std::size_t k) const { return k == 0 ? 0 : static_cast<std::size_t>(m_runEnd[k - 1]); }
    std::size_t end(std::size_t k) const { return static_cast<std::size_t>(m_runEnd[k]); }
    std::uint32_t cell(std::size_t i) const { return static_cast<std::uint32_t>(m_cell[i]); }
    std::int64_t count(std::size_t i) const { return m_count[i]; }

private:
    std::array<std::vector<std::int64_t>, kCubeFields> m_key;
    std::vector<std::int64_t> m_runEnd, m_cell, m_count;
};

// In the making. Negative counts take away; cells that come to zero vanish.
class CubeBuilder {
public:
    void add(const CubeKey& key, std::uint32_t cell, std::int64_t count);
    void add(const CubeDay&);
    std::string encode(); // empty when no cell is left; ends the making

private:
    struct Hash {
        std::size_t operator()(const CubeKey&) const noexcept;
    };
    struct Cell {
        std::uint32_t key, cell;
        std::int64_t count;
    };
    std::uint32_t indexOf(const CubeKey&);
    void sortCells();
    std::unordered_map<CubeKey, std::uint32_t, Hash> m_index;
    std::vector<CubeKey> m_keys;
    std::vector<Cell> m_cells;
    std::uint32_t m_last = 0; // facts of one key often follow each other
};

} // namespace mv
