// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/delaybuckets.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace mv {
namespace {

constexpr double kPerDecade = 20;
constexpr double kFirstMs = 100;

// Where bucket 1, 2, ... begin.
const std::array<std::int64_t, kDelayBuckets - 1>& bounds()
{
    static const auto made = [] {
        std::array<std::int64_t, kDelayBuckets - 1> b {};
        for (std::size_t i = 0; i < b.size(); ++i)
            b[i] = std::llround(kFirstMs * std::pow(10.0, static_cast<double>(i) / kPerDecade));
        return b;
    }();
    return made;
}

} // namespace

std::size_t delayBucketOf(std::int64_t delayMs)
{
    const auto& b = bounds();
    return static_cast<std::size_t>(std::ranges::upper_bound(b, delayMs) - b.begin());
}

std::int64_t delayBucketFrom(std::size_t bucket)
{
    return bucket == 0 ? 0 : bounds()[std::min(bucket, kDelayBuckets - 1) - 1];
}

std::int64_t delayBucketMiddle(std::size_t bucket)
{
    if (bucket == 0)
        return bounds()[0] / 2;
    if (bucket >= kDelayBuckets - 1)
        return bounds().back();
    return std::llround(std::sqrt(static_cast<double>(bounds()[bucket - 1]) * static_cast<double>(bounds()[bucket])));
}

} // namespace mv
