// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/probes/ipaddress.h"
#include <functional>
#include <string>
#include <string_view>

namespace mv {

// What the letters of a macro stand for (RFC 7208, 7.2).
struct SpfMacroValues {
    std::string local, senderDomain, helo, receiver, seconds;
    IpAddress ip;
    std::string domain;                         // %{d}: the current one
    std::function<std::string()> validatedName; // %{p}: asked for only where it is used
};

// Of a valid macro-string (isMacroString).
std::string expandSpfMacros(std::string_view text, const SpfMacroValues&);
// The expansion as a name to look up: without the last dot, and at most 253 characters, cut at the left by labels.
std::string expandSpfName(std::string_view text, const SpfMacroValues&);

} // namespace mv
