// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <cstdint>

namespace mv {

// Times as the database has them: milliseconds since 1970, UTC.
constexpr std::int64_t ms(UtcTime t) { return t.time_since_epoch().count(); }
constexpr UtcTime timeAt(std::int64_t msSinceEpoch) { return UtcTime(std::chrono::milliseconds(msSinceEpoch)); }

} // namespace mv
