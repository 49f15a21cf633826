// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/authresult.h"
#include "models/mail/ascii.h"
#include "models/mail/authcounts.h"
#include <array>
#include <utility>

namespace mv {
namespace {

constexpr std::array<std::string_view, kAuthVerdictCount> kVerdicts { "none", "pass", "fail", "softfail", "neutral",
    "policy", "temperror", "permerror", "unknown" };

constexpr std::array<std::pair<std::string_view, AuthVerdict>, 9> kOtherWords { {
    { "hardfail", AuthVerdict::Fail },      // RFC 5451 before its errata, and what still says so
    { "dkim_pass", AuthVerdict::Pass },     // Yahoo
    { "success", AuthVerdict::Pass },       // Yahoo's dmarc
    { "bestguesspass", AuthVerdict::None }, // Microsoft: no record; had there been one, it would have passed
    { "error", AuthVerdict::TempError },    // RFC 4408, before RFC 7208 named the two apart
    { "tempfail", AuthVerdict::TempError },
    { "timeout", AuthVerdict::TempError }, // Microsoft's dkim
    { "permfail", AuthVerdict::PermError },
    { "invalid", AuthVerdict::PermError },
} };

constexpr std::array<std::string_view, kAuthEvidenceCount> kEvidence { "aggregate-report", "failure-report", "header",
    "log-line" };

} // namespace

std::string_view toString(AuthVerdict v) { return kVerdicts[static_cast<std::size_t>(v)]; }

AuthVerdict authVerdictFrom(std::string_view word)
{
    if (word.empty())
        return AuthVerdict::None;
    const std::string text = lowered(word);
    for (std::size_t i = 0; i < kVerdicts.size(); ++i) {
        if (kVerdicts[i] == text)
            return static_cast<AuthVerdict>(i);
    }
    for (const auto& [other, verdict] : kOtherWords) {
        if (other == text)
            return verdict;
    }
    return AuthVerdict::Unknown;
}

std::string_view toString(AuthMethod m)
{
    constexpr std::array<std::string_view, kAuthMethodCount> kMethods { "SPF", "DKIM", "DMARC" };
    return kMethods[static_cast<std::size_t>(m)];
}

std::string_view toString(AuthEvidence e) { return kEvidence[static_cast<std::size_t>(e)]; }

} // namespace mv
