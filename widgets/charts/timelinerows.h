// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/export/csv.h"
#include "models/mail/incident.h"
#include "models/mail/scope.h"
#include "models/store/queries/rates.h"
#include <QString>
#include <optional>
#include <vector>

namespace mv {

// What the Timeline asks for, all at once.
struct TimelineRows {
    Scope scope;    // as it was asked, with its provider filter
    TimeRange data; // first to last fact
    Bucket bucket = Bucket::Hour;
    std::vector<std::string> focus; // the providers in the foreground
    RateRows rates;                 // by provider, of the scope without its provider filter
    RateRows overview;              // the focused providers together, over all data
    std::vector<Incident> incidents;
};

// One line of the chart: a provider, or the rest together.
struct RateLine {
    QString label;                    // "Other (214)"
    std::vector<std::string> members; // names for a filter; one, unless this is the rest
    bool focused = false;
    bool rest = false;
    RateGroup counts; // its name is the provider's
};

Bucket overviewBucketFor(TimeRange data); // finer would not be seen in a strip

// Who is in the foreground: the filtered providers; else the chosen one; else who defers most.
std::vector<std::string> focusOf(
    const RateRows&, const std::vector<std::string>& filtered, const std::optional<std::string>& chosen);

// The focused providers and then the largest, `most` altogether; everybody else in one line.
std::vector<RateLine> rateLines(const RateRows&, const std::vector<std::string>& focus, std::size_t most = 7);

// The focused lines together.
RateGroup focusedSum(const std::vector<RateLine>&);

// "last h": what the last bucket of a chart is called, "h" alone: what a volume is per.
QString bucketUnit(Bucket);
QString bucketName(Bucket);         // "hourly"
QString comparedShortName(const Scope&); // "prev week"

// Exactly what is drawn: a row per bucket, for each line its rate, deferred and attempts; the compared week of the
// focused ones.
CsvTable timelineTable(const TimelineRows&, const std::vector<RateLine>&);

} // namespace mv
