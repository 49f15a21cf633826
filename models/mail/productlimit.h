// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace mv {

struct QuantileAt {
    std::size_t bucket = 0;
    bool atLeast = false; // too much still waits: the quantile is this bucket or a later one
    bool operator==(const QuantileAt&) const = default;
};

// The delay that a share `p` (0..1) of recipients does not exceed, when some of them still wait: the product-limit
// estimator of Kaplan and Meier (1958) on a histogram. Bucket i of both spans counts recipients by delay, ascending:
// `finished` whose delay ended in it, `waiting` whose age has reached it so far. A waiting one counts as present in its
// own bucket and says nothing about later ones. None when both are empty. The spans have equal sizes; a missing tail is
// zero.
std::optional<QuantileAt> quantile(
    std::span<const std::uint64_t> finished, std::span<const std::uint64_t> waiting, double p);

} // namespace mv
