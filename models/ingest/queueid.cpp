// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/queueid.h"
#include <array>

namespace mv {

namespace {

constexpr std::string_view kBase52 = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";

constexpr auto kValues = [] {
    std::array<int, 256> values {};
    values.fill(-1);
    for (std::size_t i = 0; i < kBase52.size(); ++i)
        values[static_cast<unsigned char>(kBase52[i])] = static_cast<int>(i);
    return values;
}();

// Some sites make longer ids of any letters (anonymized logs, private patches): taken when long enough, with a digit.
enum : unsigned char { kHex = 1, kLong = 2, kAlphanumeric = 4, kDigit = 8 };
constexpr auto kKinds = [] {
    std::array<unsigned char, 256> kinds {};
    for (char c = 'a'; c <= 'z'; ++c)
        kinds[static_cast<unsigned char>(c)] = kinds[static_cast<unsigned char>(c - 'a' + 'A')] = kAlphanumeric;
    for (char c = '0'; c <= '9'; ++c)
        kinds[static_cast<unsigned char>(c)] = kAlphanumeric | kDigit;
    for (const char c : kBase52)
        kinds[static_cast<unsigned char>(c)] |= kLong;
    for (const char c : std::string_view("0123456789ABCDEF"))
        kinds[static_cast<unsigned char>(c)] |= kHex;
    return kinds;
}();

} // namespace

bool isQueueId(std::string_view id)
{
    if (id.size() < 5 || id.size() > kMaxQueueIdLength)
        return false;
    unsigned all = kHex | kLong | kAlphanumeric;
    unsigned any = 0;
    for (const char c : id) {
        all &= kKinds[static_cast<unsigned char>(c)];
        any |= kKinds[static_cast<unsigned char>(c)];
    }
    return (all & kHex) != 0 || ((all & kLong) != 0 && id.size() >= 10)
        || ((all & kAlphanumeric) != 0 && (any & kDigit) != 0 && id.size() >= 12);
}

std::optional<UtcTime> timeOfLongQueueId(std::string_view id)
{
    // Seconds have 6 digits until 2596, microseconds 4; then the separator.
    if (!isQueueId(id) || id.size() < 12 || id[10] != 'z')
        return std::nullopt;
    std::int64_t seconds = 0;
    for (const char c : id.substr(0, 6)) {
        const int value = kValues[static_cast<unsigned char>(c)];
        if (value < 0)
            return std::nullopt;
        seconds = seconds * 52 + value;
    }
    return UtcTime(std::chrono::seconds(seconds));
}

} // namespace mv
