// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/proberesult.h"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// One record of an answer. `data` as master files write it (RFC 1035, 5.1), but for TXT: its strings, joined.
struct DnsRecord {
    std::string owner;
    std::string type; // "MX", "TXT" ...
    std::string data; // "10 mx1.example.com.", "v=spf1 -all", "3 1 1 0A0B0C", "192.0.2.1"
    bool operator==(const DnsRecord&) const = default;
};

// What came of one question, whoever asked it.
struct DnsAnswer {
    std::string name, type;                    // asked for
    ProbeStatus status = ProbeStatus::NotTold; // Answered: `records` are all there are, Absent when there are none
    std::vector<DnsRecord> records;            // the answer section; aliases (CNAME) lead to other owners
};

// What the answer tells of a domain's mail, with answers in their canonical form and order; its time and who asked are
// for the caller to fill in. None: a question about something else (NS, SOA). A TXT question is what its name says
// (_dmarc, selector._domainkey, _mta-sts, _smtp._tls), any other name's is SPF; records that do not begin as such
// records do are not answers. Mailboxes in them are left without their local parts.
std::optional<ProbeResult> probeIn(const DnsAnswer&);

// Adds a result to those of one output. The addresses of a name are one result, though they are asked for by two
// questions (A, AAAA).
void add(std::vector<ProbeResult>&, ProbeResult&&);

// A name as all results have it: lower case, without the last dot.
std::string dnsName(std::string_view);
// The strings of a TXT record as master files write them ("a" "b", with \" and \DDD), joined (RFC 7208, 3.3).
std::string txtOf(std::string_view written);
// Blanks the local part of each mail address in a text: "rua=mailto:@example.com".
std::string withoutMailboxes(std::string_view);

} // namespace mv
