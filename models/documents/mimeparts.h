// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include <string>
#include <string_view>
#include <vector>

namespace mv {

struct MimePart {
    std::string type;      // "message/feedback-report", lower case
    std::string name;      // of the file; empty: not told
    std::string bytes;     // decoded; of message/rfc822 the mail in it
    bool attached = false; // as a file: not to be read as text
};

// The leaves of a mail's tree, in its order, with their transfer encoding taken off. An Error: a limit was hit.
inline constexpr std::size_t kMaxMimeParts = 500;
inline constexpr int kMaxMimeDepth = 20;
Result<std::vector<MimePart>> mimeParts(std::string_view mail);

} // namespace mv
