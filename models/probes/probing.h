// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/probes/dns.h"
#include <optional>

namespace mv {

// What every look at one domain needs.
struct Probing {
    Resolver& resolver;
    std::stop_token stop;

    DnsReply ask(std::string_view name, DnsType type) const { return resolver.ask(name, type, stop); }
};

// A result of one lookup, with its status and, if nothing was learnt, why. `answers` are the caller's.
ProbeResult resultOf(const Probing&, ProbeKind, std::string_view domain, std::string_view name, const DnsReply&);

// Adds a finding. `source`: where it is said: "RFC 7208, 4.6.4".
void note(ProbeResult&, std::string text, std::string_view source);
void warn(ProbeResult&, std::string text, std::string_view source);
void bad(ProbeResult&, std::string text, std::string_view source);

// TXT records as they can be kept: control characters and octets that are no ASCII as "\226", and addresses without
// their local parts ("rua=mailto:@example.com"): evidence holds no mailboxes.
std::string keptText(std::string_view txt);

// The one TXT record that begins with `version` ("v=DMARC1"; RFC 6376 tag lists: up to a ";", blanks around "="
// allowed). Others at the name are somebody else's. Sets Absent when there is none, and `answers` to all that there
// are.
std::optional<std::string> oneVersioned(
    ProbeResult&, const DnsReply&, std::string_view version, std::string_view source);

// A number with its noun: "1 host", "2 hosts".
std::string counted(std::size_t, std::string_view one);

} // namespace mv
