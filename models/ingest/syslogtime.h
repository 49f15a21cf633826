// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <optional>
#include <string>
#include <string_view>

namespace mv {

// A local clock reading as a log stamp gives it. BSD syslog (RFC 3164) has no year.
struct Stamp {
    int year = 0;                // 0: not told
    unsigned month = 0, day = 0; // month 0: only the time of day is told (busybox)
    std::int64_t msOfDay = 0;
};

// "Oct 12", "Oct  2", "Oct 2": month and day, taken off the front. False: something else.
bool takeMonthDay(std::string_view& text, unsigned& month, unsigned& day);
// "14:09:29", "3:03:59", "14:09:29.123456": taken off the front of `text`. A leap second counts as the next minute.
bool takeTimeOfDay(std::string_view& text, std::int64_t& msOfDay);
// RFC 3339 and its relatives, taken off the front: T or a blank, any number of decimals (. or ,), Z, +02:00, +0200
// (Exim: with a blank before it) or no zone. Without a zone `local` is set and `utc` is not.
struct IsoStamp {
    UtcTime utc {};
    std::optional<Stamp> local;
};
bool takeIsoStamp(std::string_view& text, IsoStamp& out);

// Turns clock readings without year or zone into UTC, line after line of one file.
// Year: the first line's is the latest that makes no line later than the file's time (a day's tolerance) or now, unless
// it is given; after that each line takes the year that brings it nearest to the line before, so that December is
// followed by January, and never one that lies in the future. A time without a date (busybox) takes the day that ends
// at the file's time, and the next one whenever it falls back by more than half a day. Zone: an hour that the clocks
// repeat is read by monotony: falling back by most of an hour means the second time.
class SyslogClock {
public:
    struct Start {
        Zone zone;
        std::optional<int> year; // of the first line
        UtcTime fileTime {};     // epoch: not known
        UtcTime now {};          // epoch: not known
    };
    explicit SyslogClock(Start);

    // None: no such day (31 June, 29 February of no leap year), or later than the file itself.
    std::optional<UtcTime> read(const Stamp&);
    // For a line whose stamp tells everything: keeps the clock in step.
    void seen(UtcTime at) { m_last = at; }
    // For lines without any stamp: the last time seen, else the file's.
    std::optional<UtcTime> best() const;

    std::string saveState() const;
    void loadState(std::string_view);

private:
    std::optional<std::chrono::local_days> dayOf(const Stamp&);
    std::optional<std::chrono::local_days> firstDay(const Stamp&) const;
    UtcTime toUtc(LocalTime);
    LocalTime limit() const;

    Start m_start;
    std::optional<UtcTime> m_last;
    // Many lines share a day and a quarter of an hour: both are looked up once.
    Stamp m_cachedStamp;
    std::optional<std::chrono::local_days> m_cachedDay;
    std::int64_t m_cachedQuarter = -1;
    std::chrono::milliseconds m_cachedOffset {};
};

// What the beginning of a log tells about its clock: queue ids with a time in them (Postfix long ids, Exim's), and the
// times that remote hosts put into replies (Gmail, Microsoft), against the stamps of their lines.
struct ClockEvidence {
    int year = 0;                                  // of the first line that has a stamp
    std::optional<std::chrono::seconds> utcOffset; // of the stamps, to a quarter of an hour
    std::string why;                               // for people
};
// None when nothing tells, or all stamps carry year and zone.
std::optional<ClockEvidence> clockEvidence(std::string_view head);

} // namespace mv
