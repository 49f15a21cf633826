// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/syslogtime.h"
#include "models/ingest/cursor.h"
#include <array>

namespace mv {

namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

constexpr auto kTolerance = 24h; // clocks differ, and a file's time may be a copy's

bool digits(std::string_view text, std::size_t at, std::size_t n, unsigned& out)
{
    if (text.size() < at + n)
        return false;
    out = 0;
    for (std::size_t i = at; i < at + n; ++i) {
        const unsigned d = static_cast<unsigned char>(text[i]) - unsigned('0');
        if (d > 9)
            return false;
        out = out * 10 + d;
    }
    return true;
}

constexpr std::uint32_t letters(char a, char b, char c)
{
    return (static_cast<std::uint32_t>(static_cast<unsigned char>(a)) << 16)
        | (static_cast<std::uint32_t>(static_cast<unsigned char>(b)) << 8) | static_cast<unsigned char>(c);
}

unsigned monthOf(std::string_view text)
{
    switch (letters(text[0], text[1], text[2])) {
    case letters('J', 'a', 'n'):
        return 1;
    case letters('F', 'e', 'b'):
        return 2;
    case letters('M', 'a', 'r'):
        return 3;
    case letters('A', 'p', 'r'):
        return 4;
    case letters('M', 'a', 'y'):
        return 5;
    case letters('J', 'u', 'n'):
        return 6;
    case letters('J', 'u', 'l'):
        return 7;
    case letters('A', 'u', 'g'):
        return 8;
    case letters('S', 'e', 'p'):
        return 9;
    case letters('O', 'c', 't'):
        return 10;
    case letters('N', 'o', 'v'):
        return 11;
    case letters('D', 'e', 'c'):
        return 12;
    default:
        return 0;
    }
}

std::optional<local_days> dayIn(int year, const Stamp& s)
{
    const year_month_day date { std::chrono::year(year), month(s.month), day(s.day) };
    if (!date.ok())
        return std::nullopt;
    return local_days(date);
}

int yearOf(LocalTime t) { return static_cast<int>(year_month_day(floor<days>(t)).year()); }

// Decimals after '.' or ',', as milliseconds; the rest of them is skipped.
std::int64_t takeFraction(std::string_view& text)
{
    if (text.size() < 2 || (text[0] != '.' && text[0] != ',') || text[1] < '0' || text[1] > '9')
        return 0;
    std::int64_t ms = 0;
    std::int64_t weight = 100;
    std::size_t i = 1;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i, weight /= 10)
        ms += (text[i] - '0') * weight;
    text.remove_prefix(i);
    return ms;
}

} // namespace

bool takeMonthDay(std::string_view& text, unsigned& month, unsigned& day)
{
    if (text.size() < 6 || text[3] != ' ')
        return false;
    month = monthOf(text);
    if (month == 0)
        return false;
    const bool unpadded = text[5] == ' ';
    const unsigned tens = text[4] == ' ' || unpadded ? 0 : static_cast<unsigned char>(text[4]) - unsigned('0');
    const unsigned ones = static_cast<unsigned char>(text[unpadded ? 4 : 5]) - unsigned('0');
    day = tens * 10 + ones;
    if (tens > 3 || ones > 9 || day < 1 || day > 31)
        return false;
    text.remove_prefix(unpadded ? 5 : 6);
    return true;
}

bool takeTimeOfDay(std::string_view& text, std::int64_t& msOfDay)
{
    unsigned h = 0, m = 0, s = 0;
    const std::size_t at = text.size() > 1 && text[1] == ':' ? 1 : 2; // busybox writes hours without a zero
    if (!digits(text, 0, at, h) || !digits(text, at + 1, 2, m) || !digits(text, at + 4, 2, s) || text[at] != ':'
        || text[at + 3] != ':' || h > 23 || m > 59 || s > 60)
        return false;
    text.remove_prefix(at + 6);
    msOfDay = ((h * 60 + m) * 60 + s) * 1000LL + takeFraction(text);
    return true;
}

bool takeIsoStamp(std::string_view& text, IsoStamp& out)
{
    unsigned y = 0, m = 0, d = 0;
    if (text.size() < 19 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ' && text[10] != 't')
        || !digits(text, 0, 4, y) || !digits(text, 5, 2, m) || !digits(text, 8, 2, d))
        return false;
    std::string_view rest = text.substr(11);
    Stamp stamp { static_cast<int>(y), m, d, 0 };
    const auto date = dayIn(stamp.year, stamp);
    if (!date || !takeTimeOfDay(rest, stamp.msOfDay))
        return false;

    const LocalTime local = *date + milliseconds(stamp.msOfDay);
    unsigned hours = 0, minutes = 0;
    // Exim's log_timezone: " +0200".
    if (rest.size() > 6 && rest[0] == ' ' && (rest[1] == '+' || rest[1] == '-') && digits(rest, 2, 4, minutes)
        && rest[6] == ' ')
        rest.remove_prefix(1);
    const bool sign = !rest.empty() && (rest[0] == '+' || rest[0] == '-');
    if (!rest.empty() && (rest[0] == 'Z' || rest[0] == 'z')) {
        rest.remove_prefix(1);
        out.utc = UtcTime(local.time_since_epoch());
    } else if (sign && digits(rest, 1, 2, hours)) {
        const bool colon = rest.size() > 3 && rest[3] == ':';
        const bool hasMinutes = digits(rest, colon ? 4 : 3, 2, minutes);
        if ((colon && !hasMinutes) || hours > 23 || minutes > 59)
            return false;
        const auto offset = std::chrono::minutes(hours * 60 + (hasMinutes ? minutes : 0));
        out.utc = UtcTime(local.time_since_epoch() + (rest[0] == '-' ? offset : -offset));
        rest.remove_prefix(hasMinutes ? (colon ? 6 : 5) : 3);
    } else {
        out.local = stamp;
    }
    text = rest;
    return true;
}

SyslogClock::SyslogClock(Start start)
    : m_start(std::move(start))
{
}

std::optional<UtcTime> SyslogClock::best() const
{
    if (m_last)
        return m_last;
    if (m_start.fileTime != UtcTime())
        return m_start.fileTime;
    return std::nullopt;
}

// No line is later than this.
LocalTime SyslogClock::limit() const
{
    UtcTime end = m_start.fileTime != UtcTime() ? m_start.fileTime : m_start.now;
    if (m_start.now != UtcTime())
        end = std::min(end, m_start.now);
    if (end == UtcTime())
        end = UtcTime(sys_days(year(2100) / 1 / 1)); // nothing bounds it
    if (m_last && *m_last > end)
        end = *m_last; // better evidence has shown the file's time to be wrong
    return m_start.zone.toLocal(end) + kTolerance;
}

std::optional<local_days> SyslogClock::firstDay(const Stamp& s) const
{
    if (m_start.year)
        return dayIn(*m_start.year, s);
    const LocalTime end = limit();
    for (int y = yearOf(end); y > yearOf(end) - 9; --y) { // 29 February may be eight years away (1896, 1904)
        if (const auto day = dayIn(y, s); day && *day + milliseconds(s.msOfDay) <= end)
            return day;
    }
    return std::nullopt;
}

std::optional<local_days> SyslogClock::dayOf(const Stamp& s)
{
    if (s.month == 0) { // time of day only
        const auto known = best();
        if (!known)
            return std::nullopt;
        const LocalTime near = m_start.zone.toLocal(*known);
        local_days day = floor<days>(near);
        const LocalTime at = day + milliseconds(s.msOfDay);
        if (m_last && at + 12h < near)
            day += days(1);
        else if (at > near + (m_last ? 23h : 0h)) // a line that was overtaken at midnight
            day -= days(1);
        return day;
    }
    if (s.year != 0)
        return dayIn(s.year, s);
    if (!m_last)
        return firstDay(s);

    const LocalTime last = m_start.zone.toLocal(*m_last);
    const LocalTime end = limit();
    std::optional<local_days> nearest;
    const auto distance = [&](local_days day) { return abs(day + milliseconds(s.msOfDay) - last); };
    for (int y = yearOf(last) - 1; y <= yearOf(last) + 1; ++y) {
        const auto day = dayIn(y, s);
        if (day && *day + milliseconds(s.msOfDay) <= end && (!nearest || distance(*day) < distance(*nearest)))
            nearest = day;
    }
    return nearest;
}

std::optional<UtcTime> SyslogClock::read(const Stamp& s)
{
    const bool sameDay = m_cachedDay && s.month != 0 && s.month == m_cachedStamp.month && s.day == m_cachedStamp.day
        && s.year == m_cachedStamp.year;
    if (!sameDay) {
        m_cachedDay = dayOf(s);
        m_cachedStamp = s;
        if (!m_cachedDay)
            return std::nullopt;
    }
    m_last = toUtc(*m_cachedDay + milliseconds(s.msOfDay));
    return m_last;
}

UtcTime SyslogClock::toUtc(LocalTime local)
{
    // Zones change at whole quarters of an hour, so that within one the offset holds. Ambiguous quarters are not
    // cached.
    const std::int64_t quarter = floor<duration<std::int64_t, std::ratio<900>>>(local.time_since_epoch()).count();
    if (quarter == m_cachedQuarter)
        return UtcTime(local.time_since_epoch() - m_cachedOffset);
    const UtcTime first = m_start.zone.toUtc(local, false);
    const UtcTime second = m_start.zone.toUtc(local, true);
    if (first != second) {
        // The second time, when the clock has been put back already or does so with this line: most of an hour back,
        // which no delay between two lines makes.
        const bool after = m_last && *m_last > first
            && m_start.zone.offsetAt(*m_last) == local.time_since_epoch() - second.time_since_epoch();
        const bool now = m_last && first + 30min < *m_last;
        return after || now ? second : first;
    }
    if (m_start.zone.toLocal(first) == local) { // not in an hour that the clocks skip
        m_cachedQuarter = quarter;
        m_cachedOffset = local.time_since_epoch() - first.time_since_epoch();
    }
    return first;
}

std::string SyslogClock::saveState() const
{
    return m_last ? std::to_string(m_last->time_since_epoch().count()) : std::string();
}

void SyslogClock::loadState(std::string_view state)
{
    m_cachedDay.reset();
    m_last.reset();
    bool negative = state.starts_with('-');
    Cursor c(negative ? state.substr(1) : state);
    if (const auto ms = c.takeNumber())
        m_last = UtcTime(milliseconds(negative ? -static_cast<std::int64_t>(*ms) : static_cast<std::int64_t>(*ms)));
}

} // namespace mv
