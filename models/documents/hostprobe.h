// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"
#include "models/documents/textlines.h"
#include "models/ingest/syslogtime.h"
#include "models/mail/dnsanswer.h"
#include <charconv>
#include <optional>
#include <string>

// What tools have in common that connect to one host and tell of its certificate.
namespace mv {

// "mx1.example.com:25", "[192.0.2.1]:25", "[mx1.example.com]" without port and brackets, as a name.
inline std::string hostIn(std::string_view told)
{
    if (told.starts_with('['))
        return dnsName(between(told, "[", "]"));
    const auto colon = told.rfind(':');
    const bool hasPort = colon != std::string_view::npos && told.find(':') == colon; // else IPv6, or no port
    return dnsName(told.substr(0, hasPort ? colon : told.size()));
}

// "Nov 24 01:59:10 2026 GMT", as OpenSSL prints times.
inline std::optional<UtcTime> opensslTime(std::string_view text)
{
    using namespace std::chrono;
    Stamp s;
    text = trimmed(text);
    if (!takeMonthDay(text, s.month, s.day))
        return std::nullopt;
    text = trimmed(text);
    if (!takeTimeOfDay(text, s.msOfDay))
        return std::nullopt;
    const std::string_view word = takeWord(text);
    std::from_chars(word.data(), word.data() + word.size(), s.year);
    const year_month_day date { year(s.year), month(s.month), day(s.day) };
    if (s.year < 1900 || s.year > 9999 || !date.ok())
        return std::nullopt;
    return UtcTime(sys_days(date) + milliseconds(s.msOfDay));
}

inline void addProblem(Certificate& c, std::string_view problem)
{
    if (problem.empty() || c.problem.find(problem) != std::string::npos)
        return;
    c.problem.append(c.problem.empty() ? "" : "; ").append(problem);
}

// A time out is told from what else prevents a connection by the tool's words.
inline ProbeStatus statusOfError(std::string_view words)
{
    const bool timedOut = words.find("timed out") != std::string_view::npos
        || words.find("timeout") != std::string_view::npos || words.find("Timeout") != std::string_view::npos
        || words.find("errno=110") != std::string_view::npos;
    return timedOut ? ProbeStatus::TimedOut : ProbeStatus::Failed;
}

// Adds what one connection showed; one to a host that is not told counts as other, and `unnamed` says what to do.
inline void tellHost(ProbeResult&& r, std::string_view unnamed, DocumentReading& reading)
{
    r.kind = ProbeKind::Certificate;
    if (r.name.empty())
        r.name = r.domain;
    if (r.domain.empty())
        r.domain = r.name;
    if (r.name.empty()) {
        ++reading.records.other;
        reading.remark = unnamed;
        return;
    }
    ++reading.records.delivery;
    reading.evidence.probes.push_back(std::move(r));
}

} // namespace mv
