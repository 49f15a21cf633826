// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include "models/mail/time.h"
#include <string>
#include <vector>

namespace mv {

enum class Comparison : std::uint8_t { Off, PreviousPeriod, SamePeriodLastWeek, WeeksEarlier };

// What is kept. Values of one kind are alternatives (or), kinds narrow each other (and); an empty kind keeps
// everything. Names, not database numbers: a scope can be printed, saved and used on another database.
struct Filters {
    std::vector<std::string> providers, sources, servers, senderDomains, recipientDomains, reasons, templates;
    std::vector<Outcome> outcomes;
    bool empty() const { return *this == Filters {}; }
    bool operator==(const Filters&) const = default;
};

// The one shared selection that every panel, export and report follows. A value.
struct Scope {
    TimeRange range;
    Comparison comparison = Comparison::Off;
    int weeksEarlier = 1; // for WeeksEarlier
    Filters filters;
    Zone zone; // in which days and weeks begin, and weekdays and hours are aligned
    bool operator==(const Scope&) const = default;

    bool compares() const { return comparison != Comparison::Off; }
    // How many days the compared period lies back: 7 for last week; for the previous period, whole days that cover the
    // range.
    int daysBack() const;
    // The range that it is compared with, at the same local clock times.
    TimeRange comparedRange() const;
};

// One line for people and evidence: "2023-10-10T00:00:00Z to ... UTC; provider Microsoft 365; against 7 days earlier".
std::string toString(const Scope&);

} // namespace mv
