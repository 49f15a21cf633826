// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/trend.h"
#include <limits>

namespace mv {
namespace {

// Calls `point` with each run of neighbours, all of one length but the last.
template <class T, class Point> void merged(std::span<const T> buckets, std::size_t most, Point point)
{
    const std::size_t width = most == 0 ? buckets.size() : (buckets.size() + most - 1) / most;
    for (std::size_t i = 0; i < buckets.size(); i += width)
        point(buckets.subspan(i, std::min(width, buckets.size() - i)));
}

} // namespace

Bucket pictureBucket(TimeRange range)
{
    using namespace std::chrono;
    if (range.length() <= hours(6))
        return Bucket::FiveMinutes;
    if (range.length() <= days(21))
        return Bucket::Hour;
    return range.length() <= days(400) ? Bucket::Day : Bucket::Week;
}

std::vector<double> rateTrend(std::span<const Counts> buckets, std::size_t most)
{
    std::vector<double> rates;
    merged(buckets, most, [&](std::span<const Counts> run) {
        Counts sum;
        for (const Counts& counts : run)
            sum += counts;
        rates.push_back(sum.deferralRate().value_or(std::numeric_limits<double>::quiet_NaN()));
    });
    return rates;
}

std::vector<double> volumeTrend(std::span<const std::uint64_t> buckets, std::size_t most)
{
    std::vector<double> volumes;
    merged(buckets, most, [&](std::span<const std::uint64_t> run) {
        double sum = 0;
        for (const std::uint64_t value : run)
            sum += static_cast<double>(value);
        volumes.push_back(sum);
    });
    return volumes;
}

} // namespace mv
