// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

bool sameIgnoringCase(std::string_view, std::string_view); // ASCII
std::string_view withoutBlanks(std::string_view);          // around it

// One record of a CSV file (RFC 4180), read again and again without allocating. Fields are views into the text, or into
// this where a quote in quotes had to be undone; they die with the text and with the next read().
class CsvRecord {
public:
    explicit CsvRecord(char separator = ',')
        : m_separator(separator)
    {
    }
    bool read(std::string_view text); // false: a quote is not closed
    std::size_t size() const { return m_fields.size(); }
    std::string_view operator[](std::size_t i) const // empty behind the last
    {
        return i < m_fields.size() ? m_fields[i] : std::string_view();
    }

private:
    bool takeQuoted(std::string_view& rest, std::string_view& field);

    char m_separator;
    std::vector<std::string_view> m_fields;
    std::string m_undone; // fields whose quotes were undone, one after the other; as long as the text at most
    std::size_t m_textSize = 0;
};

// Where a file has the columns that a format knows, by the names in its header: any order, any set.
class CsvColumns {
public:
    explicit CsvColumns(std::span<const std::string_view> names, char separator = ',') // of a table that lives longer
        : m_names(names)
        , m_separator(separator)
        , m_places(names.size(), kNowhere)
    {
    }

    void read(std::string_view header); // of two columns with one name, the first counts; a name may be empty: none
    std::string_view in(const CsvRecord& record, std::size_t column) const { return record[m_places[column]]; }
    bool has(std::size_t column) const { return m_places[column] != kNowhere; }
    const std::string& header() const { return m_header; } // for the saved state

private:
    static constexpr auto kNowhere = static_cast<std::size_t>(-1);
    std::span<const std::string_view> m_names;
    char m_separator;
    std::vector<std::size_t> m_places;
    std::string m_header;
};

} // namespace mv
