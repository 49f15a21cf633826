// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// Of dates like "10/12/2023", which Windows writes as its user's region has them.
enum class DateOrder : std::uint8_t { MonthFirst, DayFirst };

// A time in a Microsoft 365 message trace, always UTC: RFC 3339 with or without a zone, "/Date(1658751973240)/" in
// JSON, or as a region writes it ("10/12/2023 2:03:11 PM", "12.10.2023 14:03:11", "2023/10/12 14:03:11"). None: no
// time, or no such day.
std::optional<UtcTime> traceTime(std::string_view, DateOrder);

// The order that makes sense of all these times: no month beyond December, nothing after `latest`, and then in the
// shortest span, since a trace covers days; of a single day, the later one.
DateOrder dateOrderOf(const std::vector<std::string>& times, UtcTime latest);

} // namespace mv
