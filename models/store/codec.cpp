// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/codec.h"
#include "models/store/errors.h"
#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <zstd.h>

namespace mv {
namespace {

constexpr std::uint8_t kDifferences = 0x80;
constexpr int kZstdLevel = 1;
static_assert(std::endian::native == std::endian::little, "blocks are little endian");

constexpr std::uint64_t zigzag(std::int64_t v)
{
    return (static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63);
}
constexpr std::uint64_t unzigzag(std::uint64_t v) { return (v >> 1) ^ (~(v & 1) + 1); }

// Wraps instead of overflowing: hostile offsets may be anything.
constexpr std::uint64_t difference(std::int64_t a, std::int64_t b)
{
    return static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b);
}

constexpr unsigned bytesFor(std::uint64_t largest)
{
    return (static_cast<unsigned>(std::bit_width(largest)) + 7U) / 8U;
}

void appendPlanes(std::string& out, const std::vector<std::uint64_t>& values, unsigned width)
{
    const std::size_t rows = values.size();
    const std::size_t start = out.size();
    out.resize(start + rows * width);
    for (unsigned plane = 0; plane < width; ++plane) {
        char* to = out.data() + start + plane * rows;
        for (std::size_t i = 0; i < rows; ++i)
            to[i] = static_cast<char>(values[i] >> (8 * plane));
    }
}

// The commonest widths in one pass, so that the compiler can vectorize it.
template <unsigned Width>
void readPlanes(const std::uint8_t* planes, std::size_t rows, std::uint64_t base, std::int64_t* out)
{
    for (std::size_t i = 0; i < rows; ++i) {
        std::uint64_t value = base;
        for (unsigned plane = 0; plane < Width; ++plane)
            value += static_cast<std::uint64_t>(planes[plane * rows + i]) << (8 * plane);
        out[i] = static_cast<std::int64_t>(value);
    }
}

void readPlanes(unsigned width, const std::uint8_t* planes, std::size_t rows, std::uint64_t base, std::int64_t* out)
{
    switch (width) {
    case 0:
        std::fill_n(out, rows, static_cast<std::int64_t>(base));
        break;
    case 1:
        readPlanes<1>(planes, rows, base, out);
        break;
    case 2:
        readPlanes<2>(planes, rows, base, out);
        break;
    case 3:
        readPlanes<3>(planes, rows, base, out);
        break;
    case 4:
        readPlanes<4>(planes, rows, base, out);
        break;
    case 5:
        readPlanes<5>(planes, rows, base, out);
        break;
    case 6:
        readPlanes<6>(planes, rows, base, out);
        break;
    case 7:
        readPlanes<7>(planes, rows, base, out);
        break;
    default:
        readPlanes<8>(planes, rows, base, out);
        break;
    }
}

struct FreeCompressor {
    void operator()(ZSTD_CCtx* c) const noexcept { ZSTD_freeCCtx(c); }
};
struct FreeDecompressor {
    void operator()(ZSTD_DCtx* d) const noexcept { ZSTD_freeDCtx(d); }
};

} // namespace

void appendIntegers(std::string& out, std::span<const std::int64_t> values, Slope slope)
{
    thread_local std::vector<std::uint64_t> coded;
    coded.resize(values.size());
    std::int64_t base = 0;
    std::uint64_t largest = 0;
    std::uint8_t head = 0;
    if (!values.empty()) {
        const auto [low, high] = std::ranges::minmax(values);
        base = low;
        largest = difference(high, low);
    }
    if (slope == Slope::Growing && !values.empty()) {
        std::uint64_t bits = 0;
        coded[0] = 0;
        for (std::size_t i = 1; i < values.size(); ++i) {
            coded[i] = zigzag(static_cast<std::int64_t>(difference(values[i], values[i - 1])));
            bits |= coded[i];
        }
        if (bytesFor(bits) <= bytesFor(largest)) {
            head = kDifferences;
            base = values[0];
            largest = bits;
        }
    }
    if (head == 0) {
        for (std::size_t i = 0; i < values.size(); ++i)
            coded[i] = difference(values[i], base);
    }
    const unsigned width = bytesFor(largest);
    out.push_back(static_cast<char>(head | width));
    out.append(reinterpret_cast<const char*>(&base), sizeof base);
    appendPlanes(out, coded, width);
}

void takeIntegers(std::string_view& in, std::size_t rows, std::vector<std::int64_t>& out)
{
    std::int64_t base = 0;
    if (in.size() < 1 + sizeof base)
        throw DamagedData("a column ends before its head");
    const auto head = static_cast<std::uint8_t>(in[0]);
    const unsigned width = head & 0x7fU;
    std::memcpy(&base, in.data() + 1, sizeof base);
    in.remove_prefix(1 + sizeof base);
    if (width > 8 || in.size() / std::max(width, 1U) < (width == 0 ? 0 : rows))
        throw DamagedData("a column ends before its last row");
    out.resize(rows);
    const auto* planes = reinterpret_cast<const std::uint8_t*>(in.data());
    const bool differences = (head & kDifferences) != 0;
    readPlanes(width, planes, rows, differences ? 0 : static_cast<std::uint64_t>(base), out.data());
    if (differences) {
        auto value = static_cast<std::uint64_t>(base);
        for (auto& v : out) {
            value += unzigzag(static_cast<std::uint64_t>(v));
            v = static_cast<std::int64_t>(value);
        }
    }
    in.remove_prefix(rows * width);
}

void appendTexts(std::string& out, std::string_view texts, std::span<const std::uint32_t> ends)
{
    std::vector<std::int64_t> lengths(ends.size());
    std::vector<std::uint32_t> begins(ends.size());
    std::uint32_t begin = 0, longest = 0;
    for (std::size_t i = 0; i < ends.size(); ++i) {
        begins[i] = begin;
        lengths[i] = ends[i] - begin;
        longest = std::max(longest, ends[i] - begin);
        begin = ends[i];
    }
    appendIntegers(out, lengths);
    const std::size_t start = out.size();
    out.resize(start + begin);
    char* to = out.data() + start;
    for (std::uint32_t k = 0; k < longest; ++k) {
        for (std::size_t i = 0; i < ends.size(); ++i) {
            if (begins[i] + k < ends[i])
                *to++ = texts[begins[i] + k];
        }
    }
}

void takeTexts(std::string_view& in, std::size_t rows, std::string& texts, std::vector<std::uint32_t>& ends)
{
    std::vector<std::int64_t> lengths;
    takeIntegers(in, rows, lengths);
    ends.resize(rows);
    std::uint64_t total = 0;
    std::uint32_t longest = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        if (lengths[i] < 0 || lengths[i] > kLongestText || static_cast<std::uint64_t>(lengths[i]) > in.size() - total)
            throw DamagedData("texts end before their last character");
        total += static_cast<std::uint64_t>(lengths[i]);
        longest = std::max(longest, static_cast<std::uint32_t>(lengths[i]));
        ends[i] = static_cast<std::uint32_t>(total);
    }
    texts.resize(total);
    const char* from = in.data();
    for (std::uint32_t k = 0; k < longest; ++k) {
        for (std::size_t i = 0; i < rows; ++i) {
            const auto length = static_cast<std::uint32_t>(lengths[i]);
            if (k < length)
                texts[ends[i] - length + k] = *from++;
        }
    }
    in.remove_prefix(total);
}

std::string compress(std::string_view bytes)
{
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeCompressor> context(ZSTD_createCCtx());
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size
        = ZSTD_compressCCtx(context.get(), out.data(), out.size(), bytes.data(), bytes.size(), kZstdLevel);
    if (ZSTD_isError(size) != 0)
        throw std::bad_alloc(); // the only way in which it can fail
    out.resize(size);
    return out;
}

std::string_view decompress(std::string_view bytes, std::size_t limit)
{
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeDecompressor> context(ZSTD_createDCtx());
    thread_local std::vector<char> out;
    const auto size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > limit)
        throw DamagedData("a column is not compressed data of the expected size");
    if (out.size() < size)
        out.resize(size);
    const std::size_t got = ZSTD_decompressDCtx(context.get(), out.data(), size, bytes.data(), bytes.size());
    if (ZSTD_isError(got) != 0 || got != size)
        throw DamagedData(std::string("a column does not decompress: ") + ZSTD_getErrorName(got));
    return { out.data(), size };
}

} // namespace mv
