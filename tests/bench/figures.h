// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace mv::bench {

// One line of the result: what was measured, and what it has to be.
struct Figure {
    std::string what;
    double value = 0;
    std::string unit;
    std::optional<double> limit; // none: for information
    bool atLeast = false;        // the limit is a minimum
    std::optional<double> goal;  // wished beyond the limit

    bool ok() const { return !limit || (atLeast ? value >= *limit : value <= *limit); }
};

// Prints a table; true when all limits are kept.
bool print(const std::vector<Figure>&);

} // namespace mv::bench
