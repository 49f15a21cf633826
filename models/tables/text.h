// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <QString>
#include <cstdint>
#include <optional>

// How numbers and times read, on screens and in reports (design/visual/VISUAL.md, "Numbers"). Spaces inside numbers are
// thin or non-breaking; the decimal sign is the locale's.
namespace mv::text {

QString percent(std::optional<double> share); // 0.171 -> "17.1 %"; none -> "–"
QString change(
    std::optional<double> from, std::optional<double> to); // in points: "+16.1", "−0.3", "0.0"; "" when one is missing
QString count(std::uint64_t);                              // "330 935"
QString shortCount(double);                                // "9.6 k", for axes only
QString bytes(std::uint64_t);                              // "6.1 GB"
QString duration(std::chrono::milliseconds);               // "0.4 s", "38 s", "12 min", "6 h 40 min", "2 d 3 h"
QString day(UtcTime, const Zone&);                         // "Thu 12 Oct 2023"
QString dayShort(UtcTime, const Zone&);                    // "Thu 12"
QString clock(UtcTime, const Zone&);                       // "20:00"
QString dateTime(UtcTime, const Zone&);                    // "Thu 12 Oct 2023 20:00"
QString dateTimeFar(UtcTime, const Zone&);                 // "18 Sep 2023, 00:14"
QString dateTimeShort(UtcTime, const Zone&);               // "Thu 12, 06:12"
QString range(TimeRange, const Zone&);  // "Tue 10 Oct – Sat 14 Oct 2023" for whole days, else with clock times
QString dayMonth(UtcTime, const Zone&); // "Tue 10 Oct"
QString fromUtf8(std::string_view);

int plural(std::uint64_t); // for tr(text, nullptr, n) that says the number its own way: which form it takes

} // namespace mv::text
