// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/csvrecord.h"
#include "models/mail/ascii.h"
#include <algorithm>

namespace mv {

namespace {

} // namespace

bool sameIgnoringCase(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view withoutBlanks(std::string_view text)
{
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\r'))
        text.remove_suffix(1);
    return text;
}

bool CsvRecord::read(std::string_view text)
{
    m_fields.clear();
    m_undone.clear();
    m_textSize = text.size();
    for (std::string_view rest = text;;) {
        std::string_view field;
        if (rest.starts_with('"')) {
            if (!takeQuoted(rest, field))
                return false;
            rest.remove_prefix(
                std::min(rest.find(m_separator), rest.size())); // behind the quote there should be nothing
        } else {
            field = rest.substr(0, rest.find(m_separator));
            rest.remove_prefix(field.size());
        }
        m_fields.push_back(field);
        if (rest.empty())
            return true;
        rest.remove_prefix(1);
    }
}

bool CsvRecord::takeQuoted(std::string_view& rest, std::string_view& field)
{
    auto end = rest.find('"', 1);
    if (end == std::string_view::npos)
        return false;
    field = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    if (!rest.starts_with('"'))
        return true;
    m_undone.reserve(m_textSize); // once: the views into it must last
    const std::size_t begin = m_undone.size();
    m_undone += field;
    while (rest.starts_with('"')) { // two: one of the text
        end = rest.find('"', 1);
        if (end == std::string_view::npos)
            return false;
        m_undone += rest.substr(0, end);
        rest.remove_prefix(end + 1);
    }
    field = std::string_view(m_undone).substr(begin);
    return true;
}

void CsvColumns::read(std::string_view header)
{
    m_header = header;
    std::ranges::fill(m_places, kNowhere);
    CsvRecord record(m_separator);
    record.read(m_header);
    for (std::size_t column = 0; column < m_names.size(); ++column) {
        for (std::size_t i = 0; i < record.size() && !m_names[column].empty() && !has(column); ++i) {
            if (sameIgnoringCase(withoutBlanks(record[i]), m_names[column]))
                m_places[column] = i;
        }
    }
}

} // namespace mv
