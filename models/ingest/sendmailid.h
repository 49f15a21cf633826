// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <optional>
#include <string_view>

namespace mv {

// Sendmail's queue ids: since 8.12 year, month, day, hour, minute and second of birth in UTC, a digit each to the base
// of 60, two more that count, and the process ("v1AI2GTr031509"); before, letters and the process ("OAA21354").
bool isSendmailId(std::string_view);
// When an id of 8.12 or later was made, to the second. The year's digit comes again after 60 years: 1990 to 2049.
std::optional<UtcTime> timeOfSendmailId(std::string_view);

} // namespace mv
