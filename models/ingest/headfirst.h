// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/bytesource.h"
#include <string_view>

namespace mv {

// What was seen of a source, then what follows.
class HeadFirst final : public ByteSource {
public:
    HeadFirst(std::string_view head, std::shared_ptr<ByteSource> rest) // the head outlives it
        : m_head(head)
        , m_rest(std::move(rest))
    {
    }
    Result<std::size_t> read(std::span<char> into) override
    {
        if (m_head.empty())
            return m_rest->read(into);
        const std::size_t n = m_head.copy(into.data(), into.size());
        m_head.remove_prefix(n);
        return n;
    }
    bool seek(std::uint64_t position) override
    {
        if (!m_rest->seek(position))
            return false;
        m_head = {};
        return true;
    }
    bool readyWithin(std::chrono::milliseconds patience) override
    {
        return !m_head.empty() || m_rest->readyWithin(patience);
    }
    bool isUnfinished() const override { return m_rest->isUnfinished(); }
    std::uint64_t diskPosition() const override { return m_rest->diskPosition(); }

private:
    std::string_view m_head;
    std::shared_ptr<ByteSource> m_rest;
};

} // namespace mv
