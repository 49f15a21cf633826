// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/sendmailid.h"
#include "models/mail/ascii.h"
#include <algorithm>

namespace mv {

namespace {

using namespace std::chrono;

constexpr std::size_t kShortest = 8, kLongest = 20;
constexpr std::size_t kProcess = 5;   // at least so many digits
constexpr std::size_t kWithTime = 14; // 8 digits of time and count, 6 of the process
constexpr int kFirstYear = 30;        // 1990, as the digit has it

// 0-9, A-Z, a-x (queue.c: QueueIdChars); -1: none of them.
int valueOf(char c)
{
    if (isDigit(c))
        return c - '0';
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'x' ? c - 'a' + 36 : -1;
}

} // namespace

bool isSendmailId(std::string_view id)
{
    if (id.size() < kShortest || id.size() > kLongest)
        return false;
    const std::string_view time = id.substr(0, id.size() - kProcess);
    return std::ranges::all_of(id.substr(time.size()), isDigit)
        && std::ranges::all_of(time, [](char c) { return isDigit(c) || isLetter(c); })
        && (id.size() >= kWithTime || std::ranges::any_of(time, isLetter));
}

std::optional<UtcTime> timeOfSendmailId(std::string_view id)
{
    if (id.size() < kWithTime || !isSendmailId(id))
        return std::nullopt;
    const int y = valueOf(id[0]);
    const int hour = valueOf(id[3]), minute = valueOf(id[4]), second = valueOf(id[5]);
    const year_month_day date { year(y < kFirstYear ? 2020 + y : 1960 + y),
        month(static_cast<unsigned>(valueOf(id[1]) + 1)), day(static_cast<unsigned>(valueOf(id[2]))) };
    if (y < 0 || !date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return std::nullopt;
    return sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
}

} // namespace mv
