// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// Every stored time: UTC, milliseconds since 1970. Local times exist only on the way in (log stamps) and out (screens).
using UtcTime = std::chrono::sys_time<std::chrono::milliseconds>;
UtcTime systemNow();
using LocalTime = std::chrono::local_time<std::chrono::milliseconds>;

struct TimeRange { // half open: from <= t < to
    UtcTime from {};
    UtcTime to {};

    bool empty() const { return to <= from; }
    bool contains(UtcTime t) const { return from <= t && t < to; }
    std::chrono::milliseconds length() const { return to - from; }
    bool operator==(const TimeRange&) const = default;
};

// "2023-10-12T14:09:29Z", with milliseconds only where there are some.
std::string toIso(UtcTime);
// The same form (also with a zone such as +02:00, a blank for T, or a date only); a failed parse gives false.
bool fromIso(std::string_view text, UtcTime& out);

// A time zone as a value: the offsets of UTC that it had and will have. g++ 12 has no zone database, so that
// jobs/zones.h makes these; everything below is handed them. A default Zone is UTC.
class Zone {
public:
    struct Transition {
        UtcTime from;                // this offset applies from here on
        std::chrono::seconds offset; // local = UTC + offset
        bool operator==(const Transition&) const = default;
    };

    Zone() = default;
    Zone(std::string name, std::vector<Transition> transitions); // sorted by time; the first also applies before it
    static Zone fixed(std::chrono::seconds offset);

    const std::string& name() const { return m_name; }
    std::chrono::seconds offsetAt(UtcTime) const;
    LocalTime toLocal(UtcTime t) const { return LocalTime(t.time_since_epoch() + offsetAt(t)); }
    // An hour that the clocks repeat has two answers: the earlier one, unless `later`. A skipped one maps to the moment
    // of the change.
    UtcTime toUtc(LocalTime, bool later = false) const;
    bool operator==(const Zone&) const = default;

private:
    std::string m_name = "UTC";
    std::vector<Transition> m_transitions;
};

enum class Bucket { FiveMinutes, Hour, Day, Week, Whole };

// The n+1 edges of the n buckets that cover the range, calendar-aligned in the zone (weeks begin on Monday; a day has
// 23 to 25 hours). The first and last bucket are whole: they may begin before and end after the range. Whole is the
// range itself.
std::vector<UtcTime> bucketEdges(TimeRange, Bucket, const Zone&);

// The same local clock times, `count` days earlier: edge i is compared with edge i, whatever the clocks did between.
UtcTime daysEarlier(UtcTime, int count, const Zone&);

} // namespace mv
