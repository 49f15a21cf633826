// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/cursor.h"
#include "models/mail/importedfile.h"
#include <string>

namespace mv {

// Saved states: texts one after the other, each behind its length ("5:hello"), so that any byte may be in them.
class StateWriter {
public:
    StateWriter& operator<<(std::string_view field)
    {
        m_text += std::to_string(field.size());
        m_text += ':';
        m_text += field;
        return *this;
    }
    StateWriter& operator<<(std::uint64_t n) { return *this << std::string_view(std::to_string(n)); }
    StateWriter& operator<<(const LineCounts& n)
    {
        *this << n.delivery << n.context << n.other << n.repeated;
        for (const std::uint64_t rejected : n.rejected)
            *this << rejected;
        return *this;
    }
    const std::string& text() const { return m_text; }

private:
    std::string m_text;
};

// Reads them back; past the end, or in a damaged state, all fields are empty.
class StateReader {
public:
    explicit StateReader(std::string_view state)
        : m_cursor(state)
    {
    }
    bool atEnd() const { return m_cursor.atEnd(); }
    std::string_view text()
    {
        const auto length = m_cursor.takeNumber();
        if (!length || !m_cursor.skip(':') || *length > m_cursor.rest().size()) {
            m_cursor = Cursor({});
            return {};
        }
        return m_cursor.take(static_cast<std::size_t>(*length));
    }
    std::uint64_t number() { return Cursor(text()).takeNumber().value_or(0); }
    LineCounts counts()
    {
        LineCounts n;
        for (std::uint64_t* kind : { &n.delivery, &n.context, &n.other, &n.repeated })
            *kind = number();
        for (std::uint64_t& rejected : n.rejected)
            rejected = number();
        return n;
    }

private:
    Cursor m_cursor;
};

} // namespace mv
