// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/counts.h"
#include "models/mail/time.h"
#include <optional>
#include <span>
#include <vector>

namespace mv {

// When a source was limited, and when it was free again.
struct LimitedSpan {
    UtcTime since {};                    // begin of the first bucket with deferrals
    std::optional<UtcTime> recovered;    // begin of the first bucket that is back to normal; none: not yet
    std::chrono::milliseconds lasted {}; // until recovered, or until the end of the last bucket with data
    double rateWhile = 0;                // of attempts from `since` until then: deferred, 0..1
    bool operator==(const LimitedSpan&) const = default;
};

struct LimitRule {
    std::uint64_t fewestAttempts = 5; // less says nothing: such buckets are taken together with those that follow
    double limitedFrom = 0.25;        // deferral rate
    double recoveredBelow = 0.10;
    double surelyLimitedFrom = 0.50; // whatever is usual for the source
};

// The limited spans of a source, oldest first. counts[i] is what happened from edges[i] until edges[i+1]; there is one
// edge more than there are counts. Rates are deferrals of attempts; buckets without attempts are gaps: they begin and
// end nothing.
//
// Usual is the lower quartile of the source's rates in the range: a storm may cover most of what is looked at, so that
// the median could be the storm. A span begins where the rate is at least limitedFrom and at least twice the usual
// (from surelyLimitedFrom on that does not matter), twice in a row. It ends at the first of two in a row that are below
// recoveredBelow; a source that usually has more must come back to 1.5 times its usual, or half way to what began it.
// One bucket alone begins and ends nothing, so the newest one waits for the next to confirm it.
std::vector<LimitedSpan> limitedSpans(
    std::span<const UtcTime> edges, std::span<const Counts> counts, const LimitRule& = {});

} // namespace mv
