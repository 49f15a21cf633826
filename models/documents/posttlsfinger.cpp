// SPDX-License-Identifier: GPL-3.0-or-later
// posttls-finger. Sources: Postfix src/posttls-finger/posttls-finger.c, src/tls/tls_client.c, and outputs of 3.7.
// "Trusted" tells of the chain alone; only "Verified" and "matched peername" tell that the name matched. At the levels
// may and encrypt no name is looked at, and where STARTTLS is not offered nothing says so: the EHLO reply lacks it.
#include "models/documents/posttlsfinger.h"
#include "models/documents/hostprobe.h"
#include "models/ingest/sendingip.h"
#include "models/mail/ascii.h"
#include <algorithm>

namespace mv {
namespace {

constexpr std::string_view kPrefix = "posttls-finger: ";
constexpr std::string_view kUnnamed = "An output of posttls-finger does not say which host it is about.";

// "B6:BE:..." of 32 bytes, which SHA-256 has, as lower-case hex.
std::string sha256In(std::string_view told)
{
    constexpr std::size_t kLength = 32 * 3 - 1;
    std::string out;
    if (told.size() != kLength)
        return out;
    for (const char c : told) {
        if (c != ':')
            out += lower(c);
    }
    return out;
}

class Session {
public:
    explicit Session(std::string domain = {})
        : m_domain(std::move(domain))
    {
    }
    void take(std::string_view text, std::uint64_t offset);
    bool isOpen() const { return m_isOpen; }
    ProbeResult finish(const DocumentOptions&);

private:
    void takeCertificate(std::string_view text);
    void takeLevel(std::string_view level, std::string_view text);

    ProbeResult m_result;
    Certificate m_certificate;
    std::string m_domain, m_error;
    bool m_isOpen = false, m_hasCertificate = false, m_hasTls = false;
    bool m_sawEhlo = false, m_offersStartTls = false;
};

void Session::takeCertificate(std::string_view text)
{
    m_certificate.subject = "CN=" + withoutMailboxes(between(text, "subject_CN=", ", issuer_CN="));
    m_certificate.issuer = "CN=" + withoutMailboxes(between(text, "issuer_CN=", ", fingerprint="));
    m_certificate.fingerprint = sha256In(between(text, " fingerprint=", ","));
    m_hasCertificate = true;
}

// "Trusted TLS connection established to mx1.example.com[192.0.2.1]:25: TLSv1.3 with cipher X (256/256 bits) ..."
void Session::takeLevel(std::string_view level, std::string_view text)
{
    m_hasTls = true;
    const std::string_view words = between(text, "]:", {});
    const std::string_view protocol = between(words, ": ", " with cipher ");
    m_result.tls = std::string(protocol) + ' ' + std::string(between(words, " with cipher ", " "));
    if (level == "Verified" || level == "Trusted") {
        m_certificate.chain = Check::Ok;
        if (level == "Verified")
            m_certificate.name = Check::Ok;
    } else if (level == "Untrusted" && m_certificate.name != Check::Bad) {
        m_certificate.chain = Check::Bad; // where the name is bad, "Untrusted" may be for that alone
        if (m_certificate.problem.empty())
            addProblem(m_certificate, "untrusted issuer");
    } else if (level == "Anonymous") {
        m_hasCertificate = false;
    }
}

void Session::take(std::string_view text, std::uint64_t offset)
{
    if (!m_isOpen)
        m_result.offset = offset;
    if (text.starts_with("Connected to ")) {
        m_isOpen = true;
        m_result.name = dnsName(between(text, "Connected to ", "["));
    } else if (text.starts_with("Failed to establish session to ")) {
        m_isOpen = true;
        m_result.name = hostIn(between(text, " via ", ": "));
        if (m_result.name.empty())
            m_result.name = hostIn(between(text, "session to ", " "));
        m_error = between(text, ": ", {});
        const auto last = m_error.rfind(": ");
        m_error = last == std::string::npos ? m_error : m_error.substr(last + 2);
    } else if (text.starts_with("< ")) {
        const std::string_view reply = text.substr(2);
        if (reply.starts_with("250") && reply.size() > 4) {
            m_sawEhlo = true;
            m_offersStartTls = m_offersStartTls || lowered(reply.substr(4)).starts_with("starttls");
        }
    } else if (text.starts_with("STARTTLS rejected: ")) {
        m_error = withoutMailboxes(between(text, "STARTTLS rejected: ", {}));
    } else if (text.starts_with("server certificate verification failed for ")
        || text.starts_with("certificate verification failed for ")) {
        std::string_view problem = between(between(text, "]:", {}), ": ", {});
        if (problem.starts_with("num="))
            problem = between(problem, ":", {});
        const bool isName = problem == "hostname mismatch" || problem == "IP address mismatch";
        (isName ? m_certificate.name : m_certificate.chain) = Check::Bad;
        addProblem(m_certificate, problem);
    } else if (const auto peer = between(text, "matched peername: ", {}); !peer.empty()) {
        m_certificate.name = Check::Ok;
        m_certificate.names.push_back(dnsName(peer));
    } else if (text.find("subject_CN=") != std::string_view::npos) {
        takeCertificate(text);
    } else if (text.find(" TLS connection established to ") != std::string_view::npos) {
        takeLevel(text.substr(0, text.find(' ')), text);
    } else if (text.starts_with("SSL_connect error to ") || text.starts_with("TLS handshake failed")) {
        m_error = text;
    }
}

ProbeResult Session::finish(const DocumentOptions& options)
{
    m_result.at = options.fileTime;
    m_result.by = "posttls-finger";
    m_result.domain = m_domain;
    m_result.detail = m_error;
    if (m_hasTls) {
        m_result.status = ProbeStatus::Answered;
        if (m_hasCertificate)
            m_result.certificate = std::move(m_certificate);
    } else if (!m_error.empty()) {
        m_result.status = statusOfError(m_error);
    } else if (m_sawEhlo && !m_offersStartTls) {
        m_result.status = ProbeStatus::Absent;
        m_result.detail = "STARTTLS is not offered";
    } else {
        m_result.status = ProbeStatus::NotTold;
    }
    return std::move(m_result);
}

// "$ posttls-finger -l secure -F ca.pem '[192.0.2.1]:25' mx1.example.com": the destination, unless it is an address;
// then the name that its certificate is to have.
std::string domainIn(std::string_view command)
{
    constexpr std::string_view kWithValue = "aAdFghklLmMnopPrtTw";
    std::string domain;
    takeWord(command); // $
    takeWord(command);
    for (std::string_view word = takeWord(command); !word.empty(); word = takeWord(command)) {
        if (word.starts_with('-')) {
            if (word.size() == 2 && kWithValue.find(word[1]) != std::string_view::npos)
                takeWord(command);
            continue;
        }
        while (!word.empty() && (word.front() == '\'' || word.front() == '"'))
            word.remove_prefix(1);
        while (!word.empty() && (word.back() == '\'' || word.back() == '"'))
            word.remove_suffix(1);
        const std::string host = hostIn(word);
        if (domain.empty() || isIpAddress(domain))
            domain = host;
    }
    return domain;
}

} // namespace

int scorePosttlsFinger(std::string_view head)
{
    int lines = 0;
    int ours = 0;
    forEachLine(head, [&](std::string_view line, std::uint64_t) {
        lines += trimmed(line).empty() || line.starts_with('$') ? 0 : 1;
        ours += line.starts_with(kPrefix) ? 1 : 0;
    });
    return ours == 0 ? 0 : std::max(1, ours * 95 / lines);
}

Result<DocumentReading> readPosttlsFinger(std::string_view whole, const DocumentOptions& options)
{
    DocumentReading reading;
    std::string domain;
    Session session;
    const auto flush = [&] {
        if (session.isOpen())
            tellHost(session.finish(options), kUnnamed, reading);
        session = Session(domain);
    };
    forEachLine(whole, [&](std::string_view line, std::uint64_t offset) {
        if (line.starts_with("$ posttls-finger ")) {
            domain = domainIn(line);
            flush();
        } else if (line.starts_with(kPrefix)) {
            const std::string_view text = line.substr(kPrefix.size());
            if (text.starts_with("Connected to ") || text.starts_with("Failed to establish session to "))
                flush();
            session.take(text, offset);
        }
    });
    flush();
    return reading;
}

} // namespace mv
