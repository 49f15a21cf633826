// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string_view>

namespace mv {

// The elements of a DMARC aggregate report (RFC 7489, appendix C, and RFC 9990).
enum class DmarcTag : std::uint8_t {
    Unknown,
    Adkim,
    Aspf,
    AuthResults,
    Begin,
    Comment,
    Count,
    DateRange,
    Disposition,
    Dkim,
    Domain,
    Email,
    End,
    EnvelopeFrom,
    Error,
    Feedback,
    Fo,
    HeaderFrom,
    Identifiers,
    Known, // and not used
    Np,
    OrgName,
    P,
    Pct,
    PolicyEvaluated,
    PolicyPublished,
    Reason,
    Record,
    ReportId,
    ReportMetadata,
    Result,
    Row,
    Scope,
    Selector,
    SourceIp,
    Sp,
    Spf,
    Testing,
    Type
};

DmarcTag dmarcTagOf(std::string_view elementName); // without its namespace

} // namespace mv
