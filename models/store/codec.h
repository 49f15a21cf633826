// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// How columns become bytes. A column of integers is stored as differences to its least value (or from each value to the
// next, zigzag), in as few whole bytes as the largest needs, byte planes apart: all lowest bytes, then all second ones,
// and so on. Planes of slow columns are runs of one byte, which zstd (level 1) removes almost for nothing. Texts are
// stored in planes too: all first characters, then all second ones; queue ids begin with slow clocks.
//
// Layout of integers: u8 width (0..8) | 0x80 when differences to the previous value; i64 base; width planes of `rows`
// bytes. Everything is little endian. Unpacking never trusts its input: wrong bytes throw DamagedData and read nothing
// outside.
namespace mv {

enum class Slope { Any, Growing }; // Growing: try differences to the previous value

void appendIntegers(std::string& out, std::span<const std::int64_t> values, Slope = Slope::Any);
// Takes one column of `rows` integers from the front of `in`.
void takeIntegers(std::string_view& in, std::size_t rows, std::vector<std::int64_t>& out);

// Text i is texts[ends[i-1], ends[i]), at most kLongestText bytes.
inline constexpr std::uint32_t kLongestText = 255;
void appendTexts(std::string& out, std::string_view texts, std::span<const std::uint32_t> ends);
void takeTexts(std::string_view& in, std::size_t rows, std::string& texts, std::vector<std::uint32_t>& ends);

std::string compress(std::string_view);
// At most `limit` bytes come out. The result is valid until the next call on this thread.
std::string_view decompress(std::string_view, std::size_t limit);

} // namespace mv
