// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/tlsreport.h"
#include "models/documents/problems.h"
#include "models/documents/text.h"
#include "models/ingest/formats/jsonvalue.h"
#include "models/ingest/formats/loglines.h"
#include <algorithm>
#include <fmt/core.h>

namespace mv {
namespace {

constexpr std::size_t kMaxRows = 250'000; // 100 MB
constexpr std::size_t kMaxText = 1000;    // bytes of a word that the reporter chose
constexpr std::int64_t kMaxSessions = 1'000'000'000'000;

std::string word(std::string_view text) { return std::string(trimmed(text).substr(0, kMaxText)); }

class ReportReader {
public:
    Result<DocumentReading> read(const JsonValue& root)
    {
        Report& report = m_reported.report;
        report.kind = ReportKind::SmtpTls;
        report.reporter = word(root["organization-name"].text());
        report.id = word(root["report-id"].asText(m_scratch));
        const auto from = root["date-range"]["start-datetime"].time();
        const auto to = root["date-range"]["end-datetime"].time();
        if (!from && !to)
            return failure(
                "\"date-range\" is missing or has no times such as 2024-03-01T00:00:00Z: it is not told what "
                "time the report is about.");
        if (!from || !to)
            m_problems.add("The report tells only one end of its time.");
        report.period = { from ? *from : *to, to ? *to : *from };
        if (report.period.to < report.period.from) {
            m_problems.add("The report ends before it begins.");
            std::swap(report.period.from, report.period.to);
        }
        if (report.reporter.empty()) {
            report.reporter = mailDomain(word(root["contact-info"].text()));
            m_problems.add("\"organization-name\" is empty: the reporter is taken from \"contact-info\".");
        }
        if (report.id.empty())
            m_problems.add("\"report-id\" is empty: copies of the report are known by reporter, domain and time only.");
        if (!root["policies"].exists())
            m_problems.add("\"policies\" is missing.");
        else
            root["policies"].each([&](const JsonValue& policy) { readPolicy(policy); });
        if (m_out.records.total() == 0)
            m_problems.add("There is no policy in it.");
        if (report.domain.empty())
            m_problems.add("No \"policy-domain\" is told.");
        if (m_more)
            m_problems.add(fmt::format("There are more than {} entries: the rest is left out.", kMaxRows));
        report.problems = m_problems.texts();
        m_out.evidence.reports.push_back(std::move(m_reported));
        return std::move(m_out);
    }

private:
    void readPolicy(const JsonValue& entry)
    {
        if (!entry.isObject()) {
            ++m_out.records.rejected[static_cast<std::size_t>(RejectReason::BadField)];
            m_out.rejected.push_back({ 0, RejectReason::BadField, "an entry of \"policies\" that is no object" });
            return;
        }
        ++m_out.records.delivery;
        const JsonValue policy = entry["policy"];
        TlsSessionCount row;
        row.period = m_reported.report.period;
        row.reporter = m_reported.report.reporter;
        row.policyType = lowered(word(policy["policy-type"].text()));
        row.policyDomain = mailDomain(word(policy["policy-domain"].text()));
        if (m_reported.report.domain.empty())
            m_reported.report.domain = row.policyDomain;
        if (row.policyType != "sts" && row.policyType != "tlsa" && row.policyType != "no-policy-found")
            m_problems.add(fmt::format("\"policy-type\" is \"{}\", which is in no standard.", shown(row.policyType)));
        const std::string host = hostOf(policy["mx-host"]);
        notePublished(row.policyType, policy["policy-string"]);

        const JsonValue summary = entry["summary"];
        if (!summary.isObject())
            m_problems.add("A policy has no \"summary\".");
        const std::uint64_t failed = sessions(summary["total-failure-session-count"]);
        row.sessions = sessions(summary["total-successful-session-count"]);
        row.mxHost = row.policyType == "tlsa" ? host : std::string(); // of the others it is a pattern
        add(row);
        std::uint64_t explained = 0;
        entry["failure-details"].each([&](const JsonValue& detail) { explained += readDetail(detail, row); });
        if (explained != failed)
            m_problems.add(
                fmt::format("The failure details tell {} failed sessions, the summary {}.", explained, failed));
        if (explained < failed) {
            row.resultType = kFailureNotTold;
            row.sessions = failed - explained;
            add(row);
        }
    }

    std::uint64_t readDetail(const JsonValue& detail, const TlsSessionCount& policy)
    {
        if (!detail.isObject())
            return 0;
        TlsSessionCount row = policy;
        row.resultType = lowered(word(detail["result-type"].text()));
        if (row.resultType.empty()) {
            m_problems.add("A failure has no \"result-type\".");
            row.resultType = kFailureNotTold;
        }
        row.source = word(detail["sending-mta-ip"].text());
        if (const std::string host = hostOf(detail["receiving-mx-hostname"]); !host.empty())
            row.mxHost = host;
        row.reason = word(detail["failure-reason-code"].asText(m_scratch));
        if (const std::string more = word(detail["additional-information"].asText(m_scratch)); !more.empty())
            row.reason.append(row.reason.empty() ? "" : " ").append(more);
        if (row.reason.find('@') != std::string::npos)
            row.reason = shown(row.reason);
        row.sessions = sessions(detail["failed-session-count"]);
        add(row);
        return row.sessions;
    }

    void add(const TlsSessionCount& row)
    {
        if (row.sessions == 0)
            return;
        m_more = m_reported.tls.size() == kMaxRows;
        if (!m_more)
            m_reported.tls.push_back(row);
    }

    std::uint64_t sessions(const JsonValue& value)
    {
        if (!value.exists() || value.isNull())
            return 0;
        const auto n = value.integer();
        if (n && *n >= 0 && *n <= kMaxSessions)
            return static_cast<std::uint64_t>(*n);
        m_problems.add(fmt::format("A count of sessions makes no sense: \"{}\".", shown(value.asText(m_scratch))));
        return 0;
    }

    // A string or an array of them, and sometimes as in the policy's text: "mx: mx1.example.com".
    static std::string hostOf(const JsonValue& value)
    {
        std::string_view text = value.text();
        if (text.empty())
            text = value.first().text();
        if (text.starts_with("mx:"))
            text.remove_prefix(3);
        return mailDomain(text);
    }

    // Strings, or one string that is a JSON array of them (Microsoft, tlsa).
    void notePublished(std::string_view type, const JsonValue& strings)
    {
        std::string text;
        const auto join = [&](const JsonValue& line) {
            if (text.size() < kMaxText && !line.text().empty())
                text.append(text.empty() ? "" : "; ").append(word(line.text()));
        };
        const std::string_view first = strings.first().text();
        simdjson::dom::parser parser;
        simdjson::dom::element inner;
        if (first.starts_with('[') && parser.parse(first.data(), first.size()).get(inner) == simdjson::SUCCESS)
            JsonValue(inner).each(join);
        else
            strings.each(join);
        std::string& policy = m_reported.report.policy;
        if (!text.empty() && policy.size() < kMaxText)
            policy.append(policy.empty() ? "" : " | ").append(type).append(": ").append(text);
    }

    DocumentReading m_out;
    Evidence::Reported m_reported;
    Problems m_problems;
    std::string m_scratch;
    bool m_more = false;
};

} // namespace

int scoreTlsReport(std::string_view head)
{
    constexpr int kSure = 95;
    head = trimmed(withoutMark(head));
    const auto has = [&](std::string_view key) { return head.find(key) != std::string_view::npos; };
    return head.starts_with('{') && has("\"date-range\"") && (has("\"policies\"") || has("\"policy-type\"")) ? kSure
                                                                                                             : 0;
}

Result<DocumentReading> readTlsReport(std::string_view whole, const DocumentOptions&)
{
    whole = withoutMark(whole);
    simdjson::dom::parser parser; // of its own: its buffers are as large as the document
    simdjson::dom::element root;
    if (const auto error = parser.parse(whole.data(), whole.size()).get(root); error != simdjson::SUCCESS)
        return failure(fmt::format("The report's JSON is damaged or cut off: {}", simdjson::error_message(error)));
    return ReportReader().read(JsonValue(root));
}

} // namespace mv
