// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/tracetime.h"
#include "models/ingest/cursor.h"
#include "models/ingest/syslogtime.h"
#include <algorithm>
#include <tuple>

namespace mv {

namespace {

using namespace std::chrono;

constexpr std::uint64_t kLatest = 253'402'300'800'000; // milliseconds: the year 10000

std::optional<UtcTime> toUtc(std::uint64_t y, std::uint64_t m, std::uint64_t d, milliseconds ofDay)
{
    if (y < 1000 || y > 9999 || m > 12 || d > 31)
        return std::nullopt;
    const auto date = year(static_cast<int>(y)) / month(static_cast<unsigned>(m)) / day(static_cast<unsigned>(d));
    return date.ok() ? std::optional(UtcTime(sys_days(date)) + ofDay) : std::nullopt;
}

std::optional<UtcTime> isoTime(std::string_view text)
{
    IsoStamp iso;
    if (!takeIsoStamp(text, iso) || !text.empty())
        return std::nullopt;
    if (!iso.local)
        return iso.utc;
    return toUtc(static_cast<std::uint64_t>(iso.local->year), iso.local->month, iso.local->day,
        milliseconds(iso.local->msOfDay));
}

bool takeSeparator(Cursor& c)
{
    const bool taken = c.skip('/') || c.skip('.') || c.skip('-');
    c.skipBlanks();
    return taken;
}

// "2:03:11 PM", "14:03:11", "14:03", "2:03:11 p.m."; since .NET 8 the blank is a narrow one (U+202F).
std::optional<milliseconds> takeClock(Cursor& c)
{
    const auto h = c.takeNumber();
    if (!h || (!c.skip(':') && !c.skip('.')))
        return std::nullopt;
    const auto m = c.takeNumber();
    const auto s = c.skip(':') || c.skip('.') ? c.takeNumber() : 0;
    if (!m || !s || *h > 23 || *m > 59 || *s > 60)
        return std::nullopt;
    std::uint64_t hour = *h;
    if (!c.skip("\u202f"))
        c.skipBlanks();
    if (const char half = c.peek(); half == 'P' || half == 'p')
        hour = hour % 12 + 12;
    else if (half == 'A' || half == 'a')
        hour %= 12;
    else if (!c.atEnd())
        return std::nullopt;
    return hours(hour) + minutes(*m) + seconds(*s);
}

std::optional<UtcTime> regionTime(std::string_view text, DateOrder order)
{
    Cursor c(text);
    const auto first = c.takeNumber();
    const auto second = first && takeSeparator(c) ? c.takeNumber() : std::nullopt;
    const auto third = second && takeSeparator(c) ? c.takeNumber() : std::nullopt;
    if (!third)
        return std::nullopt;
    c.skip('.');
    c.skip(',');
    c.skipBlanks();
    const auto ofDay = takeClock(c);
    if (!ofDay)
        return std::nullopt;
    if (*first >= 1000)
        return toUtc(*first, *second, *third, *ofDay);
    return order == DateOrder::MonthFirst ? toUtc(*third, *first, *second, *ofDay)
                                          : toUtc(*third, *second, *first, *ofDay);
}

} // namespace

std::optional<UtcTime> traceTime(std::string_view text, DateOrder order)
{
    if (Cursor c(text); c.skip("/Date(")) {
        const auto ms = c.takeNumber();
        return ms && *ms < kLatest ? std::optional(UtcTime(milliseconds(*ms))) : std::nullopt;
    }
    const auto iso = isoTime(text);
    return iso ? iso : regionTime(text, order);
}

DateOrder dateOrderOf(const std::vector<std::string>& times, UtcTime latest)
{
    const auto sense = [&](DateOrder order) { // the larger, the better
        UtcTime first = UtcTime::max();
        UtcTime last = UtcTime::min();
        int impossible = 0;
        for (const std::string& text : times) {
            const auto time = traceTime(text, order);
            impossible += !time || *time > latest ? 1 : 0;
            first = std::min(first, time.value_or(first));
            last = std::max(last, time.value_or(last));
        }
        return std::tuple(-impossible, first > last ? milliseconds(0) : first - last, last);
    };
    return sense(DateOrder::DayFirst) > sense(DateOrder::MonthFirst) ? DateOrder::DayFirst : DateOrder::MonthFirst;
}

} // namespace mv
