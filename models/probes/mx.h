// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/probes/probing.h"
#include <string>
#include <vector>

namespace mv {

// One host that takes the mail of a domain.
struct MxHost {
    std::string name;
    std::vector<std::string> addresses; // IPv4 first
    bool secure = false;                // MX set and addresses validated with DNSSEC: DANE applies (RFC 7672, 2.2)
};

struct MxProbe {
    std::vector<ProbeResult> results; // the MX set, then the addresses of each host
    bool exists = true;               // the domain, as far as is known
    std::vector<MxHost> hosts;        // by preference; the domain itself when it has no MX records
};

// MX records and the addresses of their hosts (RFC 5321, 5; RFC 7505). At most `most` hosts are looked at.
MxProbe probeMx(const Probing&, const std::string& domain, std::size_t most = 20);

// The names of an address, and whether they lead back to it.
ProbeResult probePtr(const Probing&, const std::string& address);

} // namespace mv
