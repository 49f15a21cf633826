// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <string_view>

namespace mv {

// One of Haraka's lines in its three formats (logger.js), which has a stamp at most in front: "[NOTICE] [uuid] [origin]
// text", "level=NOTICE uuid=...", {"level":"NOTICE",...}.
inline bool isHarakaMessage(std::string_view text)
{
    const char first = text.empty() ? '\0' : text.front();
    if (first != '[')
        return (first == 'l' && text.starts_with("level=")) || (first == '{' && text.starts_with(R"({"level":")"));
    const auto close = text.find("] [");
    return close != std::string_view::npos
        && std::ranges::all_of(text.substr(1, close - 1), [](char c) { return c >= 'A' && c <= 'Z'; });
}

} // namespace mv
