// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/classify/tsv.h"
#include "models/mail/ascii.h"
#include <algorithm>

namespace mv {

namespace {

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlanks = " \r";
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

} // namespace

std::vector<TsvRow> tsvRows(std::string_view text)
{
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark))
        text.remove_prefix(kByteOrderMark.size());

    std::vector<TsvRow> rows;
    for (std::size_t line = 1; !text.empty(); ++line) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view rest = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (trimmed(rest).empty() || rest.starts_with('#'))
            continue;
        TsvRow row { line, {} };
        while (true) {
            const auto tab = rest.find('\t');
            row.columns.push_back(trimmed(rest.substr(0, tab)));
            if (tab == std::string_view::npos)
                break;
            rest.remove_prefix(tab + 1);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

TextPattern::TextPattern(std::string_view pattern)
{
    while (!pattern.empty()) {
        const auto star = std::min(pattern.find('*'), pattern.size());
        if (star > 0)
            m_parts.push_back(lowered(pattern.substr(0, star)));
        pattern.remove_prefix(std::min(star + 1, pattern.size()));
    }
}

bool TextPattern::matches(std::string_view text) const
{
    for (const std::string& part : m_parts) {
        const auto at = text.find(part);
        if (at == std::string_view::npos)
            return false;
        text.remove_prefix(at + part.size());
    }
    return true;
}

} // namespace mv
