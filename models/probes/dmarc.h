// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/probes/probing.h"
#include <string>
#include <vector>

namespace mv {

// Where a domain's DMARC policy comes from.
struct DmarcSource {
    std::string domain; // whose _dmarc record applies; empty: none does
    std::string record; // as it was published
    std::string organizational;
    DnsReply reply; // the last one, for the status
};

// By the Public Suffix List (RFC 7489, 6.6.3): the domain itself, else its organizational domain.
DmarcSource dmarcByPublicSuffix(const Probing&, const std::string& domain);
// By the tree walk (RFC 9989, 4.10): at most eight questions, upwards from the domain.
DmarcSource dmarcByTreeWalk(const Probing&, const std::string& domain);
// The public suffix and one label; the domain itself if it is a public suffix.
std::string organizationalDomain(const std::string& domain);

// The policy that applies to a domain, found in both ways, and what is wrong with it.
ProbeResult probeDmarc(const Probing&, const std::string& domain);

} // namespace mv
