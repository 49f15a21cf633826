// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/probes/mx.h"
#include "models/probes/probing.h"
#include <string>
#include <vector>

namespace mv {

// A certificate as bytes: DER of the whole, and of its SubjectPublicKeyInfo.
struct CertificateBytes {
    std::string whole, publicKey;
};

// The TLSA records of an MX host (RFC 7672) and whether they match what the host showed: its certificate first, then
// those above it; empty: it was not connected to. Only records that DNSSEC validates count.
ProbeResult probeTlsa(
    const Probing&, const std::string& domain, const MxHost&, int port, const std::vector<CertificateBytes>& shown);

// Whether a record is about the certificate: selector and matching type of RFC 6698, 2.1.
bool matchesTlsa(const ResourceRecord&, const CertificateBytes&);

} // namespace mv
