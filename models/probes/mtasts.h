// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include "models/probes/probing.h"
#include <functional>
#include <string>
#include <vector>

namespace mv {

// The policy of RFC 8461, 3.2.
struct StsPolicy {
    std::string mode;                  // "enforce", "testing", "none"
    std::vector<std::string> mx;       // patterns, lower case
    std::optional<long long> maxAge;   // seconds
    std::vector<std::string> problems; // sentences
};
StsPolicy parseStsPolicy(std::string_view text);
bool coversMx(const StsPolicy&, std::string_view host); // "*.example.com" is one label (RFC 8461, 4.1)

// Gets https://mta-sts.DOMAIN/.well-known/mta-sts.txt; an Error says why a sender would have no policy either.
using FetchPolicy = std::function<Result<std::string>(const std::string& domain, const std::stop_token&)>;

// The TXT record and the policy, and whether that covers the MX hosts. Without `fetch` only the record.
ProbeResult probeMtaSts(
    const Probing&, const std::string& domain, const std::vector<std::string>& mxHosts, const FetchPolicy& fetch);

} // namespace mv
