// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>

// Delays are counted in buckets that grow by a twentieth of a decade (12 %), from a tenth of a second to ten days: fine
// enough to read a percentile, few enough to keep for every source and half hour. Bucket 0 is "less than 0.1 s", the
// last one "ten days and more". The numbers are in every database.
namespace mv {

inline constexpr std::size_t kDelayBuckets = 140;

std::size_t delayBucketOf(std::int64_t delayMs);
std::int64_t delayBucketFrom(std::size_t bucket);   // ms, inclusive
std::int64_t delayBucketMiddle(std::size_t bucket); // ms, geometric

} // namespace mv
