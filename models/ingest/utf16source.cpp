// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/utf16source.h"
#include <algorithm>

namespace mv {

namespace {

constexpr std::size_t kBlock = 64 * 1024;
constexpr std::size_t kMostBytes = 3; // of UTF-8 for a unit of two bytes
constexpr char32_t kReplacement = 0xfffd;
constexpr char16_t kMark = 0xfeff;

bool isHighSurrogate(char16_t c) { return c >= 0xd800 && c <= 0xdbff; }
bool isLowSurrogate(char16_t c) { return c >= 0xdc00 && c <= 0xdfff; }

bool isMark(std::string_view head, char first, char second)
{
    return head.size() >= 2 && head[0] == first && head[1] == second;
}

// Writes the UTF-8 of `c` (RFC 3629); where it ends.
char* put(char32_t c, char* out)
{
    const auto continued = [&](unsigned shift) { return static_cast<char>(0x80U | ((c >> shift) & 0x3fU)); };
    if (c < 0x80) {
        *out++ = static_cast<char>(c);
    } else if (c < 0x800) {
        *out++ = static_cast<char>(0xc0U | (c >> 6U));
        *out++ = continued(0);
    } else if (c < 0x10000) {
        *out++ = static_cast<char>(0xe0U | (c >> 12U));
        *out++ = continued(6);
        *out++ = continued(0);
    } else {
        *out++ = static_cast<char>(0xf0U | (c >> 18U));
        *out++ = continued(12);
        *out++ = continued(6);
        *out++ = continued(0);
    }
    return out;
}

} // namespace

bool isUtf16(std::string_view head)
{
    const auto asciiBeside = [&](std::size_t zero) { // bytes at 0 and 1 of each unit
        for (std::size_t at = 0; at < 8; at += 2) {
            if (head.size() < 8 || head[at + zero] != 0 || head[at + 1 - zero] < ' ')
                return false;
        }
        return true;
    };
    return isMark(head, '\xff', '\xfe') || isMark(head, '\xfe', '\xff') || asciiBeside(1) || asciiBeside(0);
}

Utf16Source::Utf16Source(std::unique_ptr<ByteSource> source)
    : m_source(std::move(source))
    , m_input(kBlock)
    , m_text(kBlock / 2 * kMostBytes)
{
}

Result<std::size_t> Utf16Source::read(std::span<char> into)
{
    while (m_begin == m_end) {
        const auto more = fill();
        if (!more)
            return tl::unexpected(more.error());
        if (!*more)
            return std::size_t(0);
    }
    const std::size_t n = std::min(into.size(), m_end - m_begin);
    std::copy_n(m_text.data() + m_begin, n, into.data());
    m_begin += n;
    return n;
}

Result<bool> Utf16Source::fill()
{
    const auto n = m_source->read(std::span(m_input).subspan(m_inputEnd));
    if (!n)
        return tl::unexpected(n.error());
    m_inputEnd += *n;
    transcode();
    return *n > 0;
}

char16_t Utf16Source::unit(std::size_t at) const
{
    const auto first = static_cast<unsigned char>(m_input[at]);
    const auto second = static_cast<unsigned char>(m_input[at + 1]);
    return static_cast<char16_t>(m_bigEndian ? first << 8 | second : second << 8 | first);
}

// All whole characters; what is left goes to the front.
void Utf16Source::transcode()
{
    std::size_t at = 0;
    if (!m_begun && m_inputEnd >= 2) {
        m_begun = true;
        m_bigEndian = m_input[0] == '\xfe' || m_input[0] == 0;
        if (unit(0) == kMark)
            at = 2;
    }
    char* out = m_text.data();
    while (at + 2 <= m_inputEnd) {
        char32_t c = unit(at);
        std::size_t length = 2;
        if (isHighSurrogate(static_cast<char16_t>(c))) {
            if (at + 4 > m_inputEnd)
                break;
            const char16_t low = unit(at + 2);
            if (isLowSurrogate(low)) {
                c = 0x10000 + ((c & 0x3ffU) << 10U) + (low & 0x3ffU);
                length = 4;
            } else {
                c = kReplacement;
            }
        } else if (isLowSurrogate(static_cast<char16_t>(c))) {
            c = kReplacement;
        }
        out = put(c, out);
        at += length;
    }
    m_begin = 0;
    m_end = static_cast<std::size_t>(out - m_text.data());
    std::copy(m_input.data() + at, m_input.data() + m_inputEnd, m_input.data());
    m_inputEnd -= at;
}

} // namespace mv
