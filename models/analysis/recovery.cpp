// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/analysis/recovery.h"
#include <algorithm>

namespace mv {

namespace {

// Buckets in a row, with enough attempts together to have a rate.
struct Stretch {
    std::size_t first = 0;         // bucket with attempts
    std::size_t firstDeferred = 0; // bucket with deferrals; `first` if there are none
    std::size_t last = 0;
    Counts counts;
    double rate() const { return counts.deferralRate().value_or(0); }
};

std::vector<Stretch> stretches(std::span<const Counts> counts, std::uint64_t fewestAttempts)
{
    std::vector<Stretch> all;
    Stretch open;
    bool isOpen = false, deferred = false;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i].attempts() == 0)
            continue;
        if (!isOpen) {
            open = { i, i, i, {} };
            deferred = false;
        }
        if (!deferred && counts[i].of(Outcome::Deferred) > 0) {
            open.firstDeferred = i;
            deferred = true;
        }
        open.last = i;
        open.counts += counts[i];
        isOpen = open.counts.attempts() < fewestAttempts;
        if (!isOpen)
            all.push_back(open);
    }
    return all; // one that is still open says nothing
}

double lowerQuartile(const std::vector<Stretch>& all)
{
    std::vector<double> rates(all.size());
    std::ranges::transform(all, rates.begin(), &Stretch::rate);
    const auto quarter = rates.begin() + static_cast<std::ptrdiff_t>(rates.size() / 4);
    std::ranges::nth_element(rates, quarter);
    return *quarter;
}

} // namespace

std::vector<LimitedSpan> limitedSpans(
    std::span<const UtcTime> edges, std::span<const Counts> counts, const LimitRule& rule)
{
    std::vector<LimitedSpan> spans;
    if (edges.size() != counts.size() + 1)
        return spans;
    const std::vector<Stretch> all = stretches(counts, rule.fewestAttempts);
    if (all.empty())
        return spans;

    const double usual = lowerQuartile(all);
    const double begins = std::max(rule.limitedFrom, std::min(2 * usual, rule.surelyLimitedFrom));
    const double between = usual < begins ? (usual + begins) / 2 : begins / 2;
    const double ends = std::max(rule.recoveredBelow, std::min(1.5 * usual, between));
    const auto twice = [&](std::size_t i, auto holds) {
        return i + 1 < all.size() && holds(all[i].rate()) && holds(all[i + 1].rate());
    };

    std::size_t i = 0;
    while (i < all.size()) {
        if (!twice(i, [&](double rate) { return rate >= begins; })) {
            ++i;
            continue;
        }
        LimitedSpan span { .since = edges[all[i].firstDeferred], .recovered = {}, .lasted = {}, .rateWhile = 0 };
        Counts during;
        UtcTime until = span.since;
        for (; i < all.size(); ++i) {
            if (twice(i, [&](double rate) { return rate < ends; })) {
                span.recovered = until = edges[all[i].first];
                break;
            }
            during += all[i].counts;
            until = edges[all[i].last + 1];
        }
        span.lasted = until - span.since;
        span.rateWhile = during.deferralRate().value_or(0);
        spans.push_back(span);
    }
    return spans;
}

} // namespace mv
