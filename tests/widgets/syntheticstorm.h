// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/charts/delayview.h"
#include "widgets/charts/timelinerows.h"
#include <QtGlobal>
#include <cmath>

// Rows of an invented storm, as the store would answer: Microsoft 365 defers half of its mail on 12 and 13 October
// 2023, three hours of the 11th were not imported, and the data ends on the 14th at ten.
namespace mv::synthetic {

inline UtcTime at(const char* iso)
{
    UtcTime t;
    if (!fromIso(iso, t))
        qFatal("bad time: %s", iso);
    return t;
}

struct Provider {
    const char* name;
    double volume; // attempts an hour, at noon
    double rate;
};
inline constexpr Provider kProviders[] = { { "Gmail", 9000, 0.009 }, { "Microsoft 365", 4000, 0.012 },
    { "Other", 3900, 0.029 }, { "Outlook.com", 3100, 0.017 }, { "Yahoo", 2500, 0.025 }, { "GMX / WEB.DE", 1800, 0.021 },
    { "iCloud", 1100, 0.007 }, { "Orange", 740, 0.041 }, { "Comcast", 300, 0.02 }, { "Mimecast", 200, 0.015 },
    { "Proofpoint", 150, 0.01 }, { "Tiny", 12, 0.05 } };

// The same every time, between 0 and 1.
inline double noise(std::size_t a, std::size_t b)
{
    const double v = std::sin(static_cast<double>(a * 127 + b * 311)) * 43758.5453;
    return v - std::floor(v);
}

inline double stormRate(UtcTime t, double usual)
{
    const double hours = std::chrono::duration<double, std::ratio<3600>>(t - at("2023-10-12T06:00Z")).count();
    if (hours < 0)
        return usual;
    if (hours < 14)
        return usual + 0.5 * std::sin(hours / 14 * 1.5708);
    if (hours < 38)
        return 0.506 - (hours - 14) / 24 * 0.44;
    return 0.06;
}

inline Counts countsAt(UtcTime t, std::size_t p, std::size_t i)
{
    const Provider& provider = kProviders[p];
    const double hour = std::chrono::duration<double, std::ratio<3600>>(t.time_since_epoch()).count();
    const bool weekend = (static_cast<std::int64_t>(hour / 24) + 3) % 7 >= 5; // 1970-01-01 was a Thursday
    const double day
        = 0.3 + 0.7 * std::max(0.0, std::sin((std::fmod(hour, 24) - 5) / 24 * 6.2832)) * (weekend ? 0.3 : 1);
    double rate = provider.rate * (0.8 + 0.4 * noise(p, i));
    if (p == 1)
        rate = stormRate(t, rate);
    const double attempts = provider.volume * day * (p == 1 && rate > 0.1 ? 1.5 : 1);
    Counts c;
    c.byOutcome[1] = static_cast<std::uint64_t>(std::llround(attempts * rate));
    c.byOutcome[0] = static_cast<std::uint64_t>(std::llround(attempts)) - c.byOutcome[1];
    return c;
}

inline RateRows rates(TimeRange range, Bucket bucket, TimeRange data, std::size_t providers = 8, int daysBack = 0,
    std::optional<std::size_t> only = {})
{
    RateRows rows;
    rows.edges = bucketEdges(range, bucket, {});
    rows.unlistedProviders = 214;
    const auto missing = [](UtcTime t) { return t >= at("2023-10-11T02:00Z") && t < at("2023-10-11T05:00Z"); };
    for (std::size_t i = 0; i + 1 < rows.edges.size(); ++i) {
        const UtcTime t = rows.edges[i];
        rows.covered.push_back(!missing(t) && data.contains(t));
        if (daysBack > 0)
            rows.comparedCovered.push_back(data.contains(daysEarlier(t, daysBack, {})));
    }
    if (daysBack > 0)
        for (const UtcTime t : rows.edges)
            rows.comparedEdges.push_back(daysEarlier(t, daysBack, {}));
    for (std::size_t p = 0; p < providers; ++p) {
        if (only && p != *only)
            continue;
        RateGroup group;
        group.name = kProviders[p].name;
        for (std::size_t i = 0; i + 1 < rows.edges.size(); ++i) {
            group.buckets.push_back(rows.covered[i] ? countsAt(rows.edges[i], p, i) : Counts {});
            group.total += group.buckets.back();
            if (daysBack > 0) {
                group.comparedBuckets.push_back(
                    rows.comparedCovered[i] ? countsAt(rows.comparedEdges[i], p, i + 77) : Counts {});
                group.comparedTotal += group.comparedBuckets.back();
            }
        }
        rows.total += group.total;
        rows.comparedTotal += group.comparedTotal;
        rows.groups.push_back(std::move(group));
    }
    return rows;
}

inline TimeRange data() { return { at("2023-09-18T00:00Z"), at("2023-10-14T10:00Z") }; }
inline TimeRange week() { return { at("2023-10-10T00:00Z"), at("2023-10-15T00:00Z") }; }

inline std::vector<Incident> incidents()
{
    return { { 1, "EX680695", "Microsoft 365", "declared by Microsoft", "", at("2023-10-12T06:48Z"),
        at("2023-10-13T21:00Z"), {}, {} } };
}

inline TimelineRows timeline(bool compare = true)
{
    TimelineRows rows;
    rows.scope.range = week();
    rows.scope.filters.providers = { "Microsoft 365" };
    rows.data = data();
    rows.focus = { "Microsoft 365" };
    if (compare)
        rows.scope.comparison = Comparison::SamePeriodLastWeek;
    rows.rates = rates(rows.scope.range, Bucket::Hour, rows.data, 8, compare ? 7 : 0);
    rows.overview = rates(rows.data, Bucket::Hour, rows.data, 2, 0, 1);
    rows.incidents = incidents();
    return rows;
}

inline DelayCell delayAt(UtcTime t, std::size_t i, UtcTime dataEnd)
{
    const double wave = 1 + 0.4 * noise(5, i);
    const double storm = t < at("2023-10-12T06:00Z") ? 1 : 1 + stormRate(t, 0) * 1100;
    const bool censored = dataEnd - t < std::chrono::hours(14);
    const auto delay = [&](double seconds, bool atLeast) {
        return Delay { std::chrono::milliseconds(std::llround(seconds * 1000)), atLeast };
    };
    DelayCell cell;
    cell.p50 = delay(4 * wave * (storm > 2 ? 2 : 1), false);
    cell.p90 = delay(13 * wave * storm * (storm > 2 ? 0.9 : 1), censored);
    cell.p95 = delay(38 * wave * storm, censored);
    cell.finished = 1000;
    cell.waiting = censored ? 90 : 0;
    return cell;
}

inline DelayAnswer delays()
{
    DelayAnswer answer;
    answer.scope = timeline().scope;
    answer.data = data();
    answer.incidents = incidents();
    const RateRows shape = rates(week(), Bucket::Hour, data(), 1, 7);
    DelayRows& rows = answer.rows;
    rows.edges = shape.edges;
    rows.comparedEdges = shape.comparedEdges;
    rows.covered = shape.covered;
    rows.asOf = data().to;
    for (std::size_t i = 0; i + 1 < rows.edges.size(); ++i) {
        rows.buckets.push_back(rows.covered[i] ? delayAt(rows.edges[i], i, rows.asOf) : DelayCell {});
        rows.comparedBuckets.push_back(delayAt(rows.comparedEdges[i], i + 40, rows.asOf));
        rows.total.finished += rows.buckets.back().finished;
        rows.total.waiting += rows.buckets.back().waiting;
    }
    rows.total.p95 = rows.buckets[70].p95;
    for (std::size_t p = 0; p < 8; ++p) {
        DelayRow row;
        row.provider = kProviders[p].name;
        row.cell = delayAt(at(p == 1 ? "2023-10-12T18:00Z" : "2023-10-10T00:00Z"), p, rows.asOf);
        row.cell.waiting = p == 1 ? 2114 : p;
        answer.providers.push_back(row);
    }
    rows.providers = answer.providers;
    return answer;
}

} // namespace mv::synthetic
