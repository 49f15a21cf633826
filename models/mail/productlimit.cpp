// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/productlimit.h"
#include <algorithm>

namespace mv {

std::optional<QuantileAt> quantile(
    std::span<const std::uint64_t> finished, std::span<const std::uint64_t> waiting, double p)
{
    const auto in = [](std::span<const std::uint64_t> counts, std::size_t bucket) {
        return bucket < counts.size() ? counts[bucket] : 0;
    };
    const std::size_t buckets = std::max(finished.size(), waiting.size());
    std::uint64_t atRisk = 0; // reached this bucket
    for (std::size_t i = 0; i < buckets; ++i)
        atRisk += in(finished, i) + in(waiting, i);
    if (atRisk == 0)
        return std::nullopt;

    constexpr double kRounding = 1e-9; // half of two is a half, whatever the products of doubles say
    double surviving = 1;
    for (std::size_t i = 0; i < buckets; ++i) {
        const std::uint64_t ended = in(finished, i);
        const std::uint64_t here = ended + in(waiting, i);
        if (ended > 0) {
            surviving *= static_cast<double>(atRisk - ended) / static_cast<double>(atRisk);
            if (1 - surviving >= p - kRounding)
                return QuantileAt { i, false };
        }
        atRisk -= here;
        if (here > 0 && atRisk == 0) // the longest delay or age seen: nothing is known beyond it
            return QuantileAt { i, true };
    }
    return std::nullopt;
}

} // namespace mv
