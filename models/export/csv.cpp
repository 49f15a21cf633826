// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/csv.h"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>

namespace mv {
namespace {

bool isNumber(std::string_view text)
{
    if (text.starts_with('+') && !text.starts_with("+-"))
        text.remove_prefix(1);
    double value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    return ec == std::errc {} && end == text.data() + text.size() && std::isfinite(value);
}

// OWASP, "CSV Injection": what Excel and LibreOffice take for a formula.
bool looksLikeFormula(std::string_view text)
{
    return !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos
        && !isNumber(text);
}

void appendCell(std::string& out, std::string_view text)
{
    const bool guarded = looksLikeFormula(text);
    const bool quoted
        = text.find_first_of(",\"\r\n;\t") != std::string_view::npos || text.starts_with(' ') || text.ends_with(' ');
    if (!quoted) {
        if (guarded)
            out += '\'';
        out += text;
        return;
    }
    out += '"';
    if (guarded)
        out += '\'';
    for (const char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    out += '"';
}

void appendTsvLine(std::string& out, const std::vector<std::string>& cells)
{
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0)
            out += '\t';
        if (looksLikeFormula(cells[i]))
            out += '\'';
        std::ranges::replace_copy_if(
            cells[i], std::back_inserter(out), [](char c) { return c == '\t' || c == '\r' || c == '\n'; }, ' ');
    }
    out += '\n';
}

} // namespace

void appendCsvLine(std::string& out, const std::vector<std::string>& cells)
{
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0)
            out += ',';
        appendCell(out, cells[i]);
    }
    out += "\r\n";
}

std::string toCsv(const CsvTable& table)
{
    std::string out;
    appendCsvLine(out, table.header);
    for (const auto& row : table.rows)
        appendCsvLine(out, row);
    return out;
}

std::string toTsv(const CsvTable& table)
{
    std::string out;
    appendTsvLine(out, table.header);
    for (const auto& row : table.rows)
        appendTsvLine(out, row);
    return out;
}

} // namespace mv
