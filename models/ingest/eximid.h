// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <optional>
#include <string_view>

namespace mv {

// Exim's message ids: the second of arrival, the process and a fraction of the second, in base 62. 6-6-2 characters up
// to Exim 4.96, 6-11-4 since (spec, "Message identification").
bool isEximId(std::string_view);
// When the message began to arrive, to the second; not told by what is no id, nor by ids in base 36 (macOS, Cygwin),
// which give years that Exim has not seen.
std::optional<UtcTime> timeOfEximId(std::string_view);

} // namespace mv
