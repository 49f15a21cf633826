// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cmath>
#include <cstdint>
#include <string_view>

namespace mv::storm {

// xorshift64*: the same numbers from the same seed on every machine, which <random>'s distributions don't promise.
class Rng {
public:
    explicit Rng(std::uint64_t seed)
        : m_state(seed * 0x9E3779B97F4A7C15ULL + 0x2545F4914F6CDD1DULL)
    {
        for (int i = 0; i < 8; ++i)
            next();
    }
    std::uint64_t next()
    {
        m_state ^= m_state >> 12;
        m_state ^= m_state << 25;
        m_state ^= m_state >> 27;
        return m_state * 0x2545F4914F6CDD1DULL;
    }
    std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(((next() >> 32) * n) >> 32); }
    double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; } // 0 <= x < 1
    bool chance(double p) { return uniform() < p; }
    double exponential(double mean) { return -std::log1p(-uniform()) * mean; }

private:
    std::uint64_t m_state;
};

// FNV-1a: the same number for the same text.
constexpr std::uint32_t hashOf(std::string_view text)
{
    std::uint32_t hash = 2166136261U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return hash;
}

} // namespace mv::storm
