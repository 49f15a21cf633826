// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/mail.h"
#include "models/documents/failurereport.h"
#include "models/documents/mailheaders.h"
#include "models/documents/mimeparts.h"
#include "models/documents/seedmail.h"
#include "models/documents/text.h"
#include "models/documents/unpacked.h"
#include "models/ingest/formats/loglines.h"
#include "models/ingest/sizes.h"
#include <algorithm>
#include <array>

namespace mv {
namespace {

constexpr std::array<std::string_view, 14> kUsualFields { "authentication-results", "content-type", "date",
    "delivered-to", "dkim-signature", "from", "message-id", "mime-version", "received", "received-spf", "return-path",
    "subject", "to", "x-gm-message-state" };

constexpr std::size_t kMaxHeader = std::size_t { 4 } << 20; // bytes; mailers take less

// Text that people read is looked at only for these: nobody sends a log by writing it into the body.
bool mayBeBody(const DocumentInfo& info) { return info.id == "dmarc-aggregate" || info.id == "smtp-tls"; }

class Carrier {
public:
    Carrier(const MailHeaders& headers, const DocumentOptions& options)
        : m_headers(headers)
        , m_options(options)
    {
        ++m_options.depth;
        m_options.path.clear(); // is the folder of the mail around it
        if (!m_options.room)
            m_options.room = std::make_shared<std::size_t>(kMaxUnpacked);
    }

    void look(MimePart& part)
    {
        if (part.type == "text/html" && !part.attached)
            return;
        if (part.type == "message/rfc822") {
            readAs(*documentById("mail"), part.bytes, "The mail in it");
            return;
        }
        const std::string name = part.name.empty() ? "The part " + shown(part.type) : "The file " + shown(part.name);
        auto files = unpacked(std::move(part.bytes), name, *m_options.room);
        if (!files) {
            if (isReport(part))
                m_errors.push_back(files.error().what);
            return;
        }
        for (const UnpackedFile& file : *files) {
            constexpr std::size_t kHead = std::size_t { 64 } << 10;
            const std::string& called = file.name.empty() ? name : name + ", " + shown(file.name) + " in it";
            const DocumentInfo* kind = detectDocument(std::string_view(file.bytes).substr(0, kHead));
            if (kind && (part.attached || mayBeBody(*kind)))
                readAs(*kind, file.bytes, called);
            else if (!kind && part.attached && isReport(part) && (file.name.empty() || !file.bytes.empty()))
                m_errors.push_back(called + (file.bytes.empty() ? " is empty." : " is no report that is known."));
        }
    }

    bool foundNothing() const { return m_out.evidence.empty(); }
    const std::vector<std::string>& errors() const { return m_errors; }

    DocumentReading reading()
    {
        for (const std::string& error : m_errors)
            m_out.remark.append(m_out.remark.empty() ? "" : " ").append(error);
        return std::move(m_out);
    }

private:
    // By its name (RFC 7489, 7.2.1.1; RFC 8460, 5.1), its type or the mail's subject.
    bool isReport(const MimePart& part) const
    {
        return std::ranges::count(part.name, '!') >= 2 || part.type.starts_with("application/tlsrpt")
            || lowered(m_headers.first("subject")).find("report domain:") != std::string::npos;
    }

    void readAs(const DocumentInfo& kind, std::string_view bytes, const std::string& name)
    {
        if (m_options.depth >= kMaxDocumentDepth) {
            m_errors.push_back(name + " lies in more than " + std::to_string(kMaxDocumentDepth) + " others.");
            return;
        }
        auto reading = kind.read(bytes, m_options);
        if (!reading) {
            m_errors.push_back(name + ": " + reading.error().what);
            return;
        }
        for (Evidence::Reported& r : reading->evidence.reports) {
            if (r.report.kind == ReportKind::SmtpTls)
                fillDomain(r);
        }
        append(m_out.evidence, std::move(reading->evidence));
        m_out.records += reading->records;
        std::ranges::move(reading->rejected, std::back_inserter(m_out.rejected));
        if (!reading->remark.empty())
            m_out.remark.append(m_out.remark.empty() ? "" : " ").append(reading->remark);
    }

    // Postfix tells it of a domain without a policy in the mail's header only (RFC 8460, 5.3).
    void fillDomain(Evidence::Reported& r) const
    {
        const std::string domain = mailDomain(m_headers.first("tls-report-domain"));
        if (r.report.domain.empty())
            r.report.domain = domain;
        for (TlsSessionCount& t : r.tls) {
            if (t.policyDomain.empty())
                t.policyDomain = domain;
        }
    }

    const MailHeaders& m_headers;
    DocumentOptions m_options;
    DocumentReading m_out;
    std::vector<std::string> m_errors;
};

} // namespace

int scoreMail(std::string_view head)
{
    constexpr int kSure = 90;
    constexpr std::size_t kLines = 60;
    head = withoutMark(head);
    int usual = 0;
    bool inField = false;
    for (std::size_t i = 0; i < kLines && !head.empty(); ++i) {
        const auto end = head.find('\n');
        std::string_view line = head.substr(0, end);
        head.remove_prefix(end == std::string_view::npos ? head.size() : end + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty() && i > 0)
            break;
        if (inField && (line.starts_with(' ') || line.starts_with('\t')))
            continue;
        const std::size_t name = fieldNameLength(line);
        inField = name > 0;
        if (!inField && (i > 0 || !line.empty())) // one empty line before a mail is seen
            return 0;
        usual += std::ranges::find(kUsualFields, lowered(line.substr(0, name))) != kUsualFields.end() ? 1 : 0;
    }
    return usual >= 2 ? kSure : 0;
}

Result<DocumentReading> readMail(std::string_view whole, const DocumentOptions& options)
{
    whole = withoutMark(whole);
    while (whole.starts_with('\r') || whole.starts_with('\n'))
        whole.remove_prefix(1);
    if (std::min(whole.find("\n\n"), whole.find("\n\r\n")) > kMaxHeader && whole.size() > kMaxHeader)
        return failure("Its header is larger than the limit of " + sizeText(kMaxHeader) + ".");
    const MailHeaders headers(whole);
    if (headers.fields().empty())
        return failure("This is no mail: it begins with no header.");
    auto parts = mimeParts(whole);
    if (!parts)
        return tl::unexpected(parts.error());
    if (auto report = readFailureReport(headers, *parts, options))
        return std::move(*report);
    Carrier carrier(headers, options);
    for (MimePart& part : *parts)
        carrier.look(part);
    if (!carrier.foundNothing()) {
        DocumentReading out = carrier.reading();
        placeAt(out.evidence, 0);
        return out;
    }
    if (!carrier.errors().empty())
        return failure(carrier.errors().front());
    DocumentReading out;
    out.evidence = seedEvidence(headers, options);
    ++(out.evidence.empty() ? out.records.other : out.records.delivery);
    return out;
}

void placeAt(Evidence& e, std::uint64_t offset)
{
    const auto place = [&](auto& records) {
        for (auto& record : records)
            record.offset = offset;
    };
    for (Evidence::Reported& r : e.reports)
        place(r.auth);
    place(e.auth);
    place(e.placements);
    place(e.reputation);
    place(e.probes);
}

} // namespace mv
