// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/dmarcaggregate.h"
#include "models/documents/dmarctags.h"
#include "models/documents/problems.h"
#include "models/documents/text.h"
#include "models/documents/xml.h"
#include "models/ingest/sendingip.h"
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/core.h>

namespace mv {
namespace {

constexpr std::size_t kMaxRecords = 250'000; // 150 MB
constexpr double kMaxCount = 1e12;           // messages of a record
constexpr double kLatest = 4.1e9;            // seconds: about 2100
constexpr double kLatestMs = 4.1e12;         // the same in milliseconds
constexpr std::size_t kMaxChecks = 64;       // signatures of a record

using Tag = DmarcTag;

std::optional<double> numberOf(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && std::isfinite(value) ? std::optional(value)
                                                                                            : std::nullopt;
}

std::string element(std::string_view name) { return fmt::format("<{}>", name); }

class ReportReader final : public XmlElements {
public:
    explicit ReportReader(std::string_view whole)
        : m_whole(whole)
    {
        constexpr std::string_view kEnd = "</record";
        constexpr std::size_t kMost = 100'000; // growing moves them all, which is a third of the work
        std::size_t records = 0;
        for (auto at = whole.find(kEnd); at != std::string_view::npos && records < kMost; at = whole.find(kEnd, at + 1))
            ++records;
        m_reported.auth.reserve(records);
    }

    void begin(std::string_view name, std::uint64_t offset) override
    {
        const Tag tag = dmarcTagOf(name);
        if (m_ended)
            return;
        if (!m_inReport) {
            m_inReport = tag == Tag::Feedback;
            if (!m_inReport)
                m_problems.add("The report lies in <" + shown(name) + ">, which has no place there.");
            return;
        }
        if (m_ignored > 0 || tag == Tag::Unknown || name == "extension") {
            if (m_ignored++ == 0 && tag == Tag::Unknown)
                m_problems.add("Unknown element <" + shown(name) + ">.");
            return;
        }
        m_path[m_depth++] = tag;
        switch (tag) {
        case Tag::Record:
            m_record = {};
            m_record.offset = offset;
            m_badField.clear();
            m_scope.clear();
            break;
        case Tag::Dkim:
        case Tag::Spf:
            m_check = {};
            m_checkScope.clear();
            break;
        case Tag::Reason:
            m_reason.clear();
            break;
        case Tag::AuthResults:
            m_checks = 0;
            break;
        default:
            break;
        }
    }

    void end(std::string_view name, std::string_view text) override
    {
        if (!m_inReport || m_ended)
            return;
        if (m_ignored > 0) {
            --m_ignored;
            return;
        }
        if (m_depth == 0) { // </feedback>
            m_ended = true;
            return;
        }
        const Tag tag = m_path[--m_depth];
        switch (m_depth == 0 ? Tag::Feedback : m_path[m_depth - 1]) {
        case Tag::Feedback:
            if (tag == Tag::Record)
                endRecord();
            else if (tag == Tag::ReportMetadata)
                m_metadata = true;
            break;
        case Tag::ReportMetadata:
            readMetadata(tag, text);
            break;
        case Tag::DateRange:
            readTime(tag, name, text);
            break;
        case Tag::PolicyPublished:
            readPolicy(tag, name, text);
            break;
        case Tag::Row:
            readRow(tag, text);
            break;
        case Tag::PolicyEvaluated:
            readEvaluated(tag, name, text);
            break;
        case Tag::Reason:
            if (tag == Tag::Type)
                m_reason = text;
            break;
        case Tag::Identifiers:
            if (tag == Tag::HeaderFrom)
                m_record.headerFrom = mailDomain(text);
            else if (tag == Tag::EnvelopeFrom)
                m_record.envelopeFrom = mailDomain(text);
            break;
        case Tag::AuthResults:
            readCheck(tag);
            break;
        case Tag::Dkim:
        case Tag::Spf:
            readCheckPart(tag, name, text);
            break;
        case Tag::Record:
            if (tag == Tag::AuthResults && m_checks == 0)
                m_problems.add("<auth_results> is empty: what the checks found is not told.");
            break;
        default:
            break;
        }
    }
    std::optional<Error> stop() const override { return m_error; }

    bool ended() const { return m_ended; }

    Result<DocumentReading> reading(std::vector<std::string> problems)
    {
        if (!m_inReport)
            return failure("There is no <feedback> in it: this is no DMARC aggregate report.");
        if (!m_metadata)
            return failure("<report_metadata> is missing: nobody says who reports, and about when.");
        if (!m_begin && !m_end)
            return failure("<date_range> is missing: it is not told what time the report is about.");
        if (!m_end || !m_begin) {
            m_problems.add("The report tells only one end of its time.");
            (m_end ? m_begin : m_end) = m_end ? *m_end : *m_begin;
        }
        Report& report = m_reported.report;
        if (*m_end < *m_begin) {
            m_problems.add("The report ends before it begins.");
            std::swap(*m_begin, *m_end);
        } else if (*m_end == *m_begin) {
            m_problems.add("The report begins and ends at the same moment.");
        }
        report.period = { *m_begin, *m_end };
        report.kind = ReportKind::DmarcAggregate;
        if (report.reporter.empty()) {
            m_problems.add("<org_name> is empty: the reporter is taken from its mail address.");
            report.reporter = m_emailDomain;
        }
        if (report.id.empty())
            m_problems.add("<report_id> is empty: copies of the report are known by reporter, domain and time only.");
        if (report.domain.empty()) {
            m_problems.add("<policy_published> names no domain.");
            if (!m_reported.auth.empty())
                report.domain = m_reported.auth.front().headerFrom;
        }
        if (m_out.records.total() == 0)
            m_problems.add("There is no <record> in it.");
        report.problems = std::move(problems);
        for (std::string& problem : m_problems.texts())
            report.problems.push_back(std::move(problem));
        for (AuthResult& a : m_reported.auth) {
            a.from = report.period.from;
            a.to = report.period.to;
            a.receiver = report.reporter;
        }
        m_out.evidence.reports.push_back(std::move(m_reported));
        return std::move(m_out);
    }

private:
    void readMetadata(Tag tag, std::string_view text)
    {
        Report& r = m_reported.report;
        constexpr std::size_t kMaxErrors = 20;
        if (tag == Tag::OrgName)
            r.reporter = text.find('@') == std::string_view::npos ? std::string(text) : mailDomain(text);
        else if (tag == Tag::Email)
            m_emailDomain = mailDomain(text);
        else if (tag == Tag::ReportId)
            r.id = text;
        else if (tag == Tag::Error && !text.empty() && r.errors.size() < kMaxErrors)
            r.errors.push_back(text.find('@') == std::string_view::npos ? std::string(text) : shown(text));
    }

    void readTime(Tag tag, std::string_view name, std::string_view text)
    {
        if (tag != Tag::Begin && tag != Tag::End)
            return;
        std::optional<UtcTime>& time = tag == Tag::Begin ? m_begin : m_end;
        const auto value = numberOf(text);
        UtcTime iso;
        if (value && *value >= 0 && *value < kLatestMs) {
            if (text.find_first_not_of("0123456789") != std::string_view::npos)
                m_problems.add(element(name) + " is no whole number of seconds.");
            const bool ms = *value >= kLatest;
            if (ms)
                m_problems.add(element(name) + " is in milliseconds.");
            time = UtcTime(std::chrono::milliseconds(std::llround(ms ? *value : std::floor(*value) * 1000)));
        } else if (fromIso(text, iso)) {
            m_problems.add(element(name) + " is a date and not seconds since 1970.");
            time = iso;
        } else {
            m_error = Error { element(name) + " should be seconds since 1970; it is \"" + shown(text) + "\"." };
        }
    }

    void readPolicy(Tag tag, std::string_view name, std::string_view text)
    {
        Report& r = m_reported.report;
        switch (tag) {
        case Tag::Domain:
            r.domain = mailDomain(text);
            break;
        case Tag::Testing: // its tag in the record: RFC 9989
            name = "t";
            [[fallthrough]];
        case Tag::P:
        case Tag::Sp:
        case Tag::Np:
        case Tag::Adkim:
        case Tag::Aspf:
        case Tag::Pct:
        case Tag::Fo:
            if (!text.empty())
                r.policy.append(r.policy.empty() ? "" : "; ").append(name).append("=").append(lowered(text));
            break;
        default:
            break;
        }
    }

    void readRow(Tag tag, std::string_view text)
    {
        if (tag == Tag::SourceIp) {
            m_record.source = isIpAddress(text) ? std::string(text) : shown(text);
            if (!isIpAddress(text))
                m_problems.add("<source_ip> is no IP address: \"" + shown(text) + "\".");
        } else if (tag == Tag::Count) {
            const auto value = numberOf(text);
            if (value && *value >= 0 && *value < kMaxCount)
                m_record.count = static_cast<std::uint64_t>(*value);
            else
                m_badField = "count";
        }
    }

    // A word in lower case; told when it was not.
    std::string word(std::string_view name, std::string_view text)
    {
        std::string out = lowered(text);
        if (text.empty())
            m_problems.add(element(name) + " is empty.");
        else if (out != text)
            m_problems.add(element(name) + " has capital letters: \"" + shown(text) + "\".");
        return out;
    }

    void readEvaluated(Tag tag, std::string_view name, std::string_view text)
    {
        if (tag == Tag::Disposition) {
            m_record.disposition = word(name, text);
        } else if (tag == Tag::Dkim || tag == Tag::Spf) {
            const std::string verdict = word(name, text);
            if (verdict.empty())
                return;
            if (verdict != "pass" && verdict != "fail")
                m_problems.add("<policy_evaluated> is to say pass or fail for " + std::string(name) + "; it says \""
                    + shown(text) + "\".");
            (tag == Tag::Dkim ? m_record.dkimAligned : m_record.spfAligned) = verdict == "pass";
        } else if (tag == Tag::Reason) {
            if (m_reason.empty())
                m_problems.add("A <reason> has no type.");
            else if (m_record.overridden.find(m_reason) == std::string::npos
                && m_record.overridden.size() < kMaxXmlText)
                m_record.overridden.append(m_record.overridden.empty() ? "" : ", ").append(lowered(m_reason));
        }
    }

    void readCheckPart(Tag tag, std::string_view name, std::string_view text)
    {
        if (tag == Tag::Domain)
            m_check.domain = mailDomain(text);
        else if (tag == Tag::Selector)
            m_check.selector = text;
        else if (tag == Tag::Scope)
            m_checkScope = lowered(text);
        else if (tag == Tag::Result) {
            const std::string verdict = word(name, text);
            m_check.verdict = authVerdictFrom(verdict);
            if (verdict != toString(m_check.verdict) && !verdict.empty()) {
                m_check.word = verdict;
                m_problems.add("<result> has a word that is in no standard: \"" + shown(verdict) + "\".");
            }
        }
    }

    void readCheck(Tag tag)
    {
        ++m_checks;
        if (tag == Tag::Dkim) {
            if (m_record.dkim.size() < kMaxChecks)
                m_record.dkim.push_back(std::move(m_check));
            else
                m_problems.add("A record has more than " + std::to_string(kMaxChecks) + " signatures.");
        } else if (tag == Tag::Spf && (!m_record.spf || (m_scope == "helo" && m_checkScope == "mfrom"))) {
            m_record.spf = std::move(m_check); // of several, that of MAIL FROM
            m_scope = m_checkScope;
        }
    }

    void endRecord()
    {
        if (m_badField.empty() && m_record.source.empty())
            m_badField = "source_ip";
        if (!m_badField.empty()) {
            ++m_out.records.rejected[static_cast<std::size_t>(RejectReason::BadField)];
            m_problems.add("A record without a " + m_badField + " that makes sense is left out.");
            constexpr std::size_t kText = 500;
            constexpr std::size_t kMostRejected = 200;
            if (m_out.rejected.size() < kMostRejected)
                m_out.rejected.push_back({ m_record.offset, RejectReason::BadField,
                    std::string(m_whole.substr(static_cast<std::size_t>(m_record.offset), kText)) });
            return;
        }
        if (m_record.dkimAligned || m_record.spfAligned) {
            const bool pass = m_record.dkimAligned.value_or(false) || m_record.spfAligned.value_or(false);
            m_record.dmarc = pass ? AuthVerdict::Pass : AuthVerdict::Fail;
        } else {
            m_problems.add("A record does not say what is aligned.");
        }
        if (m_reported.auth.size() == kMaxRecords) {
            m_error = Error { "there are more than " + std::to_string(kMaxRecords) + " records." };
            return;
        }
        ++m_out.records.delivery;
        m_reported.auth.push_back(std::move(m_record));
    }

    std::string_view m_whole;
    DocumentReading m_out;
    Evidence::Reported m_reported;
    Problems m_problems;
    std::optional<Error> m_error;
    std::array<Tag, kMaxXmlDepth> m_path {}; // below <feedback>
    std::size_t m_depth = 0;
    int m_ignored = 0; // elements open from an unknown one on
    bool m_inReport = false, m_ended = false, m_metadata = false;

    std::string m_emailDomain;
    std::optional<UtcTime> m_begin, m_end;
    AuthResult m_record;
    std::string m_badField; // why the record can't be taken
    AuthCheck m_check;
    std::string m_checkScope, m_scope; // of the check, and of the record's spf
    std::string m_reason;
    int m_checks = 0;
};

} // namespace

int scoreDmarcAggregate(std::string_view head)
{
    constexpr int kSure = 95;
    constexpr int kLikely = 60;
    if (head.starts_with("\xef\xbb\xbf"))
        head.remove_prefix(3);
    head = trimmed(head);
    if (!head.starts_with('<'))
        return 0;
    auto root = head.find("feedback"); // also in a document type
    while (root != std::string_view::npos && head[root - 1] != '<' && head[root - 1] != ':')
        root = head.find("feedback", root + 1);
    if (root == std::string_view::npos)
        return 0;
    const std::string_view inside = head.substr(root);
    const bool sure = inside.find("report_metadata") != std::string_view::npos
        || inside.find("policy_published") != std::string_view::npos;
    return sure ? kSure : kLikely;
}

Result<DocumentReading> readDmarcAggregate(std::string_view whole, const DocumentOptions&)
{
    ReportReader reader(whole);
    auto problems = readXml(whole, reader);
    if (!problems) {
        if (!reader.ended())
            return tl::unexpected(problems.error());
        problems = std::vector<std::string> { "Behind the end of the report: " + problems.error().what };
    }
    return reader.reading(std::move(*problems));
}

} // namespace mv
