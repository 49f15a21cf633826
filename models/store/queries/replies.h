// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/counts.h"
#include "models/mail/scope.h"
#include "models/store/reader.h"
#include <optional>
#include <vector>

namespace mv {

// The templates of the replies in scope, a row per (template, outcome), most attempts first.
struct ReplyQuestion {
    Scope scope;
    Bucket bucket = Bucket::Hour; // of the sparkline
    bool operator==(const ReplyQuestion&) const = default;
};

struct ReplyRow {
    std::string text;     // the template
    std::string reason;   // empty for delivered mail; the reason of the row's most frequent provider
    std::string provider; // that provider
    Outcome outcome = Outcome::Deferred;
    std::uint16_t code = 0;
    EnhancedCode enhanced;
    std::uint64_t attempts = 0;
    std::uint64_t comparedAttempts = 0;
    std::size_t sources = 0;           // distinct, in scope
    UtcTime firstSeen {}, lastSeen {}; // over all data; to the quarter of an hour
    std::vector<std::uint64_t> buckets;
};

struct ReplyRows {
    std::vector<UtcTime> edges;
    std::vector<ReplyRow> rows;
    std::size_t sources = 0; // distinct sources in scope, whatever the reply
    Counts total, comparedTotal;
    std::optional<UtcTime> keptFrom; // as in RateRows
};
Result<ReplyRows> ask(Reader&, const ReplyQuestion&, std::stop_token);

} // namespace mv
