// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/timepattern.h"
#include "models/ingest/cursor.h"
#include "models/mail/ascii.h"
#include <algorithm>
#include <array>
#include <tuple>

namespace mv {

namespace {

using namespace std::chrono;

constexpr std::size_t kMaxPattern = 64;

std::string_view takeLetters(Cursor& c)
{
    std::size_t n = 0;
    while (n < c.rest().size() && isLetter(c.rest()[n]))
        ++n;
    return c.take(n);
}

// Up to `most` digits; of anything else none.
std::optional<unsigned> takeDigits(Cursor& c, std::size_t most)
{
    unsigned n = 0;
    std::size_t i = 0;
    for (; i < most && i < c.rest().size() && isDigit(c.rest()[i]); ++i)
        n = n * 10 + static_cast<unsigned>(c.rest()[i] - '0');
    c.take(i);
    return i == 0 ? std::nullopt : std::optional(n);
}

bool startsAlike(std::string_view text, std::string_view word) // `word` is in lower case
{
    return text.size() >= word.size()
        && std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

template <std::size_t kCount>
std::optional<unsigned> indexIn(const std::array<std::string_view, kCount>& names, std::string_view text)
{
    for (unsigned i = 0; i < kCount; ++i) {
        if (startsAlike(text, names[i]))
            return i;
    }
    return std::nullopt;
}

constexpr std::array<std::string_view, 12> kMonths { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
    "oct", "nov", "dec" };
constexpr std::array<std::string_view, 7> kDays { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

std::optional<seconds> takeOffset(Cursor& c)
{
    for (const std::string_view utc : { "Z", "UTC", "GMT" }) {
        if (c.skip(utc))
            return seconds(0);
    }
    const bool west = c.peek() == '-';
    if (!c.skip('+') && !c.skip('-'))
        return std::nullopt;
    const auto h = takeDigits(c, 2);
    c.skip(':');
    const auto m = h ? takeDigits(c, 2).value_or(0) : 0;
    if (!h || *h > 14 || m > 59)
        return std::nullopt;
    const seconds offset = hours(*h) + minutes(m);
    return west ? -offset : offset;
}

struct Parts {
    unsigned year = 0, month = 1, day = 1;
    unsigned hour = 0, minute = 0, second = 0;
    std::int64_t ms = 0;
    std::optional<bool> afternoon;
    std::optional<seconds> offset;
};

bool takeNumber(Cursor& c, std::size_t most, unsigned& into)
{
    c.skipBlanks(); // "Mar  4"
    const auto n = takeDigits(c, most);
    into = n.value_or(into);
    return n.has_value();
}

bool takeDecimals(Cursor& c, std::int64_t& ms)
{
    std::int64_t weight = 100;
    ms = 0;
    const std::string_view before = c.rest();
    for (; isDigit(c.peek()); c.take(1), weight /= 10)
        ms += (c.peek() - '0') * weight;
    return c.rest().size() < before.size();
}

bool takePart(Cursor& c, char what, Parts& p)
{
    switch (what) {
    case 'Y':
        return takeNumber(c, 4, p.year) && p.year >= 1970;
    case 'y':
        if (!takeNumber(c, 2, p.year))
            return false;
        p.year += 2000;
        return true;
    case 'm':
        return takeNumber(c, 2, p.month);
    case 'd':
        return takeNumber(c, 2, p.day);
    case 'H':
    case 'I':
        return takeNumber(c, 2, p.hour);
    case 'M':
        return takeNumber(c, 2, p.minute);
    case 'S':
        return takeNumber(c, 2, p.second);
    case 'f':
        return takeDecimals(c, p.ms);
    case 'b': {
        const auto month = indexIn(kMonths, takeLetters(c));
        p.month = month.value_or(0) + 1;
        return month.has_value();
    }
    case 'a':
        return indexIn(kDays, takeLetters(c)).has_value();
    case 'p': {
        const bool pm = lower(c.peek()) == 'p';
        p.afternoon = pm;
        return startsAlike(takeLetters(c), pm ? "pm" : "am");
    }
    case 'z':
        p.offset = takeOffset(c);
        return p.offset.has_value();
    case 'Z':
        return !takeLetters(c).empty();
    case '%':
        return c.skip('%');
    default:
        return false;
    }
}

std::optional<TimePattern::Told> checked(Parts p)
{
    if (p.afternoon) {
        if (p.hour == 0 || p.hour > 12)
            return std::nullopt;
        p.hour = p.hour % 12 + (*p.afternoon ? 12 : 0);
    }
    if (p.hour > 23 || p.minute > 59 || p.second > 60)
        return std::nullopt;
    const int anyLeapYear = 2024;
    const int y = p.year == 0 ? anyLeapYear : static_cast<int>(p.year);
    if (!(year(y) / month(p.month) / day(p.day)).ok())
        return std::nullopt;
    TimePattern::Told told;
    told.local
        = { static_cast<int>(p.year), p.month, p.day, ((p.hour * 60LL + p.minute) * 60 + p.second) * 1000 + p.ms };
    told.offset = p.offset;
    return told;
}

// Guessing: the pieces of one time, from left to right.
enum class Order : std::uint8_t { DayFirst, MonthFirst };

// "%d" where `numbers` plain numbers of a date were seen before, none of them a year if not `yearSeen`.
char datePart(std::string_view digits, std::size_t numbers, bool yearSeen, bool monthNamed, Order order)
{
    if (digits.size() == 4 && !yearSeen)
        return 'Y';
    if (monthNamed)
        return numbers == 0 ? 'd' : 'y';
    if (numbers >= 2)
        return 'y';
    const bool month = yearSeen ? numbers == 0 : (numbers == 0) == (order == Order::MonthFirst);
    return month ? 'm' : 'd';
}

// The pattern of a text that begins with the time of day: its parts in their order.
std::string clockPattern(Cursor& c)
{
    std::string pattern;
    std::string_view parts = "HMSf";
    for (; !c.atEnd() && isDigit(c.peek()) && !parts.empty(); parts.remove_prefix(1)) {
        while (isDigit(c.peek()))
            c.take(1);
        pattern.append(1, '%').append(1, parts.front());
        const bool more = c.rest().size() > 1 && isDigit(c.rest()[1]);
        const bool decimals = (c.peek() == '.' || c.peek() == ',') && parts.front() == 'S';
        if (!more || (c.peek() != ':' && !decimals))
            break;
        pattern += c.take(1);
    }
    return pattern;
}

// What may follow the time of day: "AM", "+0100", "UTC", "CET".
std::string endPattern(Cursor& c, std::string& clock)
{
    std::string pattern;
    while (!c.atEnd()) {
        const std::string_view rest = c.rest();
        Cursor probe = c;
        if (takeOffset(probe) && (probe.atEnd() || !isLetter(probe.peek()))) {
            pattern += "%z";
            c = probe;
        } else if (isLetter(c.peek())) {
            const std::string_view word = takeLetters(c);
            const bool half
                = word.size() == 2 && lower(word[1]) == 'm' && (lower(word[0]) == 'a' || lower(word[0]) == 'p');
            pattern += half ? "%p" : "%Z";
            if (half)
                clock[clock.find('H')] = 'I';
        } else if (const auto digits = rest.find_first_not_of("0123456789");
                   std::min(digits, rest.size()) == 4) { // "12:00:00 2024", of asctime(3)
            pattern += "%Y";
            c.take(4);
        } else {
            pattern += rest.front() == '%' ? "%%" : std::string(1, rest.front());
            c.take(1);
        }
    }
    return pattern;
}

// Whether digits and a colon follow: the time of day begins.
bool isClock(std::string_view text)
{
    const auto end = text.find_first_not_of("0123456789");
    return (end == 1 || end == 2) && text[end] == ':';
}

std::string patternOf(std::string_view text, Order order)
{
    const bool monthNamed = [&] {
        for (Cursor c(text); !c.atEnd();) {
            if (!isLetter(c.peek()))
                c.take(1);
            else if (indexIn(kMonths, takeLetters(c)))
                return true;
        }
        return false;
    }();
    std::string pattern;
    std::size_t numbers = 0;
    bool yearSeen = false;
    for (Cursor c(text); !c.atEnd();) {
        if (isClock(c.rest())) {
            std::string clock = clockPattern(c);
            const std::string end = endPattern(c, clock);
            return pattern + clock + end;
        }
        if (isDigit(c.peek())) {
            const std::string_view digits = c.take(std::min(c.rest().find_first_not_of("0123456789"), c.rest().size()));
            if (digits.size() == 8 || digits.size() == 14) {
                pattern += digits.size() == 8 ? "%Y%m%d" : "%Y%m%d%H%M%S";
                continue;
            }
            const char part = datePart(digits, numbers, yearSeen, monthNamed, order);
            yearSeen = yearSeen || part == 'Y';
            numbers += part == 'Y' ? 0U : 1U;
            pattern.append(1, '%').append(1, part);
        } else if (isLetter(c.peek())) {
            const std::string_view word = takeLetters(c);
            const bool named = word.size() >= 3;
            pattern += named && indexIn(kMonths, word) ? std::string("%b")
                : named && indexIn(kDays, word)        ? std::string("%a")
                                                       : std::string(word); // "T"
        } else {
            pattern += c.peek() == '%' ? "%%" : std::string(1, c.peek());
            if (c.skip(' ')) // one stands for some
                c.skipBlanks();
            else
                c.take(1);
        }
    }
    return pattern;
}

UtcTime roughly(const TimePattern::Told& told, UtcTime latest)
{
    int y = told.local.year;
    if (y == 0)
        y = static_cast<int>(year_month_day(floor<days>(latest)).year());
    return UtcTime(
        sys_days(year(y) / month(told.local.month) / day(told.local.day)) + milliseconds(told.local.msOfDay));
}

} // namespace

std::optional<TimePattern::Told> TimePattern::read(std::string_view text) const
{
    Cursor c(text);
    Parts parts;
    for (std::size_t i = 0; i < m_pattern.size(); ++i) {
        const char p = m_pattern[i];
        if (p == '%' && i + 1 < m_pattern.size()) {
            if (!takePart(c, m_pattern[++i], parts))
                return std::nullopt;
        } else if (p == ' ') {
            if (!c.skip(' '))
                return std::nullopt;
            c.skipBlanks();
        } else if (!c.skip(p)) {
            return std::nullopt;
        }
    }
    return c.atEnd() ? checked(parts) : std::nullopt;
}

std::string TimePattern::mistake() const
{
    if (m_pattern.size() > kMaxPattern)
        return "it is too long";
    std::string seen;
    for (std::size_t i = 0; i < m_pattern.size(); ++i) {
        if (m_pattern[i] != '%')
            continue;
        const char what = ++i < m_pattern.size() ? m_pattern[i] : '\0';
        if (what == '\0' || std::string_view("YymdHIMSfpbazZ%").find(what) == std::string_view::npos)
            return std::string("it has no %") + (what == '\0' ? ' ' : what);
        seen += what;
    }
    const auto none = [&](std::string_view parts) { return seen.find_first_of(parts) == std::string::npos; };
    if (none("d") || none("mb") || none("HI"))
        return "day (%d), month (%m or %b) and hour (%H or %I) must be in it";
    return {};
}

std::string guessTimePattern(std::span<const std::string> times, UtcTime latest)
{
    const auto first = std::ranges::find_if(times, [](const std::string& t) { return !t.empty(); });
    const auto isPrintable = [](char c) { return c >= ' ' && c <= '~'; };
    if (first == times.end() || first->size() > kMaxPattern || !std::ranges::all_of(*first, isPrintable))
        return {};
    std::string best;
    using Sense = std::tuple<int, milliseconds>; // the larger, the better
    Sense most;
    for (const Order order : { Order::DayFirst, Order::MonthFirst }) {
        const std::string text = patternOf(*first, order);
        const TimePattern pattern(text);
        UtcTime from = UtcTime::max();
        UtcTime to = UtcTime::min();
        int future = 0;
        const bool all = pattern.mistake().empty() && std::ranges::all_of(times, [&](const std::string& time) {
            const auto told = time.empty() ? std::nullopt : pattern.read(time);
            if (told) {
                const UtcTime at = roughly(*told, latest);
                from = std::min(from, at);
                to = std::max(to, at);
                future += latest != UtcTime() && at > latest + days(1) ? 1 : 0;
            }
            return told || time.empty();
        });
        if (!all)
            continue; // and perhaps none was read
        const Sense sense { -future, from - to };
        if (best.empty() || sense > most) {
            best = text;
            most = sense;
        }
    }
    return best;
}

} // namespace mv
