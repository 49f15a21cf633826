// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <cstdint>

namespace mv {

// Times as the database has them: milliseconds since 1970, UTC.
constexpr std::int64_t ms(UtcTime t) { return t.time_since_epoch().count(); }
constexpr UtcTime timeAt(std::int64_t msSinceEpoch) { return UtcTime(std::chrono::milliseconds(msSinceEpoch)); }
constexpr std::int64_t floorDivide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

inline TimeRange together(TimeRange a, TimeRange b) // from the first to the last of both
{
    if (a.empty() || b.empty())
        return a.empty() ? b : a;
    return { std::min(a.from, b.from), std::max(a.to, b.to) };
}

} // namespace mv
