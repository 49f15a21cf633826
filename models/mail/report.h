// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <cstdint>
#include <string>
#include <vector>

namespace mv {

// What a receiver sent to the owner of a domain. The same one arrives more than once (as .xml, .gz and mail): it counts
// once, by kind, reporter, id, domain and period.
enum class ReportKind : std::uint8_t { DmarcAggregate, DmarcFailure, SmtpTls };
inline constexpr std::size_t kReportKindCount = 3;

struct Report {
    ReportKind kind = ReportKind::DmarcAggregate;
    std::string reporter;              // org_name, organization-name
    std::string id;                    // report_id
    std::string domain;                // whose policy it is about, lower case
    TimeRange period;                  // as the report says; begin == end happens
    std::string policy;                // published, in the record's own form: "p=reject; sp=none; adkim=r; pct=100"
    std::vector<std::string> errors;   // that the reporter met
    std::vector<std::string> problems; // deviations from its schema that were understood all the same
    bool operator==(const Report&) const = default;
};

// Sessions of one sender with one host, as an SMTP TLS report counts them (RFC 8460, 4.3).
struct TlsSessionCount {
    TimeRange period;
    std::string reporter;     // who sent the mail
    std::string policyDomain; // whose MX it was, lower case
    std::string policyType;   // "sts", "tlsa", "no-policy-found", or what else was told
    std::string resultType;   // "certificate-host-mismatch" ... (RFC 8460, 4.3.2); empty: the successful sessions
    std::string mxHost;       // lower case; empty: not told
    std::string source;       // sending-mta-ip; empty: not told
    std::string reason;       // failure-reason-code and additional-information, as told
    std::uint64_t sessions = 0;
    bool operator==(const TlsSessionCount&) const = default;
};

} // namespace mv
