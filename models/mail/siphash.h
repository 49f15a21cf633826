// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

namespace mv {

struct SipKey {
    std::uint64_t k0 = 0, k1 = 0; // 128 bits, little-endian
    bool operator==(const SipKey&) const = default;
};

// SipHash-2-4 (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012): who does not know the key can't tell
// what a hash is of.
constexpr std::uint64_t sipHash(const SipKey& key, std::string_view text)
{
    std::array<std::uint64_t, 4> v { key.k0 ^ 0x736f'6d65'7073'6575U, key.k1 ^ 0x646f'7261'6e64'6f6dU,
        key.k0 ^ 0x6c79'6765'6e65'7261U, key.k1 ^ 0x7465'6462'7974'6573U };
    const auto rounds = [&v](int count) {
        for (; count > 0; --count) {
            v[0] += v[1];
            v[2] += v[3];
            v[1] = std::rotl(v[1], 13) ^ v[0];
            v[3] = std::rotl(v[3], 16) ^ v[2];
            v[0] = std::rotl(v[0], 32) + v[3];
            v[2] += v[1];
            v[1] = std::rotl(v[1], 17) ^ v[2];
            v[3] = std::rotl(v[3], 21) ^ v[0];
            v[2] = std::rotl(v[2], 32);
        }
    };
    const auto add = [&](std::uint64_t word) {
        v[3] ^= word;
        rounds(2);
        v[0] ^= word;
    };
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        word |= std::uint64_t { static_cast<unsigned char>(text[i]) } << 8 * (i % 8);
        if (i % 8 == 7) {
            add(word);
            word = 0;
        }
    }
    add(word | std::uint64_t { text.size() } << 56U);
    v[2] ^= 0xffU;
    rounds(4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

} // namespace mv
