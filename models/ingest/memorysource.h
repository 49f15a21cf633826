// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/bytesource.h"
#include <algorithm>
#include <string>

namespace mv {

// A text in memory, handed out in blocks of at most `block` bytes.
class MemorySource final : public ByteSource {
public:
    explicit MemorySource(std::string text, std::size_t block = std::string::npos)
        : m_text(std::move(text))
        , m_block(block)
    {
    }

    Result<std::size_t> read(std::span<char> into) override
    {
        const std::size_t n = std::min({ into.size(), m_block, m_text.size() - m_position });
        std::copy_n(m_text.data() + m_position, n, into.data());
        m_position += n;
        return n;
    }
    std::uint64_t diskPosition() const override { return m_position; }

private:
    std::string m_text;
    std::size_t m_block;
    std::size_t m_position = 0;
};

} // namespace mv
