// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/probes/mtasts.h"
#include <filesystem>

namespace mv {

struct PolicyFetchOptions {
    int port = 443;               // connected to; the URL stays as RFC 8461 has it
    std::filesystem::path caFile; // trusted roots (PEM); empty: the system's
    std::chrono::milliseconds timeout { 20'000 };
};

// Gets MTA-STS policies over HTTPS (RFC 8461, 3.3): the host's addresses by the resolver, its name checked, redirects
// not followed, at most 64 kB. The resolver must live as long as the function.
FetchPolicy policyFetcher(Resolver&, const PolicyFetchOptions&);

} // namespace mv
