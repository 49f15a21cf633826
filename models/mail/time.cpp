// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/time.h"
#include <charconv>
#include <fmt/format.h>

namespace mv {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// Exactly `digits` digits, which it takes from the front.
bool takeDigits(std::string_view& text, std::size_t digits, int& value)
{
    if (text.size() < digits)
        return false;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + digits, value);
    if (ec != std::errc {} || end != text.data() + digits || value < 0)
        return false;
    text.remove_prefix(digits);
    return true;
}

bool takeChar(std::string_view& text, std::string_view any)
{
    if (text.empty() || any.find(text.front()) == std::string_view::npos)
        return false;
    text.remove_prefix(1);
    return true;
}

// ".079787" -> 79 ms; no fraction is fine.
bool takeFraction(std::string_view& text, milliseconds& out)
{
    if (!takeChar(text, ".,"))
        return true;
    int scale = 100, value = 0;
    const std::size_t before = text.size();
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), scale /= 10)
        value += (text.front() - '0') * scale;
    out = milliseconds(value);
    return text.size() != before;
}

bool takeOffset(std::string_view& text, seconds& out)
{
    if (text.empty() || takeChar(text, "Zz"))
        return true;
    const bool west = text.front() == '-';
    int hh = 0, mm = 0;
    if (!takeChar(text, "+-") || !takeDigits(text, 2, hh))
        return false;
    takeChar(text, ":");
    if (!text.empty() && !takeDigits(text, 2, mm))
        return false;
    out = (west ? -1 : 1) * (hours(hh) + minutes(mm));
    return true;
}

LocalTime bucketStart(LocalTime t, Bucket bucket)
{
    const auto day = floor<days>(t);
    switch (bucket) {
    case Bucket::FiveMinutes:
        return day + floor<std::chrono::duration<std::int64_t, std::ratio<300>>>(t - day);
    case Bucket::Hour:
        return day + floor<hours>(t - day);
    case Bucket::Day:
    case Bucket::Whole:
        return day;
    case Bucket::Week:
        return day - (std::chrono::weekday(day) - std::chrono::Monday);
    }
    return day;
}

} // namespace

UtcTime systemNow() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

std::string toIso(UtcTime t)
{
    const auto day = floor<days>(t);
    const std::chrono::year_month_day ymd(day);
    const std::chrono::hh_mm_ss time(t - day);
    auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(ymd.year()), unsigned(ymd.month()),
        unsigned(ymd.day()), time.hours().count(), time.minutes().count(), time.seconds().count());
    if (time.subseconds().count() != 0)
        text += fmt::format(".{:03}", time.subseconds().count());
    return text + 'Z';
}

bool fromIso(std::string_view text, UtcTime& out)
{
    int year = 0, month = 0, day = 0, hh = 0, mm = 0, ss = 0;
    milliseconds fraction {};
    seconds offset {};
    if (!takeDigits(text, 4, year) || !takeChar(text, "-") || !takeDigits(text, 2, month) || !takeChar(text, "-")
        || !takeDigits(text, 2, day))
        return false;
    if (takeChar(text, "Tt ")) {
        if (!takeDigits(text, 2, hh) || !takeChar(text, ":") || !takeDigits(text, 2, mm))
            return false;
        if (takeChar(text, ":") && !takeDigits(text, 2, ss))
            return false;
        if (!takeFraction(text, fraction) || !takeOffset(text, offset))
            return false;
    }
    const std::chrono::year_month_day ymd { std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
        std::chrono::day(static_cast<unsigned>(day)) };
    if (!text.empty() || !ymd.ok() || hh > 24 || mm > 59 || ss > 60)
        return false;
    out = std::chrono::sys_days(ymd) + hours(hh) + minutes(mm) + seconds(ss) + fraction - offset;
    return true;
}

Zone::Zone(std::string name, std::vector<Transition> transitions)
    : m_name(std::move(name))
    , m_transitions(std::move(transitions))
{
}

Zone Zone::fixed(seconds offset)
{
    if (offset == seconds(0))
        return {};
    const auto absolute = std::chrono::abs(std::chrono::duration_cast<minutes>(offset)).count();
    return { fmt::format("UTC{}{:02}:{:02}", offset < seconds(0) ? '-' : '+', absolute / 60, absolute % 60),
        { { UtcTime(), offset } } };
}

seconds Zone::offsetAt(UtcTime t) const
{
    if (m_transitions.empty())
        return seconds(0);
    const auto after = std::ranges::upper_bound(m_transitions, t, {}, &Transition::from);
    return after == m_transitions.begin() ? after->offset : std::prev(after)->offset;
}

UtcTime Zone::toUtc(LocalTime local, bool later) const
{
    const auto naive = UtcTime(local.time_since_epoch());
    // The candidates are the offsets in force around that moment; no zone changes twice within two days.
    const auto before = naive - offsetAt(naive - hours(26));
    const auto after = naive - offsetAt(naive + hours(26));
    const bool beforeFits = toLocal(before) == local;
    const bool afterFits = toLocal(after) == local;
    if (beforeFits && afterFits)
        return later ? std::max(before, after) : std::min(before, after);
    if (beforeFits || afterFits)
        return beforeFits ? before : after;
    // Skipped by the clocks: the moment of the change lies between the two readings.
    const auto change = std::ranges::upper_bound(m_transitions, std::min(before, after), {}, &Transition::from);
    return change == m_transitions.end() ? before : change->from;
}

std::vector<UtcTime> bucketEdges(TimeRange range, Bucket bucket, const Zone& zone)
{
    if (range.empty())
        return {};
    if (bucket == Bucket::Whole)
        return { range.from, range.to };
    std::vector<UtcTime> edges;
    if (bucket == Bucket::FiveMinutes || bucket == Bucket::Hour) {
        // Hours are counted in UTC from a local full hour, so that a repeated hour is two buckets.
        const milliseconds step = bucket == Bucket::Hour ? milliseconds(hours(1)) : milliseconds(minutes(5));
        const auto local = zone.toLocal(range.from);
        auto at = range.from - (local - bucketStart(local, bucket));
        for (; at < range.to; at += step)
            edges.push_back(at);
        edges.push_back(at);
        return edges;
    }
    const auto step = bucket == Bucket::Week ? days(7) : days(1);
    auto local = bucketStart(zone.toLocal(range.from), bucket);
    for (; zone.toUtc(local) < range.to; local += step)
        edges.push_back(zone.toUtc(local));
    edges.push_back(zone.toUtc(local));
    return edges;
}

UtcTime daysEarlier(UtcTime t, int count, const Zone& zone)
{
    if (count == 0)
        return t;
    const auto local = zone.toLocal(t);
    const bool later = zone.toUtc(local) != t; // the second of two equal local times
    return zone.toUtc(local - days(count), later);
}

} // namespace mv
