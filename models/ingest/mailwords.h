// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/ascii.h"
#include <string>
#include <string_view>

// Words of header fields.
namespace mv {

constexpr bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

constexpr std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

// A domain in lower case, without the last dot. Of an address, in angle brackets or not, its domain: names of
// mailboxes are not kept.
std::string mailDomain(std::string_view);

bool sameWord(std::string_view a, std::string_view lowerCase); // whatever the case of `a`

} // namespace mv
