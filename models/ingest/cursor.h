// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mv {

// Walks over a text without copying. Whatever does not match leaves the cursor where it is.
class Cursor {
public:
    explicit Cursor(std::string_view text)
        : m_rest(text)
    {
    }

    std::string_view rest() const { return m_rest; }
    bool atEnd() const { return m_rest.empty(); }
    char peek() const { return m_rest.empty() ? '\0' : m_rest.front(); }

    bool skip(char c)
    {
        if (m_rest.empty() || m_rest.front() != c)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }
    bool skip(std::string_view text)
    {
        if (!m_rest.starts_with(text))
            return false;
        m_rest.remove_prefix(text.size());
        return true;
    }
    void skipBlanks()
    {
        while (!m_rest.empty() && m_rest.front() == ' ')
            m_rest.remove_prefix(1);
    }
    std::string_view take(std::size_t n)
    {
        const auto taken = m_rest.substr(0, n);
        m_rest.remove_prefix(taken.size());
        return taken;
    }
    // Everything before `c`; all that is left when there is none.
    std::string_view takeUntil(char c) { return take(std::min(m_rest.find(c), m_rest.size())); }
    std::optional<std::uint64_t> takeNumber()
    {
        std::uint64_t n = 0;
        const auto [end, error] = std::from_chars(m_rest.data(), m_rest.data() + m_rest.size(), n);
        if (error != std::errc())
            return std::nullopt;
        m_rest.remove_prefix(static_cast<std::size_t>(end - m_rest.data()));
        return n;
    }

private:
    std::string_view m_rest;
};

} // namespace mv
