// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/authcounts.h"
#include "models/mail/scope.h"
#include "models/store/reader.h"
#include <optional>
#include <string>
#include <vector>

namespace mv {

// Authentication results over time, by receiver, and by source and From domain. Of the scope's filters, those about
// providers (who operates the receiver), sources and sender domains (of From:) apply; the others are about attempts.
// DMARC failure reports tell only of failures and are counted apart.
struct AuthQuestion {
    Scope scope;
    Bucket bucket = Bucket::Day;
    bool operator==(const AuthQuestion&) const = default;
};

struct AuthReceiver {
    std::string name;    // the provider that operates it; else as it calls itself
    bool listed = false; // a provider of the table
    AuthCounts total, comparedTotal;
    std::vector<AuthCounts> buckets;         // one per bucket
    std::vector<AuthCounts> comparedBuckets; // empty unless the scope compares
    std::uint64_t failureReports = 0;
};

// The results of one source under one From domain, by the DKIM selector that it signed with.
struct AuthSource {
    std::string source, headerFrom, selector;
    AuthCounts total, comparedTotal;
    UtcTime first {}, last {}; // within the scope's range; of reports, the ends of their periods
    std::size_t receivers = 0; // that told of it
};

struct AuthRows {
    std::vector<UtcTime> edges, comparedEdges; // n+1
    std::vector<AuthReceiver> receivers;       // by messages, descending
    std::vector<AuthSource> sources;           // by messages that DMARC failed, then by messages
    AuthCounts total, comparedTotal;
    std::vector<bool> covered; // whether any receiver told of the bucket
    bool any = false;          // whether the database has results at all
    TimeRange data;            // of all results; empty: there are none
};
Result<AuthRows> ask(Reader&, const AuthQuestion&, std::stop_token);

} // namespace mv
