// SPDX-License-Identifier: GPL-3.0-or-later
// openssl s_client. Sources: OpenSSL apps/s_client.c and apps/lib/s_cb.c (verify_callback()), and outputs of 3.0.
// It says "Verification: OK" where it did not look at the name, and also where it never saw a certificate: a name is
// only proved by "Verified peername", or by error 62, and nothing is without a certificate.
#include "models/documents/openssl.h"
#include "models/documents/hostprobe.h"
#include "models/mail/ascii.h"
#include <algorithm>

namespace mv {
namespace {

constexpr std::string_view kUnnamed
    = "An output of openssl s_client does not say which host it is about: put the command line before it, as in "
      "\"$ openssl s_client -starttls smtp -connect mx1.example.com:25 -verify_hostname mx1.example.com\".";

bool isAboutName(std::string_view error)
{
    return lowered(error) == "hostname mismatch" || lowered(error) == "ip address mismatch";
}

bool isCommand(std::string_view line) { return line.find("openssl s_client") < 20; }

class Session {
public:
    void take(std::string_view line);
    bool isOpen() const { return m_isOpen; }
    void open(std::uint64_t offset)
    {
        m_isOpen = true;
        m_result.offset = offset;
    }
    void takeCommand(std::string_view line);
    ProbeResult finish(const DocumentOptions&);

private:
    void takeVerdict(std::string_view words);

    ProbeResult m_result;
    Certificate m_certificate;
    std::string m_protocol, m_error;
    bool m_isOpen = false, m_hasCertificate = false, m_noCertificate = false, m_connected = false;
    bool m_stopped = false; // by the first thing that was wrong (-verify_return_error)
    bool m_noStartTls = false, m_saidOk = false, m_inChain = false;
};

void Session::takeCommand(std::string_view line)
{
    std::string connect, server, verify;
    for (std::string_view word = takeWord(line); !word.empty(); word = takeWord(line)) {
        if (word == "-connect" || word == "-host")
            connect = hostIn(takeWord(line));
        else if (word == "-servername")
            server = hostIn(takeWord(line));
        else if (word == "-verify_hostname")
            verify = hostIn(takeWord(line));
        else if (word == "-verify_return_error")
            m_stopped = true;
    }
    m_result.name = connect;
    m_result.domain = !verify.empty() ? verify : !server.empty() ? server : connect;
}

// "OK", "hostname mismatch", of the last line of a verification; the errors were told before, unless with -brief.
void Session::takeVerdict(std::string_view words)
{
    if (lowered(words) == "ok") {
        m_saidOk = true;
    } else if (isAboutName(words)) {
        m_certificate.name = Check::Bad;
        addProblem(m_certificate, words);
    } else {
        m_certificate.chain = Check::Bad;
        addProblem(m_certificate, words);
    }
}

void Session::take(std::string_view line)
{
    const std::string_view text = trimmed(line);
    const auto after = [&](std::string_view before) { return trimmed(text.substr(before.size())); };
    if (text.starts_with("verify error:num=")) {
        takeVerdict(between(text.substr(std::string_view("verify error:num=").size()), ":", {}));
    } else if (text.starts_with("Verification: ")) {
        takeVerdict(after("Verification: "));
    } else if (text.starts_with("Verification error: ")) {
        takeVerdict(after("Verification error: "));
    } else if (text.starts_with("Verify return code: ")) {
        takeVerdict(
            text.starts_with("Verify return code: 0 ") ? "ok" : between(text.substr(0, text.rfind(')')), "(", {}));
    } else if (text.starts_with("Verified peername: ")) {
        m_certificate.name = Check::Ok;
        const std::string peer = dnsName(after("Verified peername: "));
        if (m_result.domain.empty() && !peer.starts_with('*'))
            m_result.domain = peer;
        m_certificate.names.assign(1, peer);
    } else if (text == "no peer certificate available") {
        m_noCertificate = true;
    } else if (text.starts_with("subject=") || text.starts_with("Peer certificate: ")) {
        m_certificate.subject
            = withoutMailboxes(text.starts_with("s") ? after("subject=") : after("Peer certificate:"));
        m_hasCertificate = true;
    } else if (text.starts_with("issuer=")) {
        m_certificate.issuer = withoutMailboxes(after("issuer="));
    } else if (text.starts_with("0 s:") && m_certificate.subject.empty()) {
        m_certificate.subject = withoutMailboxes(after("0 s:"));
        m_hasCertificate = m_inChain = true;
    } else if (text.starts_with("1 s:")) {
        m_inChain = false; // what follows is about a CA's
    } else if (text.starts_with("i:") && m_inChain && m_certificate.issuer.empty()) {
        m_certificate.issuer = withoutMailboxes(after("i:"));
    } else if (text.starts_with("v:NotBefore: ") && m_inChain) {
        m_certificate.notBefore = opensslTime(between(text, "NotBefore: ", ";"));
        m_certificate.notAfter = opensslTime(between(text, "NotAfter: ", {}));
    } else if (text.starts_with("New, ") && text.find(", Cipher is ") != std::string_view::npos) {
        const std::string_view cipher = between(text, ", Cipher is ", {});
        if (cipher != "(NONE)")
            m_result.tls = std::string(between(text, "New, ", ",")) + ' ' + std::string(cipher);
        m_connected = true;
    } else if (text.starts_with("Protocol version: ")) {
        m_protocol = after("Protocol version: ");
    } else if (text.starts_with("Ciphersuite: ")) {
        m_result.tls = m_protocol + ' ' + std::string(after("Ciphersuite: "));
    } else if (text.starts_with("Connecting to ")) {
        if (m_result.name.empty())
            m_result.name = after("Connecting to ");
    } else if (text.starts_with("Didn't find STARTTLS")) {
        m_noStartTls = true;
    } else if (text.find(":error:") != std::string_view::npos && m_error.empty()) {
        // 806BA265697F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl/...
        std::string_view rest = between(text, ":error:", {});
        for (int field = 0; field < 3; ++field)
            rest = between(rest, ":", {});
        m_error = rest.substr(0, rest.find(':'));
    } else if (text.starts_with("connect:errno=")) {
        if (m_error.empty() || text == "connect:errno=110")
            m_error = text;
    }
}

ProbeResult Session::finish(const DocumentOptions& options)
{
    m_result.at = options.fileTime;
    m_result.by = "openssl s_client";
    if (m_hasCertificate) {
        const bool wasVerified = m_certificate.name != Check::Bad || !m_stopped;
        if (m_certificate.chain == Check::NotDone && wasVerified && (m_saidOk || m_certificate.name == Check::Bad))
            m_certificate.chain = Check::Ok;
        m_result.status = ProbeStatus::Answered;
        m_result.certificate = std::move(m_certificate);
    } else if (m_noStartTls) {
        m_result.status = ProbeStatus::Absent;
        m_result.detail = "STARTTLS is not offered";
        return std::move(m_result);
    } else if (!m_error.empty()) {
        m_result.status = statusOfError(m_error);
    } else {
        m_result.status = m_noCertificate ? ProbeStatus::Failed : ProbeStatus::NotTold;
    }
    m_result.detail = m_error.empty() && m_noCertificate ? "no peer certificate available" : m_error;
    return std::move(m_result);
}

} // namespace

int scoreOpenssl(std::string_view head)
{
    int signs = 0;
    forEachLine(head, [&](std::string_view line, std::uint64_t) {
        signs += line.starts_with("CONNECTED(") || line.starts_with("CONNECTION ESTABLISHED")
            || line.starts_with("SSL handshake has read ") || line.starts_with("Verification: ")
            || line.starts_with("Verification error: ") || line.starts_with("connect:errno=")
            || line.starts_with("verify error:num=") || line.find("Verify return code: ") < 8
            || (line.starts_with("$ ") && isCommand(line));
    });
    return signs == 0 ? 0 : signs == 1 ? 60 : 90;
}

Result<DocumentReading> readOpenssl(std::string_view whole, const DocumentOptions& options)
{
    DocumentReading reading;
    Session session;
    bool hasConnected = false; // in this session
    const auto flush = [&] {
        if (session.isOpen())
            tellHost(session.finish(options), kUnnamed, reading);
        session = {};
        hasConnected = false;
    };
    forEachLine(whole, [&](std::string_view line, std::uint64_t offset) {
        const bool command = isCommand(line);
        const bool connected = line.starts_with("CONNECTED(") || line.starts_with("CONNECTION ESTABLISHED");
        if (command || (connected && hasConnected))
            flush();
        if (!session.isOpen() && !trimmed(line).empty())
            session.open(offset);
        hasConnected = hasConnected || connected;
        if (command)
            session.takeCommand(line);
        else
            session.take(line);
    });
    flush();
    return reading;
}

} // namespace mv
