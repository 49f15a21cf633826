// SPDX-License-Identifier: GPL-3.0-or-later
// checkdmarc. Source: its docs/source/cli.md and checkdmarc/{smtp,spf,dmarc,mta_sts,smtp_tls_reporting}.py. A section
// with an "error" has no other keys. Keys with `explicit: false` are its own conclusions. `tls` and `starttls` are
// false for whatever went wrong, also a connection that failed, and absent with --skip-tls.
#include "models/documents/checkdmarc.h"
#include "models/documents/hostprobe.h"
#include "models/documents/jsontext.h"
#include <algorithm>

namespace mv {
namespace {

constexpr std::size_t kMaxAnswers = 1000;

class DomainReader {
public:
    DomainReader(const JsonValue& record, const DocumentOptions& options, Evidence& evidence)
        : m_record(record)
        , m_domain(dnsName(record["domain"].text()))
        , m_at(options.fileTime)
        , m_evidence(evidence)
    {
    }
    void read()
    {
        readMx(m_record["mx"]);
        readTxt(m_record["spf"], m_domain);
        readDmarc(m_record["dmarc"]);
        readMtaSts(m_record["mta_sts"]);
        readTlsRpt(m_record["smtp_tls_reporting"]);
    }

private:
    ProbeResult start(ProbeKind kind, std::string name) const
    {
        ProbeResult r;
        r.at = m_at;
        r.kind = kind;
        r.domain = m_domain;
        r.name = std::move(name);
        r.by = "checkdmarc";
        return r;
    }
    void add(ProbeResult&& r) { m_evidence.probes.push_back(std::move(r)); }
    bool addError(ProbeKind, const std::string& name, const JsonValue& section); // false: there is none
    void addAnswer(DnsAnswer&&, const JsonValue& section);

    void readMx(const JsonValue&);
    void readHost(const JsonValue& host, const std::string& name);
    void readTxt(const JsonValue& section, const std::string& name);
    void readDmarc(const JsonValue&);
    void readMtaSts(const JsonValue&);
    void readTlsRpt(const JsonValue&);

    const JsonValue& m_record;
    std::string m_domain;
    UtcTime m_at;
    Evidence& m_evidence;
};

bool DomainReader::addError(ProbeKind kind, const std::string& name, const JsonValue& section)
{
    const std::string_view error = section["error"].text();
    if (error.empty())
        return false;
    ProbeResult r = start(kind, name);
    const bool absent = error.find("does not exist") != std::string_view::npos
        || error.find("not found") != std::string_view::npos || error.find("No MX") != std::string_view::npos;
    r.status = absent ? ProbeStatus::Absent : statusOfError(error);
    r.detail = withoutMailboxes(error);
    add(std::move(r));
    return true;
}

void DomainReader::addAnswer(DnsAnswer&& answer, const JsonValue& section)
{
    answer.status = ProbeStatus::Answered;
    auto probe = probeIn(answer);
    if (!probe)
        return;
    probe->at = m_at;
    probe->by = "checkdmarc";
    probe->domain = m_domain; // also of its hosts, and of a record at a domain above
    if (section["valid"].exists() && !section["valid"].isTrue())
        probe->findings.push_back({ Severity::Bad, "checkdmarc takes this record for invalid.", "checkdmarc" });
    section["warnings"].each([&](const JsonValue& warning) {
        if (!warning.text().empty())
            probe->findings.push_back({ Severity::Warning, withoutMailboxes(warning.text()), "checkdmarc" });
    });
    add(std::move(*probe));
}

void DomainReader::readMx(const JsonValue& mx)
{
    if (!mx.isObject() || addError(ProbeKind::Mx, m_domain, mx))
        return;
    DnsAnswer answer { m_domain, "MX", ProbeStatus::Answered, {} };
    std::vector<JsonValue> hosts;
    mx["hosts"].each([&](const JsonValue& host) {
        if (!host.isObject() || hosts.size() == kMaxAnswers)
            return;
        hosts.push_back(host);
        const std::string_view name = host["hostname"].text();
        answer.records.push_back({ m_domain, "MX",
            std::to_string(host["preference"].integer().value_or(0)) + ' ' + std::string(name.empty() ? "." : name) });
    });
    addAnswer(std::move(answer), mx);
    for (const JsonValue& host : hosts)
        readHost(host, dnsName(host["hostname"].text()));
}

void DomainReader::readHost(const JsonValue& host, const std::string& name)
{
    if (name.empty())
        return;
    ProbeResult addresses = start(ProbeKind::Address, name);
    host["addresses"].each([&](const JsonValue& address) {
        if (!address.text().empty() && addresses.answers.size() < kMaxAnswers)
            addresses.answers.emplace_back(dnsName(address.text()));
    });
    std::ranges::sort(addresses.answers);
    if (addresses.answers.empty())
        addresses.status = ProbeStatus::NotTold;
    add(std::move(addresses));
    if (host["tlsa"].exists()) {
        DnsAnswer answer { "_25._tcp." + name, "TLSA", ProbeStatus::Answered, {} };
        host["tlsa"].each([&](const JsonValue& record) {
            if (!record.text().empty() && answer.records.size() < kMaxAnswers)
                answer.records.push_back({ answer.name, "TLSA", std::string(record.text()) });
        });
        addAnswer(std::move(answer), {});
    }
    const JsonValue tls = host.anyOf({ "starttls", "tls" });
    if (!tls.exists())
        return;
    ProbeResult connection = start(ProbeKind::Certificate, name);
    connection.status = tls.isTrue() ? ProbeStatus::Answered : ProbeStatus::Failed;
    if (!tls.isTrue())
        connection.detail = "no TLS session: checkdmarc does not tell why";
    add(std::move(connection));
}

void DomainReader::readTxt(const JsonValue& section, const std::string& name)
{
    if (!section.isObject())
        return;
    DnsAnswer answer { name, "TXT", ProbeStatus::Answered, {} };
    if (const std::string_view record = section["record"].text(); !record.empty())
        answer.records.push_back({ name, "TXT", std::string(record) });
    const bool hasRecord = !answer.records.empty();
    if (!hasRecord && addError(name == m_domain ? ProbeKind::Spf : ProbeKind::Dmarc, name, section))
        return;
    addAnswer(std::move(answer), section);
    if (const std::string_view error = section["error"].text(); hasRecord && !error.empty())
        m_evidence.probes.back().findings.push_back({ Severity::Bad, withoutMailboxes(error), "checkdmarc" });
}

// The record may lie at a domain above: `location`.
void DomainReader::readDmarc(const JsonValue& section)
{
    const std::string location = dnsName(section["location"].text());
    readTxt(section, "_dmarc." + (location.empty() ? m_domain : location));
}

void DomainReader::readMtaSts(const JsonValue& section)
{
    if (!section.isObject() || addError(ProbeKind::MtaSts, "_mta-sts." + m_domain, section))
        return;
    if (const std::string_view id = section["id"].text(); !id.empty())
        addAnswer({ "_mta-sts." + m_domain, "TXT", ProbeStatus::Answered,
                      { { "_mta-sts." + m_domain, "TXT", "v=STSv1; id=" + std::string(id) } } },
            section);
    const JsonValue policy = section["policy"];
    if (!policy.isObject())
        return;
    ProbeResult r = start(ProbeKind::MtaSts, "mta-sts." + m_domain);
    std::string scratch;
    for (const std::string_view key : { "version", "mode" })
        r.answers.push_back(std::string(key) + ": " + std::string(policy[key].text()));
    std::vector<std::string> hosts;
    policy["mx"].each([&](const JsonValue& mx) {
        if (!mx.text().empty() && hosts.size() < kMaxAnswers)
            hosts.push_back("mx: " + dnsName(mx.text()));
    });
    std::ranges::sort(hosts);
    r.answers.insert(r.answers.end(), hosts.begin(), hosts.end());
    r.answers.push_back("max_age: " + std::string(policy["max_age"].asText(scratch)));
    add(std::move(r));
}

// Its record is only told in parts.
void DomainReader::readTlsRpt(const JsonValue& section)
{
    const std::string name = "_smtp._tls." + m_domain;
    if (!section.isObject() || addError(ProbeKind::TlsRpt, name, section))
        return;
    std::string record = "v=TLSRPTv1; rua=";
    bool first = true;
    section["tags"]["rua"]["value"].each([&](const JsonValue& uri) {
        record.append(first ? "" : ",").append(uri.text().substr(0, kMaxAnswers));
        first = false;
    });
    if (!first)
        addAnswer({ name, "TXT", ProbeStatus::Answered, { { name, "TXT", record } } }, section);
}

bool isRecord(const JsonValue& v)
{
    return !v["domain"].text().empty() && (v["spf"].exists() || v["dmarc"].exists() || v["mx"].exists());
}

} // namespace

int scoreCheckdmarc(std::string_view head)
{
    const std::string_view text = trimmed(head.substr(head.starts_with("\xef\xbb\xbf") ? 3 : 0));
    if (!text.starts_with('{') && !text.starts_with('['))
        return 0;
    return hasJsonKey(head, "domain", '"') && hasJsonKey(head, "base_domain", '"')
            && (hasJsonKey(head, "spf", '{') || hasJsonKey(head, "dmarc", '{') || hasJsonKey(head, "mx", '{'))
        ? 90
        : 0;
}

Result<DocumentReading> readCheckdmarc(std::string_view whole, const DocumentOptions& options)
{
    JsonText json;
    const auto root = json.parse(whole, "an output of checkdmarc");
    if (!root)
        return tl::unexpected(root.error());
    DocumentReading reading;
    root->each([&](const JsonValue& record) {
        if (!isRecord(record)) {
            reject(reading, RejectReason::NotThisFormat, 0, "a list element without domain, spf, dmarc or mx");
            return;
        }
        DomainReader(record, options, reading.evidence).read();
        ++reading.records.delivery;
    });
    return reading;
}

} // namespace mv
