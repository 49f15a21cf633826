// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <iterator>
#include <string>

namespace mv {

// "811 MB", "14 kB", "3 bytes": sizes in error messages, in powers of 1000 as file managers show them.
inline std::string sizeText(std::uint64_t bytes)
{
    constexpr const char* kUnits[] = { " bytes", " kB", " MB", " GB", " TB" };
    std::size_t unit = 0;
    while (bytes >= 1000 && unit + 1 < std::size(kUnits)) {
        bytes /= 1000;
        ++unit;
    }
    return std::to_string(bytes) + kUnits[unit];
}

} // namespace mv
