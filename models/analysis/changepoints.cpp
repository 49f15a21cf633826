// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/analysis/changepoints.h"
#include <algorithm>
#include <cmath>
#include <limits>

namespace mv {
namespace {

constexpr double kMedianOfChiSquare = 0.4549; // with one degree of freedom
constexpr double kWithin95 = 1.92;            // log likelihood that a 95 % interval may lose

double logTerm(double part, double whole) { return part > 0 ? part * std::log(part / whole) : 0; }

// Sums of a series, of which any stretch is asked in constant time.
class Sums {
public:
    explicit Sums(std::span<const Trials> series)
        : m_sums(series.size() + 1)
    {
        for (std::size_t i = 0; i < series.size(); ++i)
            m_sums[i + 1] = { m_sums[i].hits + series[i].hits, m_sums[i].trials + series[i].trials };
    }
    Trials of(std::size_t begin, std::size_t end) const
    {
        return { m_sums[end].hits - m_sums[begin].hits, m_sums[end].trials - m_sums[begin].trials };
    }
    // Of one level for all of a stretch, at its most likely rate.
    double logLikelihood(std::size_t begin, std::size_t end) const
    {
        const Trials t = of(begin, end);
        return logTerm(t.hits, t.trials) + logTerm(t.trials - t.hits, t.trials);
    }
    double rate(std::size_t begin, std::size_t end) const
    {
        const Trials t = of(begin, end);
        return t.trials > 0 ? t.hits / t.trials : 0;
    }

private:
    std::vector<Trials> m_sums;
};

// The ends of the levels of the best partition: cuts, and the end of the series.
std::vector<std::size_t> bestCuts(const Sums& sums, std::size_t n, double scatter, double penalty)
{
    std::vector<double> cost(n + 1, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> begin(n + 1);
    cost[0] = -penalty;
    for (std::size_t end = 1; end <= n; ++end) {
        for (std::size_t from = 0; from < end; ++from) {
            const double total = cost[from] - sums.logLikelihood(from, end) / scatter + penalty;
            if (total < cost[end]) {
                cost[end] = total;
                begin[end] = from;
            }
        }
    }
    std::vector<std::size_t> cuts;
    for (std::size_t end = n; end > 0; end = begin[end])
        cuts.push_back(end);
    std::ranges::reverse(cuts);
    return cuts;
}

// Joins levels that are too much alike or too thin to tell apart, the least different first.
void joinAlike(std::vector<std::size_t>& cuts, const Sums& sums, const ChangeOptions& options)
{
    const auto difference = [&](std::size_t i) {
        const std::size_t begin = i == 0 ? 0 : cuts[i - 1];
        const bool thin
            = std::min(sums.of(begin, cuts[i]).trials, sums.of(cuts[i], cuts[i + 1]).trials) < options.leastTrials;
        return thin ? 0 : std::abs(sums.rate(begin, cuts[i]) - sums.rate(cuts[i], cuts[i + 1]));
    };
    while (cuts.size() > 1) {
        std::size_t least = 0;
        for (std::size_t i = 1; i + 1 < cuts.size(); ++i) {
            if (difference(i) < difference(least))
                least = i;
        }
        if (difference(least) >= options.leastDifference)
            return;
        cuts.erase(cuts.begin() + static_cast<std::ptrdiff_t>(least));
    }
}

} // namespace

double overdispersion(std::span<const Trials> series)
{
    std::vector<double> squares;
    const Trials* last = nullptr;
    for (const Trials& t : series) {
        if (t.trials <= 0)
            continue;
        if (last) {
            const double pooled = (last->hits + t.hits) / (last->trials + t.trials);
            const double variance = pooled * (1 - pooled) * (1 / last->trials + 1 / t.trials);
            const double step = last->hits / last->trials - t.hits / t.trials;
            if (variance > 0)
                squares.push_back(step * step / variance);
        }
        last = &t;
    }
    constexpr std::size_t kFew = 8; // of which no median is to be trusted
    if (squares.size() < kFew)
        return 1;
    const auto middle = squares.begin() + static_cast<std::ptrdiff_t>(squares.size() / 2);
    std::ranges::nth_element(squares, middle);
    return std::max(1.0, *middle / kMedianOfChiSquare);
}

std::vector<ChangePoint> changePoints(std::span<const Trials> series, const ChangeOptions& options)
{
    std::vector<Trials> told; // gaps say nothing, so that levels go on through them
    std::vector<std::size_t> bucketOf;
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (series[i].trials > 0) {
            told.push_back(series[i]);
            bucketOf.push_back(i);
        }
    }
    const std::size_t n = told.size();
    if (n < 2)
        return {};
    const Sums sums(told);
    const double scatter = overdispersion(told);
    const double logBuckets = std::log(static_cast<double>(std::max<std::size_t>(n, 8)));
    auto cuts = bestCuts(sums, n, scatter, options.penalty * logBuckets);
    joinAlike(cuts, sums, options);

    std::vector<ChangePoint> changes;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
        const std::size_t begin = i == 0 ? 0 : cuts[i - 1], cut = cuts[i], end = cuts[i + 1];
        const auto cutAt
            = [&](std::size_t at) { return (sums.logLikelihood(begin, at) + sums.logLikelihood(at, end)) / scatter; };
        const double here = cutAt(cut), gained = here - sums.logLikelihood(begin, end) / scatter;
        std::size_t earliest = cut, latest = cut;
        while (earliest > begin + 1 && cutAt(earliest - 1) > here - kWithin95)
            --earliest;
        while (latest + 1 < end && cutAt(latest + 1) > here - kWithin95)
            ++latest;
        changes.push_back({ bucketOf[cut], bucketOf[earliest], bucketOf[latest], sums.rate(begin, cut),
            sums.rate(cut, end), 1 - std::min(1.0, static_cast<double>(n) * std::exp(-gained)) });
    }
    return changes;
}

} // namespace mv
