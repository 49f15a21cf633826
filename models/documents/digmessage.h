// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"
#include "models/mail/dnsanswer.h"
#include <optional>
#include <string>
#include <vector>

namespace mv {

// One question to a resolver with what came of it, as dig prints it: in whole, or only parts of it.
struct DigMessage {
    std::string name, type; // asked; empty: not told
    std::string status;     // "NOERROR", "NXDOMAIN", "SERVFAIL"; empty: not told
    std::string flags;      // "qr aa rd ra"
    std::vector<DnsRecord> records;
    std::string error; // "connection timed out; no servers could be reached"
    std::string resolver;
    std::optional<UtcTime> at;
    std::uint64_t offset = 0;
};

// "example.com.  300  IN  MX  10 mx1.example.com.": TTL and class may be missing. None: no record.
std::optional<DnsRecord> digRecord(std::string_view line);
bool isDnsType(std::string_view word); // "MX", "TYPE65"

// Adds what the message tells.
void tell(const DigMessage&, const DocumentOptions&, DocumentReading&);

} // namespace mv
