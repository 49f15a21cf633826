// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/probes/mtasts.h"
#include "models/probes/smtpprobe.h"
#include <functional>
#include <string>
#include <vector>

namespace mv {

struct ProbeOptions {
    std::vector<std::string> domains;   // looked at wholly
    std::vector<std::string> selectors; // of DKIM keys, looked up in each domain
    std::vector<std::string> sources;   // addresses that we send from
    SmtpOptions smtp;
    bool connect = true;     // to the MX hosts
    FetchPolicy fetchPolicy; // of MTA-STS; none: only its record
    unsigned atOnce = 4;     // domains, and with them connections
};

// Takes one result after the other, never two at once, from several threads.
using ProbeSink = std::function<void(ProbeResult&&)>;

// Looks up what each domain publishes, and connects once to each MX host, whoever shares it. What was under way when it
// was stopped gives no result. Mail is never sent.
void probeDomains(const ProbeOptions&, Resolver&, const ProbeSink&, const std::stop_token&);

} // namespace mv
