// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/lines.h"
#include <algorithm>
#include <cstring>

namespace mv {

namespace {

std::string_view withoutCr(std::string_view text)
{
    if (text.ends_with('\r'))
        text.remove_suffix(1);
    return text;
}

} // namespace

LineReader::LineReader(ByteSource& source, std::uint64_t offset, std::size_t block)
    : m_source(source)
    , m_block(std::max<std::size_t>(block, 1))
    , m_offset(offset)
{
}

Result<std::span<const Line>> LineReader::next(bool final)
{
    m_lines.clear();
    while (m_lines.empty()) {
        keepRest();
        m_buffer.resize(std::max(m_buffer.size(), m_end + m_block)); // long lines are rare
        const auto n = m_source.read(std::span(m_buffer).subspan(m_end, m_block));
        if (!n)
            return tl::unexpected(n.error());
        m_end += *n;
        if (*n > 0) {
            cut();
            continue;
        }
        if (final && m_end > m_begin) {
            m_lines.push_back({ withoutCr({ m_buffer.data() + m_begin, m_end - m_begin }), m_offset });
            m_offset += m_end - m_begin + m_dropped;
            m_begin = m_end;
            m_dropped = 0;
        }
        break;
    }
    return std::span<const Line>(m_lines);
}

// Moves the unfinished line to the front; of a too long one only the beginning stays.
void LineReader::keepRest()
{
    std::size_t rest = m_end - m_begin;
    if (m_begin > 0)
        std::memmove(m_buffer.data(), m_buffer.data() + m_begin, rest);
    if (rest > kMaxLine) {
        m_dropped += rest - kMaxLine;
        rest = kMaxLine;
    }
    m_begin = 0;
    m_end = rest;
}

void LineReader::cut()
{
    const char* const data = m_buffer.data();
    while (m_begin < m_end) {
        const char* const begin = data + m_begin;
        const auto* const eol = static_cast<const char*>(std::memchr(begin, '\n', m_end - m_begin));
        if (!eol)
            return;
        const auto length = static_cast<std::size_t>(eol - begin);
        std::string_view text(begin, length);
        text = m_dropped > 0 || length >= kMaxLine ? text.substr(0, kMaxLine) : withoutCr(text);
        m_lines.push_back({ text, m_offset });
        m_offset += length + 1 + m_dropped;
        m_begin += length + 1;
        m_dropped = 0;
    }
}

} // namespace mv
