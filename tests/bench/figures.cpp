// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/figures.h"
#include <algorithm>
#include <fmt/format.h>

namespace mv::bench {
namespace {

std::string number(double value) { return fmt::format("{:.{}f}", value, value >= 100 ? 0 : value >= 10 ? 1 : 2); }

std::string limitText(const Figure& f)
{
    if (!f.limit)
        return "";
    std::string text = fmt::format("{} {}", f.atLeast ? ">=" : "<=", number(*f.limit));
    if (f.goal)
        text += fmt::format(" (goal {})", number(*f.goal));
    return text;
}

} // namespace

bool print(const std::vector<Figure>& figures)
{
    fmt::print("{:<52} {:>10} {:<6} {:<20}\n", "what", "figure", "", "target");
    for (const Figure& f : figures)
        fmt::print("{:<52} {:>10} {:<6} {:<20} {}\n", f.what, number(f.value), f.unit, limitText(f),
            !f.limit     ? ""
                : f.ok() ? "ok"
                         : "NOT OK");
    std::fflush(stdout);
    return std::ranges::all_of(figures, &Figure::ok);
}

} // namespace mv::bench
