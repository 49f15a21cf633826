// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/failurereport.h"
#include "models/ingest/authresults.h"
#include "models/documents/problems.h"
#include "models/documents/seedmail.h"
#include "models/documents/text.h"
#include "models/ingest/sendingip.h"
#include <algorithm>
#include <charconv>

namespace mv {
namespace {

// "spf (comment), dkim": lower case.
std::vector<std::string> listOf(std::string_view text)
{
    std::vector<std::string> out(1);
    int depth = 0;
    for (const char c : text) {
        depth += c == '(' ? 1 : 0;
        if (depth == 0 && (isLetter(c) || isDigit(c) || c == '-'))
            out.back() += lower(c);
        else if (!out.back().empty())
            out.emplace_back();
        depth -= c == ')' && depth > 0 ? 1 : 0;
    }
    if (out.back().empty())
        out.pop_back();
    return out;
}

bool has(const std::vector<std::string>& list, std::string_view word)
{
    return std::ranges::find(list, word) != list.end();
}

class Reader {
public:
    Reader(const MailHeaders& mail, const DocumentOptions& options)
    {
        m_auth.evidence = AuthEvidence::FailureReport;
        m_at = receivedAt(mail, options);
        Report& r = m_reported.report;
        r.kind = ReportKind::DmarcFailure;
        r.reporter = addressDomain(mail.first("from"));
        std::string_view id = trimmed(mail.first("message-id"));
        if (id.starts_with('<') && id.ends_with('>'))
            id = id.substr(1, id.size() - 2);
        r.id = id;
    }

    void setTime(std::string_view text)
    {
        if (const auto ms = mailTime(text))
            m_at = UtcTime(std::chrono::milliseconds(*ms));
        else
            m_problems.add("When the mail arrived is not told: taken from the report's own mail.");
    }
    void setSource(std::string_view text)
    {
        const std::string_view ip = text.substr(0, text.find_first_of(" \t(,;"));
        if (isIpAddress(ip))
            m_auth.source = ip;
        else
            m_problems.add("The source is no IP address: \"" + shown(text) + "\".");
        if (ip.size() < text.size())
            m_problems.add("The source has more than an IP address.");
    }
    void setFailures(const std::vector<std::string>& failures, const MailHeaders& fields)
    {
        if (has(failures, "spf") && !m_auth.spf)
            m_auth.spf = AuthCheck { AuthVerdict::Fail, {}, m_auth.envelopeFrom, {} };
        const bool signature = has(failures, "signature") || has(failures, "bodyhash") || has(failures, "revoked");
        const std::string signer = mailDomain(fields.first("dkim-domain"));
        if (m_auth.dkim.empty() && (signature || (!signer.empty() && has(failures, "dkim"))))
            m_auth.dkim.push_back({ AuthVerdict::Fail, {}, signer, std::string(fields.first("dkim-selector")) });
        if (has(failures, "dmarc") && !m_auth.dmarc)
            m_auth.dmarc = AuthVerdict::Fail;
    }
    AuthResult& auth() { return m_auth; }
    void setDomain(std::string domain) { m_reported.report.domain = std::move(domain); }

    // `original`: the headers of the mail that it is about.
    DocumentReading reading(const MailHeaders& original)
    {
        Report& r = m_reported.report;
        if (m_auth.headerFrom.empty())
            m_auth.headerFrom = addressDomain(original.first("from"));
        if (m_auth.headerFrom.empty())
            m_auth.headerFrom = r.domain;
        if (r.domain.empty())
            r.domain = m_auth.headerFrom;
        if (r.domain.empty())
            m_problems.add("The report names no domain.");
        // DMARC fails when neither passed for an aligned domain (RFC 7489, 6.6.2). Identity-Alignment is no witness:
        // reporters write both, those that are aligned and those that are not.
        if (m_auth.dmarc == AuthVerdict::Fail)
            m_auth.spfAligned = m_auth.dkimAligned = false;
        m_auth.from = m_auth.to = m_at;
        m_auth.receiver = r.reporter;
        r.period = { m_at, m_at };
        r.problems = m_problems.texts();
        m_reported.auth.push_back(std::move(m_auth));
        DocumentReading out;
        out.records.delivery = 1;
        out.evidence.reports.push_back(std::move(m_reported));
        return out;
    }

private:
    Evidence::Reported m_reported;
    AuthResult m_auth;
    UtcTime m_at;
    Problems m_problems;
};

// The rest of the line behind `key`, trimmed.
std::string_view after(std::string_view text, std::string_view key)
{
    const auto at = text.find(key);
    if (at == std::string_view::npos)
        return {};
    text.remove_prefix(at + key.size());
    return trimmed(text.substr(0, text.find('\n')));
}

bool neteaseSaysFailed(std::string_view text)
{
    return after(text, "DMARC Mechanism Check Result:").find("fail") != std::string_view::npos;
}

DocumentReading complaint(std::string_view type)
{
    DocumentReading out;
    out.records.other = 1;
    out.remark = "A complaint (Feedback-Type: " + shown(type) + "), which tells nothing about authentication.";
    return out;
}

// `text`: the part for people.
DocumentReading readFeedback(const MailHeaders& mail, const MailHeaders& fields, const MailHeaders& original,
    std::string_view text, const DocumentOptions& options)
{
    const std::string type = lowered(fields.first("feedback-type"));
    auto failures = listOf(fields.first("auth-failure"));
    if (failures.empty() && neteaseSaysFailed(text))
        failures.emplace_back("dmarc");
    const bool aboutAuthentication = type == "auth-failure" || (type.empty() && !failures.empty());
    if (!aboutAuthentication)
        return complaint(type);
    Reader r(mail, options);
    const std::string_view arrival = fields.first("arrival-date");
    r.setTime(arrival.empty() ? fields.first("received-date") : arrival);
    if (!fields.first("source-ip").empty())
        r.setSource(fields.first("source-ip"));
    AuthResult& auth = r.auth();
    auth.envelopeFrom = addressDomain(fields.first("original-mail-from"));
    addTo(auth, readAuthResults(fields.first("authentication-results")));
    r.setDomain(mailDomain(fields.first("reported-domain")));
    r.setFailures(failures, fields);
    if (const auto result = listOf(fields.first("delivery-result")); !result.empty())
        auth.disposition = result.front();
    const std::string_view incidents = fields.first("incidents");
    std::uint64_t count = 0;
    constexpr std::uint64_t kMost = 1'000'000'000;
    std::from_chars(incidents.data(), incidents.data() + incidents.size(), count);
    if (count > 0 && count <= kMost)
        auth.count = count;
    return r.reading(original);
}

// Exim with cPanel: "Sender Domain: example.com", "SPF Alignment: no" ..., then the mail's headers.
std::optional<DocumentReading> readExim(const MailHeaders& mail, std::string_view text, const DocumentOptions& options)
{
    const std::string_view domain = after(text, "Sender Domain:");
    const std::string_view ip = after(text, "Sender IP Address:");
    if (domain.empty() || ip.empty() || text.find("DMARC") == std::string_view::npos)
        return std::nullopt;
    Reader r(mail, options);
    r.setDomain(mailDomain(domain));
    r.setSource(ip);
    r.setTime(after(text, "Received date:"));
    AuthResult& auth = r.auth();
    const auto aligned = [&](std::string_view key) {
        const std::string_view word = after(text, key);
        return word.empty() ? std::optional<bool>() : std::optional(sameWord(word, "yes"));
    };
    auth.spfAligned = aligned("SPF Alignment:");
    auth.dkimAligned = aligned("DKIM Alignment:");
    if (auth.spfAligned || auth.dkimAligned)
        auth.dmarc = auth.spfAligned.value_or(false) || auth.dkimAligned.value_or(false) ? AuthVerdict::Pass
                                                                                         : AuthVerdict::Fail;
    if (const auto results = listOf(after(text, "DMARC Results:")); !results.empty())
        auth.disposition = results.back() == "accept" ? "none" : results.back();
    const auto copy = text.find("copy of the headers");
    if (copy == std::string_view::npos)
        return r.reading({});
    std::string_view headers = text.substr(std::min(text.find('\n', copy), text.size()));
    while (!headers.empty() && isBlank(headers.front()))
        headers.remove_prefix(1);
    const MailHeaders original(headers);
    AuthResult told; // of SPF only: DMARC is what the report says
    addTo(told, readAuthResults(original.first("authentication-results")));
    addReceivedSpf(told, original.first("received-spf"));
    auth.spf = told.spf;
    auth.dkim = told.dkim;
    auth.envelopeFrom = told.envelopeFrom;
    return r.reading(original);
}

// Netease: "... authentication-failure report for an email message received from IP 192.0.2.1 on Fri, ...".
std::optional<DocumentReading> readNetease(
    const MailHeaders& mail, std::string_view text, const DocumentOptions& options)
{
    constexpr std::string_view kBegin = "authentication-failure report for an email message received from IP ";
    const std::string_view told = after(text, kBegin);
    const auto on = told.find(" on ");
    if (on == std::string_view::npos)
        return std::nullopt;
    Reader r(mail, options);
    r.setSource(told.substr(0, on));
    r.setTime(told.substr(on + 4));
    AuthResult& auth = r.auth();
    const auto identifier = [&](std::string_view key) {
        const std::string_view line = after(text, key);
        const std::string domain = mailDomain(line.substr(0, line.find_first_of(";,")));
        return domain == "none" ? std::string() : domain;
    };
    if (const std::string domain = identifier("SPF-authenticated Identifiers:"); !domain.empty())
        auth.spf = AuthCheck { AuthVerdict::Pass, {}, domain, {} };
    if (const std::string domain = identifier("DKIM-authenticated Identifiers:"); !domain.empty())
        auth.dkim.push_back({ AuthVerdict::Pass, {}, domain, {} });
    if (neteaseSaysFailed(text))
        auth.dmarc = AuthVerdict::Fail;
    const auto copy = text.find("\nReceived:");
    return r.reading(copy == std::string_view::npos ? MailHeaders() : MailHeaders(text.substr(copy + 1)));
}

} // namespace

std::optional<DocumentReading> readFailureReport(
    const MailHeaders& mail, std::span<const MimePart> parts, const DocumentOptions& options)
{
    MailHeaders original;
    std::string_view text;
    for (const MimePart& part : parts) {
        if (part.type == "text/plain" && text.empty())
            text = part.bytes;
        if (part.type == "message/rfc822" || part.type == "text/rfc822-headers")
            original = MailHeaders(part.bytes);
    }
    for (const MimePart& part : parts) {
        if (part.type == "message/feedback-report") {
            std::string_view fields = part.bytes; // some begin with an empty line
            while (!fields.empty() && isBlank(fields.front()))
                fields.remove_prefix(1);
            return readFeedback(mail, MailHeaders(fields), original, text, options);
        }
    }
    for (const MimePart& part : parts) {
        if (part.type != "text/plain" || part.attached)
            continue;
        if (auto report = readExim(mail, part.bytes, options))
            return report;
        if (auto report = readNetease(mail, part.bytes, options))
            return report;
    }
    return std::nullopt;
}

} // namespace mv
