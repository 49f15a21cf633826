// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/scope.h"
#include "models/store/reader.h"
#include <optional>
#include <vector>

namespace mv {

// Arrival in the queue to final delivery, once per recipient, by time of arrival. Mail that still waits counts as "at
// least this long" (Kaplan-Meier, product-limit), so that percentiles can be known only to be at least something.
struct DelayQuestion {
    Scope scope; // filters by provider, source and server; others narrow by reading facts
    Bucket bucket = Bucket::Hour;
    bool operator==(const DelayQuestion&) const = default;
};

struct Delay {
    std::chrono::milliseconds value {};
    bool atLeast = false; // too much mail waits to know more
    bool operator==(const Delay&) const = default;
};

struct DelayCell {
    std::optional<Delay> p50, p90, p95; // none: no mail arrived
    std::uint64_t finished = 0;         // recipients delivered, bounced or expired
    std::uint64_t waiting = 0;
};

struct DelayRow { // per provider
    std::string provider;
    DelayCell cell, compared;
    std::optional<std::chrono::milliseconds> oldestWaiting; // its age at the last line of the data
};

struct DelayRows {
    std::vector<UtcTime> edges, comparedEdges;
    std::vector<DelayCell> buckets, comparedBuckets; // all providers in scope together
    std::vector<DelayRow> providers;                 // by p95, descending
    std::vector<bool> covered;
    DelayCell total;
    std::optional<UtcTime> keptFrom; // as in RateRows; by time of arrival
    UtcTime asOf {};                 // ages of waiting mail are counted to here: the last line of the data
};
Result<DelayRows> ask(Reader&, const DelayQuestion&, std::stop_token);

} // namespace mv
