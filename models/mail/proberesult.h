// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// What was looked up, or connected to.
enum class ProbeKind : std::uint8_t { Mx, Address, Spf, Dkim, Dmarc, MtaSts, TlsRpt, Tlsa, Ptr, Certificate };
inline constexpr std::size_t kProbeKindCount = 10;
std::string_view toString(ProbeKind); // "mx", "address", "spf", ... "certificate": stable
std::optional<ProbeKind> probeKindFrom(std::string_view);

// Only Answered and Absent say something about the domain; the rest say that nothing was learnt.
enum class ProbeStatus : std::uint8_t {
    Answered,
    Absent, // there is no such record: NXDOMAIN, NODATA; no STARTTLS offered
    Failed, // SERVFAIL, REFUSED, a bogus signature, a connection refused, a handshake that ended
    TimedOut,
    NotTold // the tool's output does not say (dig +noall +answer prints nothing for three reasons)
};
inline constexpr std::size_t kProbeStatusCount = 5;
std::string_view toString(ProbeStatus); // "answered", "absent", "failed", "timed-out", "not-told": stable

enum class Check : std::uint8_t { NotDone, Ok, Bad };

// A host's certificate as one connection showed it. Name and chain are judged apart: one says nothing of the other.
struct Certificate {
    std::vector<std::string> names; // DNS names it is valid for, lower case; CN only when there are none (RFC 9525)
    std::string subject, issuer;
    std::optional<UtcTime> notBefore, notAfter;
    std::string fingerprint;      // SHA-256, lower-case hex; empty: not told
    Check name = Check::NotDone;  // covers the name that was connected to
    Check chain = Check::NotDone; // leads to a trusted root, nothing in it expired
    std::string problem;          // the verifier's words: "hostname mismatch", "self-signed certificate"
    bool operator==(const Certificate&) const = default;
};

// Severity of what a probe means for mail.
enum class Severity : std::uint8_t { Note, Warning, Bad };

struct Finding {
    Severity severity = Severity::Note;
    std::string text;   // a sentence: "The certificate of mx1.example.com is not valid for that name."
    std::string source; // where it is said: "RFC 7208, 4.6.4"
    bool operator==(const Finding&) const = default;
};

struct ProbeResult {
    UtcTime at {};
    ProbeKind kind = ProbeKind::Mx;
    ProbeStatus status = ProbeStatus::Answered;
    std::string domain; // that it is about, lower case, without the last dot
    std::string name;   // asked for: the domain itself, an MX host, "s2017b._domainkey.example.com", an address
    // The answers in a canonical form and order, so that equal sets are equal: MX "10 mx1.example.com" by preference
    // and name ("0 ." is the null MX), addresses, TXT strings joined, TLSA in hex, the lines of a policy.
    std::vector<std::string> answers;
    std::optional<Certificate> certificate;
    std::string tls;      // "TLSv1.3 TLS_AES_256_GCM_SHA384"; empty: not told
    std::string detail;   // why it failed, in the tool's words
    std::string by;       // "mailvane", "zdns", "dig", "testssl.sh", "openssl s_client" ...
    std::string resolver; // asked; empty: not told
    std::vector<Finding> findings;
    std::uint64_t offset = 0;
    bool operator==(const ProbeResult&) const = default;
};

} // namespace mv
