// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/counts.h"
#include "models/mail/time.h"
#include <span>
#include <vector>

namespace mv {

// Buckets that keep a small picture or a matrix small, whatever the range: hours up to three weeks.
Bucket pictureBucket(TimeRange);

// At most `most` points, neighbours merged alike: deferral rates, NaN where no attempts are.
std::vector<double> rateTrend(std::span<const Counts>, std::size_t most);
// The same for volumes: sums. Zero is a value here.
std::vector<double> volumeTrend(std::span<const std::uint64_t>, std::size_t most);

} // namespace mv
