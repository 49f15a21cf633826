// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace mv {

// What one bucket of time counted: how many of how many. No trials is a gap, and says nothing.
struct Trials {
    double hits = 0, trials = 0;
};

struct ChangeOptions {
    double leastDifference = 0.02; // of the rates before and after (0..1): smaller ones are of no use to anybody
    double leastTrials = 30;       // on each side
    // What a further change must explain, in units of log likelihood over the logarithm of the number of buckets.
    // Higher: fewer and surer changes.
    double penalty = 3;
};

// Where a rate moves from one level to another.
struct ChangePoint {
    std::size_t bucket = 0;               // first one of the new level
    std::size_t earliest = 0, latest = 0; // that it may have been, at 95 %
    double before = 0, after = 0;         // rates of the levels beside it
    double confidence = 0;                // 0..1, that there is a change at all
};

// All changes of level of a series of binomial counts, oldest first. Exact: of all ways to cut the series into levels
// the one with the highest penalized likelihood (optimal partitioning, Jackson et al. 2005). Counts that scatter more
// than binomial ones do are judged by their own scatter (quasi-likelihood). O(n^2): for up to a few thousand buckets.
std::vector<ChangePoint> changePoints(std::span<const Trials>, const ChangeOptions& = {});

// How much more the counts scatter from one bucket to the next than binomial ones would; at least 1. Robust: changes of
// level do not count.
double overdispersion(std::span<const Trials>);

} // namespace mv
