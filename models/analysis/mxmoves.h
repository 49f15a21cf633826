// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// One of our servers using one MX (or several alike, see mxFamily) for a recipient domain.
struct MxUsed {
    std::string server, mx;
    UtcTime first {}, last {};
    std::uint64_t attempts = 0;
};

// A domain's mail went to other hosts than before: its MX moved, as far as our own servers show.
struct MxMove {
    UtcTime at {}; // the first time that a server which had used `from` used `to` and not `from` any more
    std::string from, to;
    std::vector<std::string> switched; // servers
    std::vector<std::string> stayed;   // servers that still used `from` afterwards and `to` not, or not last
};

// Of one domain, oldest first. Hosts that are used side by side are no move.
std::vector<MxMove> mxMoves(const std::vector<MxUsed>&);

// What the hosts of one MX have in common: "mx1.hotmail.com" and "mx4.hotmail.com" are "mx*.hotmail.com". Digits of the
// first label only.
std::string mxFamily(std::string_view host);

} // namespace mv
