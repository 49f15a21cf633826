// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/authresult.h"
#include "models/mail/error.h"
#include "models/probes/ipaddress.h"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// The mechanisms of RFC 7208, 5, in the order of its sections.
enum class SpfMechanism : std::uint8_t { All, Include, A, Mx, Ptr, Ip4, Ip6, Exists };

struct SpfTerm {
    SpfMechanism mechanism = SpfMechanism::All;
    AuthVerdict qualifier = AuthVerdict::Pass; // what a match gives: Pass, Fail, SoftFail, Neutral
    std::string domain;                        // domain-spec, macros unexpanded; empty: the current domain
    std::optional<IpAddress> network;          // ip4, ip6
    int prefix4 = 32, prefix6 = 128;
    std::string text; // as it stands in the record
};

struct SpfRecord {
    std::vector<SpfTerm> terms;
    std::string redirect, exp; // domain-specs; empty: no such modifier
    std::vector<std::string> unknownModifiers;
};

// "v=spf1" alone or before a blank, in any case (RFC 7208, 4.5).
bool isSpfRecord(std::string_view txt);
// The whole grammar of RFC 7208, 4.6.1, 5, 6 and 7.1; an Error says which term breaks it.
Result<SpfRecord> parseSpfRecord(std::string_view txt);

// macro-string of RFC 7208, 7.1. `explanation`: the letters c, r, t are allowed and blanks are literals.
bool isMacroString(std::string_view, bool explanation = false);
inline bool hasMacros(std::string_view text) { return text.find('%') != std::string_view::npos; }

} // namespace mv
