// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/proberesult.h"
#include "models/probes/connection.h"
#include "models/probes/tlsa.h"
#include <filesystem>
#include <vector>

namespace mv {

// What a handshake showed.
struct TlsSession {
    std::string protocol; // "TLSv1.3"
    std::string cipher;   // "TLS_AES_256_GCM_SHA384"
    Certificate certificate;
    std::string chainProblem;            // the verifier's words; empty: the chain is trusted
    std::vector<CertificateBytes> chain; // as it was sent: the host's own first
};

// TLS on a connection, as a client that takes any certificate and any version, and only judges. Then says `last` (QUIT)
// and reads what comes back, so that the server logs no broken session. `caFile`: trusted roots; empty: the system's.
Result<TlsSession> lookAtTls(
    Connection&, const std::string& host, const std::filesystem::path& caFile, std::string_view last, const Patience&);

} // namespace mv
