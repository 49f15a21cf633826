// SPDX-License-Identifier: GPL-3.0-or-later
// testssl.sh. All its files are lists of findings: id, host and address, port, severity, text. Sources: testssl.sh
// (fileout(), certificate_info(), determine_trust()), and files of 3.0 and 3.2. Whether the name matches is told by
// cert_trust, whether the chain is trusted by cert_chain_of_trust; "Ok via SAN (w/o SNI: certificate does not match
// supplied URI)" is good. With --severity no good findings are written: what is missing is not good.
#include "models/documents/testssl.h"
#include "models/documents/hostprobe.h"
#include "models/documents/jsontext.h"
#include "models/ingest/formats/csvrecord.h"
#include "models/mail/ascii.h"
#include <algorithm>
#include <map>

namespace mv {
namespace {

struct Row {
    std::string id, host, port, severity, finding;
};

// "cert_trust <hostCert#2>": which of several certificates of the host; 0: its only one.
std::size_t certificateOf(std::string& id)
{
    const auto at = id.find(" <hostCert#");
    if (at == std::string::npos)
        return 0;
    std::size_t n = 0;
    const auto end = id.find('>', at);
    const std::string_view digits = between(std::string_view(id).substr(at), "#", ">");
    std::from_chars(digits.data(), digits.data() + digits.size(), n);
    id.erase(at, end == std::string::npos ? end : end + 1 - at); // what follows makes it another id: "_wildcard"
    return n;
}

// "2027-09-20 01:59", UTC
std::optional<UtcTime> timeOf(std::string_view text)
{
    UtcTime at;
    std::string iso(text.substr(0, 16));
    iso += ":00Z";
    return fromIso(iso, at) ? std::optional(at) : std::nullopt;
}

// "mx1.example.com *.example.net"; sentences such as "Providing no SAN is deprecated" are no names.
std::vector<std::string> namesIn(std::string_view text)
{
    std::vector<std::string> names;
    for (std::string_view word = takeWord(text); !word.empty(); word = takeWord(text)) {
        if (word.find_first_of(".:") == std::string_view::npos)
            return {};
        names.push_back(dnsName(word));
    }
    return names;
}

// The findings about one port of one address.
struct Target {
    ProbeResult result;
    std::map<std::size_t, Certificate> certificates;
};

void take(Target& target, Row row)
{
    if (row.id == "scanProblem" || row.id == "optimal_proto") {
        if (row.severity != "FATAL" && row.severity != "WARN")
            return;
        target.result.status = statusOfError(row.finding);
        target.result.detail = row.finding;
        return;
    }
    if (!row.id.starts_with("cert_"))
        return;
    const std::size_t n = certificateOf(row.id);
    const auto is = [&](std::string_view id) { return row.id == id; };
    if (is("cert_trust")) {
        Certificate& c = target.certificates[n];
        const bool bad = row.finding.starts_with("certificate does not match");
        const bool ok = lowered(row.finding.substr(0, 6)) == "ok via" || row.finding.starts_with("via CN");
        c.name = bad ? Check::Bad : ok ? Check::Ok : Check::NotDone;
        if (bad)
            addProblem(c, std::string_view(row.finding).substr(0, row.finding.find(" (")));
    } else if (is("cert_chain_of_trust")) {
        Certificate& c = target.certificates[n];
        c.chain = row.finding.starts_with("passed") ? Check::Ok : Check::Bad;
        if (c.chain == Check::Bad)
            addProblem(c, row.finding);
    } else if (is("cert_commonName")) {
        Certificate& c = target.certificates[n];
        c.subject = "CN=" + row.finding;
        if (c.names.empty() && row.finding.find('.') != std::string::npos)
            c.names.push_back(dnsName(row.finding));
    } else if (is("cert_subjectAltName")) {
        if (auto names = namesIn(row.finding); !names.empty())
            target.certificates[n].names = std::move(names);
    } else if (is("cert_caIssuers")) {
        target.certificates[n].issuer = withoutMailboxes(row.finding);
    } else if (is("cert_notBefore")) {
        target.certificates[n].notBefore = timeOf(row.finding);
    } else if (is("cert_notAfter")) {
        target.certificates[n].notAfter = timeOf(row.finding);
    } else if (is("cert_fingerprintSHA256")) {
        target.certificates[n].fingerprint = lowered(row.finding);
    }
}

class Scan {
public:
    explicit Scan(const DocumentOptions& o)
        : m_at(o.fileTime)
    {
    }
    void startsAt(UtcTime at) { m_at = at; }
    void take(const Row&, std::uint64_t offset);
    void finish(DocumentReading&);
    bool empty() const { return m_rows == 0; }

private:
    UtcTime m_at;
    std::size_t m_rows = 0;
    std::map<std::pair<std::string, std::string>, Target> m_targets; // by host and address, port
};

void Scan::take(const Row& row, std::uint64_t offset)
{
    ++m_rows;
    if (row.host.empty() || row.host == "/")
        return; // about the machine that it ran on
    Target& target = m_targets[{ row.host, row.port }];
    ProbeResult& r = target.result;
    if (r.name.empty()) {
        r.name = r.domain = dnsName(row.host.substr(0, row.host.find('/')));
        if (r.name.empty())
            r.name = r.domain = row.host.substr(row.host.find('/') + 1);
        r.status = ProbeStatus::NotTold;
        r.offset = offset;
        r.by = "testssl.sh";
    }
    mv::take(target, row);
}

void Scan::finish(DocumentReading& reading)
{
    for (auto& [key, target] : m_targets) {
        target.result.at = m_at;
        if (target.certificates.empty())
            tellHost(std::move(target.result), {}, reading);
        for (auto& [n, certificate] : target.certificates) {
            ProbeResult r = target.result;
            r.status = ProbeStatus::Answered;
            r.certificate = std::move(certificate);
            tellHost(std::move(r), {}, reading);
        }
    }
    if (m_targets.empty())
        ++reading.records.other;
}

// Both JSON files, as far as they are written: strings are taken as keys and values, and each } ends a finding. In the
// pretty one, host and port stand before the findings about them.
class JsonScan {
public:
    JsonScan(std::string_view text, Scan& scan)
        : m_text(text)
        , m_scan(scan)
    {
    }
    // How far it was understood; `isWhole`: up to its end, with all brackets closed.
    std::size_t read(bool& isWhole);

private:
    bool takeString(std::string& out);
    void takeMember(const std::string& key, const std::string& value);
    void endObject();

    std::string_view m_text;
    Scan& m_scan;
    std::size_t m_at = 0, m_begin = 0;
    Row m_row;
    std::string m_name, m_address, m_port; // of the target, in the pretty file
    std::string m_invoked;                 // the command line
};

bool JsonScan::takeString(std::string& out)
{
    out.clear();
    for (++m_at; m_at < m_text.size(); ++m_at) {
        if (m_text[m_at] == '"') {
            ++m_at;
            return true;
        }
        if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
            ++m_at;
        out += m_text[m_at];
    }
    return false; // cut off
}

void JsonScan::takeMember(const std::string& key, const std::string& value)
{
    if (key == "id")
        m_row.id = value;
    else if (key == "severity")
        m_row.severity = value;
    else if (key == "finding")
        m_row.finding = value;
    else if (key == "targetHost")
        m_name = value;
    else if (key == "Invocation")
        m_invoked = value;
    else if (key == "ip" && value.find('/') == std::string::npos)
        m_address = value;
    else if (key == "ip")
        m_row.host = value;
    else if (key == "port")
        (m_row.host.empty() ? m_port : m_row.port) = value;
    else if (key == "startTime") {
        std::int64_t seconds = 0;
        std::from_chars(value.data(), value.data() + value.size(), seconds);
        if (seconds > 0 && seconds < 4'102'444'800) // 2100
            m_scan.startsAt(UtcTime(std::chrono::seconds(seconds)));
    }
}

void JsonScan::endObject()
{
    if (!m_row.id.empty() && !m_row.severity.empty()) {
        if (m_row.host.empty() && m_row.id != "engine_problem") {
            if (m_name.empty()) { // nothing answered: only the command line says who was meant
                const auto blank = m_invoked.rfind(' ');
                const std::string_view last = std::string_view(m_invoked).substr(blank + 1);
                m_name = hostIn(last);
                m_port = last.substr(std::min(last.rfind(':'), last.size() - 1) + 1);
            }
            m_row.host = m_name + '/' + m_address;
            m_row.port = m_port;
        }
        m_scan.take(m_row, m_begin);
    }
    m_row = {};
}

std::size_t JsonScan::read(bool& isWhole)
{
    isWhole = false;
    constexpr std::size_t kDeepest = 16;
    std::string open, key, value;
    bool isValue = false; // after a colon
    while (m_at < m_text.size()) {
        const char c = m_text[m_at];
        if (c == '"') {
            if (!takeString(value))
                return m_text.size();
            if (isValue)
                takeMember(key, value);
            else
                key = value;
            isValue = false;
            continue;
        }
        if (c == '{' || c == '[') {
            if (open.size() == kDeepest)
                return m_at;
            open += c;
            m_begin = m_at;
            m_row = {};
            isValue = false;
        } else if (c == '}' || c == ']') {
            if (open.empty() || open.back() != (c == '}' ? '{' : '['))
                return m_at;
            open.pop_back();
            if (c == '}')
                endObject();
        } else if (c == ':') {
            isValue = true;
        } else if (c == ',') {
            isValue = false;
        } else if (static_cast<unsigned char>(c) > ' ' && !isDigit(c) && !isLetter(c) && c != '.' && c != '-') {
            return m_at;
        }
        ++m_at;
        if (open.empty() && static_cast<unsigned char>(c) > ' ') {
            isWhole = trimmed(m_text.substr(m_at)).empty();
            return m_at;
        }
    }
    return m_at;
}

constexpr std::string_view kCsvHeader = R"("id","fqdn/ip","port","severity","finding")";

void readCsv(std::string_view whole, Scan& scan, DocumentReading& reading)
{
    CsvRecord record;
    forEachLine(whole, [&](std::string_view line, std::uint64_t offset) {
        if (line.empty() || line.starts_with(kCsvHeader))
            return;
        if (!record.read(line) || record.size() < 5)
            reject(reading, RejectReason::Truncated, offset, line);
        else
            scan.take({ std::string(record[0]), std::string(record[1]), std::string(record[2]), std::string(record[3]),
                          std::string(record[4]) },
                offset);
    });
}

std::size_t lineOf(std::string_view text, std::size_t at)
{
    return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, at), '\n'));
}

} // namespace

int scoreTestssl(std::string_view head)
{
    constexpr std::string_view kMark = "\xef\xbb\xbf";
    if (head.starts_with(kMark))
        head.remove_prefix(kMark.size());
    if (head.starts_with(kCsvHeader))
        return 95;
    head = trimmed(head);
    if (head.starts_with('[') && hasJsonKey(head, "id", '"') && hasJsonKey(head, "ip", '"')
        && hasJsonKey(head, "severity", '"') && hasJsonKey(head, "finding", '"'))
        return 95;
    return head.starts_with('{') && hasJsonKey(head, "Invocation", '"') && hasJsonKey(head, "scanResult", '[') ? 95 : 0;
}

Result<DocumentReading> readTestssl(std::string_view whole, const DocumentOptions& options)
{
    DocumentReading reading;
    Scan scan(options);
    if (trimmed(whole).starts_with('[') || trimmed(whole).starts_with('{')) {
        bool isWhole = false;
        const std::size_t end = JsonScan(whole, scan).read(isWhole);
        if (!isWhole && end < whole.size())
            return failure("This looks like a file of testssl.sh, but is not valid JSON (line "
                + std::to_string(lineOf(whole, end)) + ").");
        if (!isWhole)
            reading.remark = "The file ends in the middle: testssl.sh was still running, or was stopped. What is "
                             "missing was not found to be good.";
    } else {
        readCsv(whole, scan, reading);
    }
    scan.finish(reading);
    return reading;
}

} // namespace mv
