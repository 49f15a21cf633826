// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/text.h"
#include "models/ingest/cursor.h"
#include "models/ingest/syslogtime.h"
#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace mv {
namespace {

constexpr std::size_t kShown = 60;

constexpr std::array<std::string_view, 12> kMonths { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
    "oct", "nov", "dec" };

constexpr std::array<std::pair<std::string_view, int>, 13> kZones { { { "ut", 0 }, { "utc", 0 }, { "gmt", 0 },
    { "z", 0 }, { "est", -5 }, { "edt", -4 }, { "cst", -6 }, { "cdt", -5 }, { "mst", -7 }, { "mdt", -6 }, { "pst", -8 },
    { "pdt", -7 }, { "jst", 9 } } }; // hours

// "-0700", "EDT"; minutes east of UTC.
std::optional<int> takeZone(Cursor& c)
{
    const bool west = c.peek() == '-';
    if (c.skip('+') || c.skip('-')) {
        const auto hhmm = c.takeNumber();
        if (!hhmm || *hhmm > 2359)
            return std::nullopt;
        const int minutes = static_cast<int>(*hhmm / 100 * 60 + *hhmm % 100);
        return west ? -minutes : minutes;
    }
    std::string word;
    while (isLetter(c.peek()))
        word += lower(c.take(1).front());
    const auto* const zone = std::ranges::find(kZones, word, &std::pair<std::string_view, int>::first);
    return zone == kZones.end() ? 0 : zone->second * 60; // RFC 5322, 4.3: an unknown name is -0000
}

} // namespace

std::string shown(std::string_view text)
{
    std::string out;
    for (const char c : text.substr(0, kShown))
        out += static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? '?' : c;
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xc0U) == 0x80 && text.size() > kShown)
        out.pop_back(); // of a character that was cut
    if (text.size() > kShown)
        out += "...";
    if (const auto at = out.find('@'); at != std::string::npos) {
        const auto begin = out.find_last_of(" <\"'(,;:=", at);
        const auto first = begin == std::string::npos ? 0 : begin + 1;
        out.replace(first, at - first, "...");
        std::ranges::replace(out, '@', ' ');
    }
    return out;
}

std::optional<std::int64_t> mailTime(std::string_view text)
{
    Cursor c(trimmed(text));
    if (const auto comma = c.rest().find(','); comma != std::string_view::npos && comma < 12)
        c.take(comma + 1);
    c.skipBlanks();
    const auto day = c.takeNumber();
    c.skipBlanks();
    const std::string word = lowered(c.take(3));
    const auto* const month = std::ranges::find(kMonths, word);
    while (isLetter(c.peek()))
        c.take(1);
    c.skipBlanks();
    auto year = c.takeNumber();
    c.skipBlanks();
    std::string_view rest = c.rest();
    std::int64_t ofDay = 0;
    if (!day || *day > 31 || month == kMonths.end() || !year || *year > 9999)
        return std::nullopt;
    if (!takeTimeOfDay(rest, ofDay)) {
        Cursor clock(rest); // "15:04"
        const auto h = clock.takeNumber();
        const auto m = clock.skip(':') ? clock.takeNumber() : std::nullopt;
        if (!h || !m || *h > 23 || *m > 59)
            return std::nullopt;
        ofDay = static_cast<std::int64_t>(*h * 60 + *m) * 60'000;
        rest = clock.rest();
    }
    if (*year < 100)
        *year += *year < 50 ? 2000U : 1900U; // RFC 5322, 4.3
    using namespace std::chrono;
    const year_month_day date(std::chrono::year(static_cast<int>(*year)),
        std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
        std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok())
        return std::nullopt;
    Cursor zone(rest);
    zone.skipBlanks();
    const auto east = takeZone(zone);
    if (!east)
        return std::nullopt;
    return duration_cast<milliseconds>(sys_days(date).time_since_epoch()).count() + ofDay
        - std::int64_t { *east } * 60'000;
}

} // namespace mv
