// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/authresult.h"
#include "models/probes/dns.h"
#include <stop_token>
#include <string>
#include <vector>

namespace mv {

// Limits of one check (RFC 7208, 4.6.4).
inline constexpr int kSpfLookups = 10;       // terms that ask the DNS
inline constexpr int kSpfVoidLookups = 2;    // of those, without an answer
inline constexpr std::size_t kSpfHosts = 10; // of one mx; of one ptr

struct SpfQuery {
    std::string ip;       // of the client, as text
    std::string mailFrom; // local@domain; empty or without a local part: postmaster; "" : postmaster@helo
    std::string helo;
    std::string receiver = "unknown"; // %{r}
    UtcTime at {};                    // %{t}
};

struct SpfOutcome {
    AuthVerdict verdict = AuthVerdict::None;
    std::string explanation; // of Fail, when the domain gives one
    std::string problem;     // of TempError and PermError
    int lookups = 0, voidLookups = 0;
    // The terms that led to the verdict, outermost first: "example.com: include:_spf.example.net",
    // "_spf.example.net: ip4:192.0.2.0/24".
    std::vector<std::string> path;
};

// check_host() of RFC 7208, 4. A stop ends it with TempError.
SpfOutcome checkSpf(const SpfQuery&, Resolver&, const std::stop_token&);

} // namespace mv
