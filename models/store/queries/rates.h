// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/counts.h"
#include "models/mail/scope.h"
#include "models/store/reader.h"
#include <optional>
#include <string>
#include <vector>

namespace mv {

enum class GroupBy : std::uint8_t {
    Nothing,
    Provider,
    Source,
    Server,
    SenderDomain,
    RecipientDomain,
    Reason,
    Template,
    Outcome
};

// Attempts over time, by group. The one source of every rate and volume on every chart, in every table, export and
// report.
struct RateQuestion {
    Scope scope;
    Bucket bucket = Bucket::Hour;
    GroupBy by = GroupBy::Provider;
    // Providers that no table lists are one group, "Other", unless asked apart (which reads facts instead of
    // aggregates).
    bool unlistedApart = false;
    bool operator==(const RateQuestion&) const = default;
};

inline constexpr std::string_view kOtherProviders = "Other";

struct RateGroup {
    std::string name;            // "Other": the providers that no table lists
    std::vector<Counts> buckets; // one per bucket
    Counts total;
    std::vector<Counts> comparedBuckets; // empty unless the scope compares
    Counts comparedTotal;
};

struct RateRows {
    std::vector<UtcTime> edges;         // n+1
    std::vector<UtcTime> comparedEdges; // of the compared buckets; empty unless the scope compares
    std::vector<RateGroup> groups;      // by attempts, descending
    Counts total, comparedTotal;
    // Whether anything at all (not just this scope's) was imported for the bucket: false is "no data", drawn hatched.
    std::vector<bool> covered, comparedCovered;
    std::size_t unlistedProviders = 0; // how many are in "Other", over all data
    // When some of the scope only facts could tell and these are no longer kept: since when they are. It is a gap.
    std::optional<UtcTime> keptFrom;
};
Result<RateRows> ask(Reader&, const RateQuestion&, std::stop_token);

} // namespace mv
