// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <optional>
#include <string>

namespace mv {

// A span that somebody declared, with an id such as EX680695. What the program detects itself is a storm, not this.
struct Incident {
    std::int64_t id = 0;  // 0: not stored yet
    std::string label;    // "EX680695"
    std::string provider; // empty: all
    std::string text;
    std::string link;
    UtcTime from {};
    std::optional<UtcTime> to; // none: still open
    std::string state;         // as last declared: "serviceRestored"; empty: not told
    std::string lastWord;      // the latest post about it, as plain text
    bool operator==(const Incident&) const = default;
};

} // namespace mv
