// SPDX-License-Identifier: GPL-3.0-or-later
// "mailq" of Postfix and Sendmail: a message in a line with id, size, time of arrival and sender, below it why it waits
// in parentheses, and the recipients for whom that is so. Grammar: Postfix src/postqueue/showq_compat.c; Sendmail
// sendmail/queue.c, print_single_queue(). The stamps have no year and no zone; Sendmail's no seconds.
#include "models/ingest/formats/mailq.h"
#include "models/ingest/formats/addressin.h"
#include "models/ingest/formats/headlines.h"
#include "models/ingest/formats/queuelines.h"
#include "models/ingest/syslogtime.h"
#include <algorithm>

namespace mv {

namespace {

using namespace std::chrono;

std::string_view trimmed(std::string_view s)
{
    const auto begin = s.find_first_not_of(" \t");
    return begin == std::string_view::npos ? std::string_view()
                                           : s.substr(begin, s.find_last_not_of(" \t") + 1 - begin);
}

bool isHeader(std::string_view line) { return line.starts_with("-Queue ID-") || (line.starts_with("-----Q-ID-----")); }

// "Mail queue is empty", "-- 5 Kbytes in 3 Requests.", "/var/spool/mqueue (2 requests)", "Total requests: 2".
bool isFrame(std::string_view line)
{
    return isHeader(line) || line.starts_with("-- ") || line.ends_with("queue is empty")
        || line.starts_with("Total requests:")
        || (line.starts_with('/') && line.find(" request") != std::string_view::npos);
}

// "8BITMIME", what Sendmail knows of the body of a message.
bool isBodyType(std::string_view word) { return word == "8BITMIME" || word == "7BIT"; }

bool isQueueId(std::string_view word)
{
    return word.size() >= 5 && std::ranges::all_of(word, [](unsigned char c) { return std::isalnum(c) != 0; });
}

// A message's line: "3F373F5418*    5794 Mon Feb 24 13:35:18  sender@example.com".
struct Entry {
    std::string_view queueId, sender;
    Stamp stamp;
};

bool parseEntry(std::string_view line, Entry& out)
{
    Cursor c(line);
    out.queueId = c.takeUntil(' ');
    while (!out.queueId.empty() && std::string_view("*!#-+?X").find(out.queueId.back()) != std::string_view::npos
        && !isQueueId(out.queueId))
        out.queueId.remove_suffix(1); // being tried, held, forced to expire; a load too high
    c.skipBlanks();
    if (!isQueueId(out.queueId) || !c.takeNumber())
        return false;
    c.skipBlanks();
    if (c.takeUntil(' ').size() != 3) // the day of the week
        return false;
    c.skipBlanks();
    std::string_view rest = c.rest();
    if (!takeMonthDay(rest, out.stamp.month, out.stamp.day))
        return false;
    rest = trimmed(rest);
    const std::string_view clock = rest.substr(0, rest.find(' '));
    std::string withSeconds;
    std::string_view time = clock;
    if (std::ranges::count(clock, ':') == 1)
        time = withSeconds = std::string(clock) + ":00";
    if (!takeTimeOfDay(time, out.stamp.msOfDay) || !time.empty())
        return false;
    out.sender = addressIn(trimmed(rest.substr(clock.size())));
    return true;
}

class Mailq final : public QueueLines {
public:
    Mailq(const FormatOptions& o, Correlator& c)
        : QueueLines(o, c)
        , m_zone(o.zone)
    {
    }

private:
    LineIs understand(std::string_view line, std::uint64_t offset, Sink&) override;
    std::optional<UtcTime> arrival(const Stamp&) const;

    Zone m_zone;
};

// The last time before the listing that reads so.
std::optional<UtcTime> Mailq::arrival(const Stamp& stamp) const
{
    const auto today = year_month_day(floor<days>(m_zone.toLocal(m_snapshot.at())));
    for (int back = 0; back <= 4; ++back) { // 29 February may be four years ago
        const year_month_day date { today.year() - years(back), month(stamp.month), day(stamp.day) };
        if (!date.ok())
            continue;
        const UtcTime at = m_zone.toUtc(LocalTime(local_days(date).time_since_epoch()) + milliseconds(stamp.msOfDay));
        if (at <= m_snapshot.at() + days(1))
            return std::min(at, m_snapshot.at());
    }
    return std::nullopt;
}

LineIs Mailq::understand(std::string_view line, std::uint64_t offset, Sink& sink)
{
    const std::string_view text = trimmed(line);
    if (text.empty() || isFrame(text))
        return LineIs::Other;
    Entry entry;
    if (line.front() != ' ' && line.front() != '\t' && line.front() != '(') {
        m_queueId.clear();
        if (!parseEntry(line, entry))
            return LineIs::NotThisFormat;
        const auto at = arrival(entry.stamp);
        if (!at)
            return LineIs::BadTime;
        begin(entry.queueId, *at, entry.sender);
        return LineIs::Context;
    }
    if (m_queueId.empty())
        return LineIs::NotThisFormat;
    const auto open = text.find('(');
    if (text.ends_with(')') && open != std::string_view::npos
        && (open == 0 || isBodyType(trimmed(text.substr(0, open))))) {
        m_reason = text.substr(open + 1, text.size() - open - 2);
        if (m_reason.starts_with("Deferred: "))
            m_reason.erase(0, std::string_view("Deferred: ").size());
        return LineIs::Context;
    }
    if (isBodyType(text))
        return LineIs::Context;
    if (text.find('@') == std::string_view::npos && text.find(' ') != std::string_view::npos)
        return LineIs::NotThisFormat;
    return tell(addressIn(text), "in the queue", offset, sink);
}

} // namespace

int scoreMailq(std::string_view head)
{
    bool header = false;
    forEachHeadLine(head, [&](std::string_view line) { header = header || isHeader(trimmed(line)); });
    return header ? 100 : 0;
}

std::unique_ptr<LineFormat> makeMailq(const FormatOptions& o, Correlator& c) { return std::make_unique<Mailq>(o, c); }

} // namespace mv
