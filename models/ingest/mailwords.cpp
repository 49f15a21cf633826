// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/mailwords.h"
#include <algorithm>

namespace mv {

std::string mailDomain(std::string_view text)
{
    text = trimmed(text);
    if (const auto at = text.rfind('@'); at != std::string_view::npos)
        text.remove_prefix(at + 1);
    while (!text.empty() && (text.front() == '<' || text.front() == '"' || text.front() == '.'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == '>' || text.back() == '"' || text.back() == '.' || isBlank(text.back())))
        text.remove_suffix(1);
    constexpr std::size_t kLongest = 255; // RFC 1035, 2.3.4
    return lowered(text.substr(0, kLongest));
}

bool sameWord(std::string_view a, std::string_view lowerCase)
{
    return a.size() == lowerCase.size()
        && std::equal(a.begin(), a.end(), lowerCase.begin(), [](char x, char y) { return lower(x) == y; });
}

} // namespace mv
