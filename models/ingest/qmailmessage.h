// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/cursor.h"

namespace mv {

// One of qmail-send's messages about the queue (qmail-log(5)): multilog writes them with a stamp at most, so that only
// their words tell them from a host or a tag.
inline bool isQmailMessage(std::string_view text)
{
    constexpr std::string_view kFirstWords[] = { "delivery", "starting", "new", "info", "end", "bounce", "status:" };
    switch (text.empty() ? '\0' : text.front()) { // asked of every line of a syslog: most begin otherwise
    case 'b':
    case 'd':
    case 'e':
    case 'i':
    case 'n':
    case 's':
        break;
    default:
        return false;
    }
    const std::string_view word = text.substr(0, text.find(' '));
    if (std::ranges::find(kFirstWords, word) == std::end(kFirstWords) || word.size() == text.size())
        return false;
    Cursor c(text.substr(word.size() + 1));
    if (word == "delivery")
        return c.takeNumber() && c.skip(": ");
    return word == "status:" || c.skip(word == "starting" ? "delivery " : "msg ");
}

} // namespace mv
