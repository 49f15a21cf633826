// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include "models/probes/dns.h"
#include <filesystem>
#include <memory>

namespace mv {

struct ResolverOptions {
    std::string server;                         // "192.0.2.53" or "127.0.0.1@5353"; empty: those of /etc/resolv.conf
    std::filesystem::path trustAnchor;          // the root's keys, as DS or DNSKEY; empty: nothing is validated
    std::chrono::milliseconds timeout { 5000 }; // of one question, with all its repetitions
    double queriesPerSecond = 50;
};

// Asks by libunbound, with a thread of its own. Remembers answers while it lives, as their TTL allows.
Result<std::unique_ptr<Resolver>> openResolver(const ResolverOptions&);

} // namespace mv
