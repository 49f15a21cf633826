// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/errors.h"
#include <cstdint>
#include <string>
#include <string_view>

// Small records as bytes: integers of variable length (LEB128, zigzag) and texts with their length before them. Taking
// throws DamagedData when the bytes end too early.
namespace mv {

inline void appendInteger(std::string& out, std::int64_t value)
{
    auto rest = (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
    for (; rest >= 0x80; rest >>= 7U)
        out.push_back(static_cast<char>(rest | 0x80U));
    out.push_back(static_cast<char>(rest));
}

inline std::int64_t takeInteger(std::string_view& in)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (in.empty())
            break;
        const auto byte = static_cast<std::uint8_t>(in.front());
        in.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
        if (byte < 0x80)
            return static_cast<std::int64_t>((value >> 1U) ^ (~(value & 1U) + 1U));
    }
    throw DamagedData("a record ends in the middle of a number");
}

inline void appendText(std::string& out, std::string_view text)
{
    appendInteger(out, static_cast<std::int64_t>(text.size()));
    out += text;
}

inline std::string_view takeText(std::string_view& in)
{
    const auto size = static_cast<std::uint64_t>(takeInteger(in));
    if (size > in.size())
        throw DamagedData("a record ends in the middle of a text");
    const auto text = in.substr(0, size);
    in.remove_prefix(size);
    return text;
}

} // namespace mv
