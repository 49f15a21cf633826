// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/proberesult.h"
#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// Types of records (RFC 1035, 3.2.2; RFC 3596; RFC 6698), with their numbers on the wire.
enum class DnsType : std::uint16_t { A = 1, Cname = 5, Ptr = 12, Mx = 15, Txt = 16, Aaaa = 28, Tlsa = 52 };
std::string_view toString(DnsType); // "A", "MX", ...

enum class DnsStatus : std::uint8_t {
    Answered,
    NoName, // NXDOMAIN
    NoData, // the name exists, without a record of this type
    Failed, // SERVFAIL, REFUSED, a bogus signature: DnsReply::problem says what
    TimedOut,
    Cancelled
};

struct ResourceRecord {
    // A, AAAA: the address as text. CNAME, PTR, MX: a host in lower case without the last dot; "" is the root. TXT: its
    // strings, joined, as the bytes that were sent. TLSA: the association's bytes.
    std::string data;
    std::uint16_t preference = 0;                    // MX
    std::uint8_t usage = 0, selector = 0, match = 0; // TLSA
    bool operator==(const ResourceRecord&) const = default;
};

struct DnsReply {
    DnsStatus status = DnsStatus::NoData;
    std::vector<ResourceRecord> records; // of the type asked for, in the order of the answer
    std::string alias;                   // the name that has the records, when a CNAME led there
    bool secure = false;                 // validated with DNSSEC, also that there is nothing
    std::chrono::seconds ttl {};
    std::string problem; // of Failed, for people
    bool isVoid() const { return status == DnsStatus::NoName || status == DnsStatus::NoData; }
    bool isKnown() const { return status == DnsStatus::Answered || isVoid(); } // says something about the name
};

// Who answers questions to the DNS. Waits for the answer, a time-out or the stop; may be asked from several threads.
class Resolver {
public:
    Resolver() = default;
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;
    virtual ~Resolver() = default;
    virtual DnsReply ask(std::string_view name, DnsType, const std::stop_token&) = 0;
    virtual std::string name() const = 0; // who is asked: "127.0.0.1@5353"
    virtual bool validates() const = 0;   // has a trust anchor: DnsReply::secure can be true
};

ProbeStatus probeStatus(DnsStatus);
std::string whyNot(const DnsReply&); // "SERVFAIL", "no such name", ... empty: Answered

// Lower case, without the last dot.
std::string canonicalName(std::string_view);
// Labels of 1 to 63 bytes, 253 in all, at least `labels` of them (RFC 1035, 2.3.4).
bool isDomainName(std::string_view, std::size_t labels = 1);
// Such a name of letters, digits, "-" and "_" only: nothing in it means something else in a URL or on a screen.
bool isHostName(std::string_view, std::size_t labels = 1);
// The name under which an address is looked up: "1.2.0.192.in-addr.arpa". Empty: no address.
std::string reverseName(std::string_view address);

} // namespace mv
