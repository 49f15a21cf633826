// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include <string>
#include <string_view>

namespace mv {

// One line, whichever the format (logger.js, log_if_level()): LOGFMT and JSON are turned into the words of DEFAULT,
// that is the message and then "key=value key="quoted \"value\""". Views into the line or into `storage`.
struct HarakaRecord {
    std::string_view uuid, origin; // "UUID.transaction[.delivery]"; "core", "outbound", a plugin
    std::string_view text;
    std::string storage, jsonUuid, jsonOrigin;
};
// False: none of Haraka's lines, or cut off.
bool parseHarakaRecord(std::string_view message, HarakaRecord& out);

// "key=value" taken off the front of `rest`, with the blank behind it. The value is unquoted. False: there is none.
bool takeHarakaField(std::string_view& rest, std::string_view& key, std::string& value);

// Code, enhanced code, stage, source and reply of what outbound says of a failure: "Upstream error: 451 4.7.1 ...",
// "550 5.1.1 ...", "Tried all MXs", "DNS lookup failure: ..." (outbound/hmail.js).
void describeHarakaError(std::string_view error, Attempt&);

} // namespace mv
