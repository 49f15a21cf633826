// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/ascii.h"
#include <optional>
#include <string>
#include <string_view>

// Words in documents that strangers wrote.
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

// A stranger's word in a message of ours: short, without control characters, and no mailbox.
std::string shown(std::string_view);

// A domain in lower case, without the last dot. Of an address, in angle brackets or not, its domain: names of
// mailboxes are not kept.
std::string mailDomain(std::string_view);

bool sameWord(std::string_view a, std::string_view lowerCase); // whatever the case of `a`

// "Mon, 2 Jan 2006 15:04:05 -0700", also without the day's name or seconds, with a zone's name (GMT, UTC, EST, EDT ...)
// or a comment behind (RFC 5322, 3.3 and 4.3). Milliseconds since 1970; none: no such time.
std::optional<std::int64_t> mailTime(std::string_view);

} // namespace mv
