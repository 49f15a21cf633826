// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/eximid.h"
#include <algorithm>

namespace mv {

namespace {

using namespace std::chrono;

// 0-9, A-Z, a-z; -1: none of them.
int valueOf(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'z' ? c - 'a' + 36 : -1;
}

constexpr std::size_t kSeconds = 6;
constexpr auto kFirst = sys_days(year(1995) / 1 / 1); // Exim's first year
constexpr auto kLast = sys_days(year(2100) / 1 / 1);

} // namespace

bool isEximId(std::string_view id)
{
    if (id.size() != 16 && id.size() != 23)
        return false;
    const std::size_t second = id.size() == 16 ? 13 : 18;
    if (id[kSeconds] != '-' || id[second] != '-')
        return false;
    for (std::size_t i = 0; i < id.size(); ++i) {
        if (valueOf(id[i]) < 0 && i != kSeconds && i != second)
            return false;
    }
    return true;
}

std::optional<UtcTime> timeOfEximId(std::string_view id)
{
    if (!isEximId(id))
        return std::nullopt;
    std::int64_t seconds = 0;
    for (const char c : id.substr(0, kSeconds))
        seconds = seconds * 62 + valueOf(c);
    const UtcTime time { std::chrono::seconds(seconds) };
    return time >= kFirst && time < kLast ? std::optional(time) : std::nullopt;
}

} // namespace mv
