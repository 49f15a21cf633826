// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/queueid.h"
#include <array>

namespace mv {

namespace {

constexpr std::string_view kBase52 = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
constexpr std::size_t kMaxLength = 32;

constexpr auto kValues = [] {
    std::array<signed char, 256> values {};
    values.fill(-1);
    for (std::size_t i = 0; i < kBase52.size(); ++i)
        values[static_cast<unsigned char>(kBase52[i])] = static_cast<signed char>(i);
    return values;
}();

bool isHex(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); }

} // namespace

bool isQueueId(std::string_view id)
{
    if (id.size() < 5 || id.size() > kMaxLength)
        return false;
    bool hex = true, base52 = true;
    for (const char c : id) {
        hex = hex && isHex(c);
        base52 = base52 && kValues[static_cast<unsigned char>(c)] >= 0;
    }
    return hex || (base52 && id.size() >= 10);
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
