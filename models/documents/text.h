// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/mailwords.h"
#include "models/mail/ascii.h"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Words in documents that strangers wrote.
namespace mv {

// A stranger's word in a message of ours: short, without control characters, and no mailbox.
std::string shown(std::string_view);

// "Mon, 2 Jan 2006 15:04:05 -0700", also without the day's name or seconds, with a zone's name (GMT, UTC, EST, EDT ...)
// or a comment behind (RFC 5322, 3.3 and 4.3). Milliseconds since 1970; none: no such time.
std::optional<std::int64_t> mailTime(std::string_view);

} // namespace mv
