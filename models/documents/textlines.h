// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"
#include "models/documents/text.h"
#include <cstdint>
#include <string_view>

namespace mv {

// Each line of a text without its end: each(line, offset). A byte order mark is no part of the first one.
template <class Each> void forEachLine(std::string_view text, Each&& each)
{
    constexpr std::string_view kMark = "\xef\xbb\xbf";
    std::size_t at = text.starts_with(kMark) ? kMark.size() : 0;
    while (at < text.size()) {
        auto end = text.find('\n', at);
        if (end == std::string_view::npos)
            end = text.size();
        std::string_view line = text.substr(at, end - at);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        each(line, static_cast<std::uint64_t>(at));
        at = end + 1;
    }
}

// The next word of a text that blanks part, taken off its front; empty: none left.
inline std::string_view takeWord(std::string_view& rest)
{
    rest = trimmed(rest);
    const auto end = rest.find_first_of(" \t");
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(word.size());
    return word;
}

// What stands behind `before` up to `after`; empty when `before` is not in the text.
inline std::string_view between(std::string_view text, std::string_view before, std::string_view after)
{
    const auto at = text.find(before);
    if (at == std::string_view::npos)
        return {};
    text.remove_prefix(at + before.size());
    return after.empty() ? text : text.substr(0, text.find(after));
}

// Counts a record of a document that was not understood, and tells it.
inline void reject(DocumentReading& reading, RejectReason reason, std::uint64_t offset, std::string_view text)
{
    constexpr std::size_t kSample = 500;
    ++reading.records.rejected[static_cast<std::size_t>(reason)];
    reading.rejected.push_back({ offset, reason, std::string(text.substr(0, kSample)) });
}

} // namespace mv
