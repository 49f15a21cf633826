// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/authresult.h"
#include "models/mail/incident.h"
#include "models/mail/placement.h"
#include "models/mail/proberesult.h"
#include "models/mail/report.h"
#include <vector>

namespace mv {

// What is known of mail besides the attempts to hand it over. It names domains and addresses of hosts, never mailboxes.
struct Evidence {
    // A report with the records it brought, kept together: a report that was imported before brings nothing again.
    struct Reported {
        Report report;
        std::vector<AuthResult> auth;
        std::vector<TlsSessionCount> tls;
        bool operator==(const Reported&) const = default;
    };
    std::vector<Reported> reports;
    std::vector<AuthResult> auth; // of headers and log lines
    std::vector<Placement> placements;
    std::vector<Reputation> reputation;
    std::vector<ProbeResult> probes;
    std::vector<Incident> incidents;

    bool empty() const
    {
        return reports.empty() && auth.empty() && placements.empty() && reputation.empty() && probes.empty()
            && incidents.empty();
    }
    std::size_t size() const; // records; a report without any is one
    bool operator==(const Evidence&) const = default;
};

void append(Evidence& to, Evidence&& more);

} // namespace mv
