// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/cefrecord.h"
#include "models/ingest/cursor.h"
#include <algorithm>

namespace mv {

namespace {

bool isKeyCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Where the key before the equals sign at `equals` begins; npos: there is none, the sign is part of a value.
std::size_t keyBefore(std::string_view text, std::size_t equals)
{
    std::size_t begin = equals;
    while (begin > 0 && isKeyCharacter(text[begin - 1]))
        --begin;
    return begin < equals && (begin == 0 || text[begin - 1] == ' ') ? begin : std::string_view::npos;
}

} // namespace

bool CefRecord::read(std::string_view line)
{
    m_fields.clear();
    const auto begin = line.find("CEF:");
    if (begin == std::string_view::npos)
        return false;
    Cursor c(line.substr(begin));
    for (int part = 0; part < 7; ++part) {
        const std::string_view text = c.takeUntil('|');
        if (!c.skip('|'))
            return false;
        if (part == 1)
            m_vendor = text;
        else if (part == 4)
            m_class = text;
    }
    const std::string_view text = c.rest();
    for (auto equals = text.find('='); equals != std::string_view::npos; equals = text.find('=', equals + 1)) {
        const auto key = keyBefore(text, equals);
        if (key == std::string_view::npos)
            continue;
        if (!m_fields.empty()) { // ends the value before it
            std::string_view& value = m_fields.back().second;
            value = value.substr(0, static_cast<std::size_t>(text.data() + key - value.data()) - 1);
        }
        m_fields.emplace_back(text.substr(key, equals - key), text.substr(equals + 1));
    }
    return true;
}

std::string_view CefRecord::operator[](std::string_view key) const
{
    const auto found = std::ranges::find(m_fields, key, [](const auto& field) { return field.first; });
    return found == m_fields.end() ? std::string_view() : found->second;
}

} // namespace mv
