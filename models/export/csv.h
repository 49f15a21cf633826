// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// A table as people see it, ready for a CSV file (RFC 4180, UTF-8, CRLF).
struct CsvTable {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
    std::optional<UtcTime> keptFrom = {}; // the rows lack what attempts from before told, which are no longer kept
};

// One line, quoted where needed. A text that a spreadsheet would run as a formula (it begins with = + - @, a tab or a
// line break, and is not a number) gets an apostrophe in front.
void appendCsvLine(std::string& out, const std::vector<std::string>& cells);
std::string toCsv(const CsvTable&);

// For the clipboard (UTF-8, LF): tabs and line breaks inside a cell become blanks; formulas are guarded as in CSV.
std::string toTsv(const CsvTable&);

} // namespace mv
