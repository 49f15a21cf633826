// SPDX-License-Identifier: GPL-3.0-or-later
// swaks. Sources: swaks (tls start and verification in start_tls() and its notes), testing/regressions of it, outputs
// of version 20201014. That one looks at no name, whatever it is told; newer ones say "failed host verification (no
// host string available to verify)" where they had none to look for: no mismatch.
#include "models/documents/swaks.h"
#include "models/documents/hostprobe.h"
#include "models/mail/ascii.h"
#include <algorithm>

namespace mv {
namespace {

constexpr std::string_view kUnnamed = "A transcript of swaks does not say which host it is about, or TLS was not used.";

// "TLSv1.3:TLS_AES_256_GCM_SHA384:256"
std::string cipherIn(std::string_view told)
{
    const auto colon = told.find(':');
    return std::string(told.substr(0, colon)) + ' ' + std::string(between(told, ":", ":"));
}

// "[2033-09-11T14:50:10Z]"
std::optional<UtcTime> timeIn(std::string_view line)
{
    UtcTime at;
    return fromIso(between(line, "notAfter=[", "]"), at) ? std::optional(at) : std::nullopt;
}

class Session {
public:
    void take(std::string_view line, std::uint64_t offset);
    bool isOpen() const { return m_isOpen; }
    void finish(const DocumentOptions&, DocumentReading&);

private:
    void takeNote(std::string_view note);
    void takeVerification(std::string_view note);
    void takeError(std::string_view error);
    void takeReply(std::string_view reply);

    ProbeResult m_result;
    Certificate m_certificate;
    std::string m_error;
    bool m_isOpen = false, m_hasTls = false, m_hasCertificate = false;
    bool m_sawEhlo = false, m_offersStartTls = false, m_askedStartTls = false;
};

void Session::takeVerification(std::string_view note)
{
    const std::string_view chain = between(note, "TLS peer certificate ", " CA verification");
    m_certificate.chain = chain == "passed" ? Check::Ok : Check::Bad;
    if (const std::string_view why = between(note, "failed CA verification (", ")"); !why.empty())
        addProblem(m_certificate, why);
    const std::string_view host = between(note, "using host ", " to verify");
    if (host.empty())
        return;
    m_certificate.name = note.find("passed host verification") != std::string_view::npos ? Check::Ok : Check::Bad;
    if (m_certificate.name == Check::Bad)
        addProblem(m_certificate, "hostname mismatch");
    m_result.domain = dnsName(host);
}

void Session::takeNote(std::string_view note)
{
    if (note.starts_with("Trying ")) {
        std::string_view host = between(note, "Trying ", {});
        if (!host.starts_with("pipe to ") && host.ends_with("..."))
            m_result.name = hostIn(host.substr(0, host.size() - 3));
    } else if (note.starts_with("TLS started with cipher ")) {
        m_result.tls = cipherIn(between(note, "cipher ", {}));
        m_hasTls = true;
    } else if (note.starts_with("TLS peer DN=") || note.starts_with("TLS peer[0] ")) {
        m_certificate.subject = withoutMailboxes(
            note.starts_with("TLS peer DN=") ? between(note, "DN=\"", "\"") : between(note, "subject=[", "]"));
        m_hasCertificate = true;
    } else if (note.starts_with("commonName=[") && m_certificate.names.empty()) {
        std::string_view names = between(note, "subjectAltName=[", "]");
        for (std::string_view word = takeWord(names); !word.empty(); word = takeWord(names)) {
            if (word.starts_with("DNS:"))
                m_certificate.names.push_back(dnsName(between(word, "DNS:", ",")));
        }
        if (m_certificate.names.empty() && !between(note, "commonName=[", "]").empty())
            m_certificate.names.push_back(dnsName(between(note, "commonName=[", "]")));
        m_certificate.notAfter = timeIn(note);
    } else if (note.starts_with("TLS peer certificate ")) {
        takeVerification(note);
    }
}

void Session::takeError(std::string_view error)
{
    if (error.starts_with("Host did not advertise STARTTLS")) {
        m_sawEhlo = m_askedStartTls = true;
        m_offersStartTls = false;
    } else if (error.starts_with("TLS startup failed")) {
        m_askedStartTls = true;
        m_error = withoutMailboxes(error);
        if (const std::string_view host = between(error, "did not match target host ", ")"); !host.empty()) {
            m_certificate.name = Check::Bad;
            addProblem(m_certificate, "hostname mismatch");
            m_result.domain = dnsName(host);
        }
    } else if (error.starts_with("Error connecting to ")) {
        m_askedStartTls = true;
        if (m_result.name.empty())
            m_result.name = hostIn(between(error, "connecting to ", ": "));
        m_error = "connect";
    } else if (m_error == "connect") { // the next line has the reason
        m_error = error;
        const auto last = m_error.rfind(": ");
        m_error.erase(0, last == std::string::npos ? 0 : last + 2);
    }
}

void Session::takeReply(std::string_view reply)
{
    if (reply.starts_with("250") && reply.size() > 4 && !m_hasTls) {
        m_sawEhlo = true;
        m_offersStartTls = m_offersStartTls || lowered(reply.substr(4)) == "starttls";
    }
}

void Session::take(std::string_view line, std::uint64_t offset)
{
    if (!m_isOpen && !line.empty()) {
        m_isOpen = true;
        m_result.offset = offset;
    }
    const std::string_view text = line.size() > 4 ? trimmed(line.substr(3)) : std::string_view();
    if (line.starts_with("=== "))
        takeNote(text);
    else if (line.starts_with("*** "))
        takeError(text);
    else if (line.starts_with("<-  "))
        takeReply(text);
    else if (line.starts_with("<** ") && m_askedStartTls && m_error.empty())
        m_error = withoutMailboxes(text);
    else if (line == " -> STARTTLS")
        m_askedStartTls = true;
    else if (line.starts_with(" -> ") && m_askedStartTls && m_error.empty())
        m_askedStartTls = m_hasTls || !m_offersStartTls; // it went on without
}

void Session::finish(const DocumentOptions& options, DocumentReading& reading)
{
    m_result.at = options.fileTime;
    m_result.by = "swaks";
    m_result.detail = m_error;
    if (m_hasTls || m_hasCertificate || m_certificate.name == Check::Bad) {
        m_result.status = ProbeStatus::Answered;
        if (m_hasCertificate || m_certificate.name == Check::Bad)
            m_result.certificate = std::move(m_certificate);
    } else if (!m_error.empty()) {
        m_result.status = statusOfError(m_error);
    } else if (m_sawEhlo && !m_offersStartTls) {
        m_result.status = ProbeStatus::Absent;
        m_result.detail = "STARTTLS is not offered";
    } else {
        m_result.name.clear(); // nothing was learnt of TLS
        m_result.domain.clear();
    }
    tellHost(std::move(m_result), kUnnamed, reading);
}

} // namespace

int scoreSwaks(std::string_view head)
{
    bool ours = false;
    forEachLine(head, [&](std::string_view line, std::uint64_t) {
        ours = ours || (line.starts_with("=== Trying ") && line.ends_with("..."))
            || line.starts_with("*** TLS startup failed (") || line == "*** Host did not advertise STARTTLS"
            || line == "*** STARTTLS attempted but failed";
    });
    return ours ? 90 : 0;
}

Result<DocumentReading> readSwaks(std::string_view whole, const DocumentOptions& options)
{
    DocumentReading reading;
    Session session;
    const auto flush = [&] {
        if (session.isOpen())
            session.finish(options, reading);
        session = {};
    };
    forEachLine(whole, [&](std::string_view line, std::uint64_t offset) {
        if (line.starts_with("=== Trying "))
            flush();
        session.take(line, offset);
    });
    flush();
    return reading;
}

} // namespace mv
