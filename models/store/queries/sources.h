// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/counts.h"
#include "models/mail/scope.h"
#include "models/store/reader.h"
#include <optional>
#include <vector>

namespace mv {

// Source x time matrix of the scope, with the waiting mail of each source.
struct SourceQuestion {
    Scope scope;
    Bucket bucket = Bucket::Hour;
    bool operator==(const SourceQuestion&) const = default;
};

struct SourceRow {
    std::string source;
    std::string server; // that most of its attempts were logged by
    Counts total, comparedTotal;
    std::vector<Counts> buckets;
    std::uint64_t waiting = 0;
};

struct SourceRows {
    std::vector<UtcTime> edges;
    std::vector<SourceRow> rows; // by name; IP addresses in numeric order
    std::vector<bool> covered;
    std::optional<UtcTime> keptFrom; // as in RateRows
};
Result<SourceRows> ask(Reader&, const SourceQuestion&, std::stop_token);

} // namespace mv
