// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

struct TsvRow {
    std::size_t line = 0;                  // from 1
    std::vector<std::string_view> columns; // without the blanks around them; views into the text
};

// The rows of a rule table: one a line, columns with one tab between them, empty lines and lines that begin with # left
// out. A byte-order mark and CR LF are forgiven: people edit these in spreadsheets.
std::vector<TsvRow> tsvRows(std::string_view text);

// A text rule: parts found one after the other, with anything between them, before and after: "blocked*your ip".
class TextPattern {
public:
    TextPattern() = default; // matches everything
    explicit TextPattern(std::string_view pattern);
    bool matches(std::string_view lowerCaseText) const;

private:
    std::vector<std::string> m_parts; // lower case
};

} // namespace mv
