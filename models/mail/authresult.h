// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// What an evaluator of SPF, DKIM or DMARC found (RFC 8601, 2.7). Unknown is a word that no standard has: AuthCheck
// keeps it.
enum class AuthVerdict : std::uint8_t { None, Pass, Fail, SoftFail, Neutral, Policy, TempError, PermError, Unknown };
inline constexpr std::size_t kAuthVerdictCount = 9;
std::string_view toString(AuthVerdict); // "none", "pass", ... as in RFC 8601; "unknown"
// Upper and lower case, and the words that evaluators use instead ("hardfail", "dkim_pass", "success"; Microsoft's
// "bestguesspass" is none: no record was published). Empty is None.
AuthVerdict authVerdictFrom(std::string_view word);

// One identity checked by one method.
struct AuthCheck {
    AuthVerdict verdict = AuthVerdict::None;
    std::string word;     // as it was told, when that is not toString(verdict)
    std::string domain;   // SPF: of MAIL FROM or HELO; DKIM: d=. Lower case
    std::string selector; // DKIM: s=
    bool operator==(const AuthCheck&) const = default;
};

// Where a result was told.
enum class AuthEvidence : std::uint8_t { AggregateReport, FailureReport, Header, LogLine };
inline constexpr std::size_t kAuthEvidenceCount = 4;
std::string_view toString(AuthEvidence); // "aggregate-report", "failure-report", "header", "log-line": stable

// What one receiver found about `count` messages that came from one source under one From domain.
struct AuthResult {
    UtcTime from {}, to {}; // when the messages were received: from <= t < to; to == from: at that moment
    AuthEvidence evidence = AuthEvidence::AggregateReport;
    std::string receiver;         // who evaluated: a report's org_name, an authserv-id, the host that logged it
    std::string source;           // IP that the messages came from; empty: not told
    std::string headerFrom;       // domain of From:, lower case; empty: not told
    std::string envelopeFrom;     // domain of MAIL FROM, lower case; empty: none or not told
    std::optional<AuthCheck> spf; // none: not told
    std::vector<AuthCheck> dkim;  // of each signature; empty: none told
    // Whether the method passed for a domain aligned with From: (RFC 7489, 3.1): what policy_evaluated says. None: not
    // told.
    std::optional<bool> spfAligned, dkimAligned;
    std::optional<AuthVerdict> dmarc; // of a report: pass when either is aligned. None: not told
    std::string disposition;          // "none", "quarantine", "reject", "pass", as it was told; empty: not told
    std::string overridden;           // why another disposition than the policy's: reason types, joined by ", "
    std::string composite;            // Microsoft's compauth with its reason: "fail 001"
    std::string provider;             // who operates the receiver, by the provider table; empty: not looked up yet
    std::uint64_t count = 1;          // messages
    // Digest of the mail whose header it is: the same mail in another file tells nothing new. 0: not a header's.
    std::uint64_t mail = 0;
    std::uint64_t offset = 0; // of the record, in the file: to show it
    bool operator==(const AuthResult&) const = default;
};

} // namespace mv
