// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <cstdint>
#include <random>
#include <string>

// What the plain fuzz targets do to fixtures: the same seed gives the same run.
namespace mv {

using Random = std::mt19937_64;

inline std::size_t below(Random& random, std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random() % n); }

inline constexpr std::size_t kMaxInput = 64 * 1024;

// A block of one byte, of random ones, or of the text again: an endless field, a torn page, a flood of lines.
inline std::string block(const std::string& text, Random& random)
{
    std::string out(below(random, kMaxInput), static_cast<char>(random()));
    const auto kind = below(random, 3);
    for (std::size_t i = 0; kind > 0 && i < out.size(); ++i)
        out[i] = kind == 1 ? static_cast<char>(random()) : text[i % text.size()];
    return out;
}

// Bytes changed, cut, doubled, and pieces of another fixture put in; now and then a large block.
inline std::string mutated(std::string text, const std::string& other, Random& random)
{
    for (std::size_t i = 1 + below(random, 20); i > 0 && !text.empty(); --i) {
        const std::size_t at = below(random, text.size());
        const std::size_t length = 1 + below(random, 40);
        switch (below(random, 6)) {
        case 0:
            text[at] = static_cast<char>(random());
            break;
        case 1:
            text.erase(at, length);
            break;
        case 2:
            text.insert(at, text.substr(below(random, text.size()), length));
            break;
        case 3:
            text.insert(at, other.substr(below(random, other.size()), length * 4));
            break;
        case 4:
            text[at] = "\n[]<>():, =\"{}\0|9"[below(random, 17)];
            break;
        default:
            text.resize(std::max<std::size_t>(at, text.size() / 2));
            break;
        }
    }
    if (below(random, 50) == 0 && !text.empty())
        text.insert(below(random, text.size()), block(text, random));
    text.resize(std::min(text.size(), kMaxInput));
    return text;
}

} // namespace mv
