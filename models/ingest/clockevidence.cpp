// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/cursor.h"
#include "models/ingest/eximid.h"
#include "models/ingest/queueid.h"
#include "models/ingest/sendmailid.h"
#include "models/ingest/syslogtime.h"
#include <algorithm>
#include <map>

namespace mv {

namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

using Quarters = duration<std::int64_t, std::ratio<900>>; // of an hour: what zones differ by
constexpr auto kSlack = 5min;                             // between an event and its line
constexpr auto kEarly = 2min;                             // clocks differ
constexpr auto kMaxOffset = 14h;
constexpr std::size_t kMaxEximPrefix = 160; // a syslog prefix, Exim's own stamp and the id

// "250 2.0.0 OK  1556006863 m13si... - gsmtp": when Gmail took the message.
std::optional<UtcTime> gmailTime(std::string_view line)
{
    if (!line.ends_with("gsmtp)"))
        return std::nullopt;
    const auto at = line.rfind(" OK ");
    if (at == std::string_view::npos)
        return std::nullopt;
    Cursor c(line.substr(at + 4));
    c.skipBlanks();
    const auto seconds = c.takeNumber();
    if (!seconds || *seconds < 1'000'000'000 || *seconds > 10'000'000'000)
        return std::nullopt;
    return UtcTime(std::chrono::seconds(*seconds));
}

// "[AM6EUR05FT045.eop-eur05.prod.protection.outlook.com 2023-10-12T02:01:08.527Z 08DB...]".
std::optional<UtcTime> microsoftTime(std::string_view line)
{
    constexpr std::string_view kMark = ".prod.protection.outlook.com 20";
    const auto at = line.find(kMark);
    if (at == std::string_view::npos)
        return std::nullopt;
    std::string_view text = line.substr(at + kMark.size() - 2);
    IsoStamp iso;
    if (!takeIsoStamp(text, iso) || iso.local)
        return std::nullopt;
    return iso.utc;
}

// Exim's arrival line follows the birth of its id at once: "1qqwNR-0003Xy-2B <= ...".
std::optional<UtcTime> eximIdTime(std::string_view line)
{
    const auto at = line.substr(0, kMaxEximPrefix).find(" <= ");
    if (at == std::string_view::npos)
        return std::nullopt;
    const std::string_view before = line.substr(0, at);
    return timeOfEximId(before.substr(before.rfind(' ') + 1));
}

// The line that follows the birth of a long queue id at once.
std::optional<UtcTime> queueIdTime(std::string_view line)
{
    const auto at = line.find("]: ");
    if (at == std::string_view::npos)
        return std::nullopt;
    Cursor c(line.substr(at + 3));
    const std::string_view id = c.takeUntil(':');
    if (!c.skip(": client=") && !c.skip(": uid=") && !c.skip(": message-id="))
        return std::nullopt;
    return timeOfLongQueueId(id);
}

// Sendmail's arrival line follows the birth of its id, too: "sm-mta[31509]: v1AI2GTr031509: from=<...".
std::optional<UtcTime> sendmailIdTime(std::string_view line)
{
    const auto at = line.find(": from=");
    if (at == std::string_view::npos)
        return std::nullopt;
    const std::string_view before = line.substr(0, at);
    return timeOfSendmailId(before.substr(before.rfind(' ') + 1));
}

// The year that brings the stamp nearest to `near`, and how far local time is then ahead of it.
struct Nearest {
    int year = 0;
    milliseconds ahead {};
};
std::optional<Nearest> nearestYear(const Stamp& s, LocalTime near)
{
    std::optional<Nearest> best;
    const int middle = static_cast<int>(year_month_day(floor<days>(near)).year());
    for (int y = middle - 1; y <= middle + 1; ++y) {
        const year_month_day date { year(y), month(s.month), day(s.day) };
        if (!date.ok() || (s.year != 0 && s.year != y))
            continue;
        const milliseconds ahead = local_days(date) + milliseconds(s.msOfDay) - near;
        if (!best || abs(ahead) < abs(best->ahead))
            best = Nearest { y, ahead };
    }
    return best;
}

struct Votes {
    std::map<std::int64_t, int> offsets; // quarters of an hour -> lines
    std::optional<LocalTime> local;      // a stamp with its year
    int lines = 0;
};

void vote(const Stamp& stamp, UtcTime event, Votes& votes)
{
    const auto nearest = nearestYear(stamp, LocalTime(event.time_since_epoch()));
    if (!nearest || abs(nearest->ahead) > kMaxOffset + kSlack)
        return;
    const auto quarters = floor<Quarters>(nearest->ahead + kEarly);
    if (nearest->ahead - quarters > kSlack)
        return; // the line came too long after the event to tell an offset
    ++votes.offsets[quarters.count()];
    ++votes.lines;
    if (!votes.local)
        votes.local = LocalTime(event.time_since_epoch()) + nearest->ahead;
}

// A clock reading without year or without zone.
bool localStamp(std::string_view line, Stamp& out)
{
    if (line.starts_with('<'))
        line.remove_prefix(std::min(line.find('>'), line.size() - 1) + 1);
    if (line.starts_with("\xef\xbb\xbf"))
        line.remove_prefix(3);
    if (IsoStamp iso; takeIsoStamp(line, iso)) {
        out = iso.local.value_or(Stamp {});
        return iso.local.has_value();
    }
    if (!takeMonthDay(line, out.month, out.day) || !line.starts_with(' '))
        return false;
    line.remove_prefix(1);
    return takeTimeOfDay(line, out.msOfDay);
}

} // namespace

std::optional<ClockEvidence> clockEvidence(std::string_view head)
{
    Votes votes;
    std::optional<Stamp> first;
    for (Cursor c(head); !c.atEnd();) {
        const std::string_view line = c.takeUntil('\n');
        if (!c.skip('\n'))
            break; // cut off
        Stamp stamp;
        if (!localStamp(line, stamp))
            continue;
        if (!first)
            first = stamp;
        auto event = queueIdTime(line);
        if (!event)
            event = eximIdTime(line);
        if (!event)
            event = sendmailIdTime(line);
        if (!event)
            event = gmailTime(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
        if (!event)
            event = microsoftTime(line);
        if (event)
            vote(stamp, *event, votes);
    }
    if (!votes.local)
        return std::nullopt;

    ClockEvidence out;
    const auto best = std::ranges::max_element(votes.offsets, {}, [](const auto& v) { return v.second; });
    out.utcOffset = Quarters(best->first);
    if (const auto nearest = nearestYear(*first, *votes.local))
        out.year = nearest->year;
    out.why = std::to_string(best->second) + " of " + std::to_string(votes.lines)
        + " lines with a time in a queue id or a remote reply tell this clock";
    return out;
}

} // namespace mv
