// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/probes/mx.h"
#include "models/probes/tlsclient.h"
#include <optional>

namespace mv {

struct SmtpOptions {
    int port = 25;
    std::string helo;                                    // said in EHLO; empty: the name of this machine
    std::filesystem::path caFile;                        // trusted roots (PEM); empty: the system's
    std::chrono::milliseconds connectTimeout { 10'000 }; // of one address
    std::chrono::milliseconds sessionTimeout { 30'000 }; // of what follows
};

// What one host showed. It was never given mail, nor asked about a mailbox.
struct SmtpSession {
    ProbeStatus status = ProbeStatus::Failed; // Answered: TLS was looked at; Absent: STARTTLS is not offered
    std::string detail;                       // why it was not
    std::string address;                      // connected to
    std::string greeting;                     // its first line, without "220 "
    bool talksBeforeTls = false;              // sent more than its answer to STARTTLS in the clear
    std::optional<TlsSession> tls;
};

// Greeting, EHLO, STARTTLS, QUIT with the first address that takes the connection.
SmtpSession lookAtSmtp(const MxHost&, const SmtpOptions&, const std::stop_token&);

// The session as a result, with what is wrong with the certificate and the protocol.
ProbeResult certificateResult(
    const SmtpSession&, const std::string& domain, const std::string& host, const std::string& resolver, UtcTime now);

} // namespace mv
