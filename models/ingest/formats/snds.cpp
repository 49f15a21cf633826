// SPDX-License-Identifier: GPL-3.0-or-later
// SNDS' data.aspx: 14 columns, without a header but where somebody put one. Sources: Microsoft's SNDS FAQ, sndslib, and
// files. Times have no zone. "< 0.1%" is no figure: it may be nothing. The colour is the share of spam among what was
// sent, not whether the address is blocked. The sample MAIL FROM is a mailbox and is not kept.
#include "models/ingest/formats/snds.h"
#include "models/ingest/formats/csvformat.h"
#include "models/ingest/formats/tracetime.h"
#include "models/ingest/sendingip.h"
#include "models/mail/ascii.h"
#include "models/mail/dnsanswer.h"
#include <algorithm>
#include <array>
#include <charconv>

namespace mv {

namespace {

enum Column : std::size_t {
    Ip,
    Start,
    End,
    Rcpt,
    Data,
    Recipients,
    Filter,
    Complaints,
    TrapStart,
    TrapEnd,
    Traps,
    Helo,
    MailFrom,
    Comments,
    kColumnCount
};
constexpr std::array<std::string_view, kColumnCount> kNames { "ip", "start", "end", "rcpt", "data", "recipients",
    "filter", "complaints", "trap start", "trap end", "traps", "helo", "mail from", "comments" };
constexpr std::string_view kHeader
    = "ip,start,end,rcpt,data,recipients,filter,complaints,trap start,trap end,traps,helo,mail from,comments";

bool isColour(std::string_view word) { return word == "GREEN" || word == "YELLOW" || word == "RED"; }

bool isOurs(const CsvRecord& r)
{
    return r.size() == kColumnCount && isIpAddress(r[Ip]) && traceTime(r[Start], DateOrder::MonthFirst)
        && isColour(r[Filter]);
}

bool startsRecord(std::string_view line) { return isIpAddress(line.substr(0, line.find(','))); }

std::optional<double> numberIn(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

class Snds final : public CsvFormat {
public:
    Snds(const FormatOptions& o, Correlator& c)
        : CsvFormat({ kNames, kHeader, startsRecord }, o, c)
        , m_zone(o.zone)
    {
    }
    std::string remark() const override
    {
        return counts().delivery == 0
            ? std::string()
            : "SNDS does not tell the zone of its times: they are read as those of " + m_zone.name() + '.';
    }

private:
    LineIs understand(const CsvRecord&, std::string_view text, std::uint64_t offset, Sink&) override;
    std::optional<UtcTime> timeIn(std::string_view text) const
    {
        const auto local = traceTime(text, DateOrder::MonthFirst);
        return local ? std::optional(m_zone.toUtc(LocalTime(local->time_since_epoch()))) : std::nullopt;
    }

    Zone m_zone;
};

LineIs Snds::understand(const CsvRecord& r, std::string_view, std::uint64_t offset, Sink& sink)
{
    if (!isIpAddress(r[Ip]))
        return r.size() == kColumnCount && lowered(r[Ip]).starts_with("ip") ? LineIs::Context : LineIs::NotThisFormat;
    if (r.size() != kColumnCount || !isColour(r[Filter]))
        return LineIs::BadField;
    const auto from = timeIn(r[Start]);
    const auto to = timeIn(r[End]);
    if (!from || !to || *to < *from)
        return LineIs::BadTime;
    Evidence evidence;
    const auto add = [&](const char* metric, std::optional<double> value, std::string word = {}) {
        if (value || !word.empty())
            evidence.reputation.push_back(
                { *from, *to, std::string(kSndsName), std::string(r[Ip]), metric, value, std::move(word), offset });
    };
    add("RCPT commands", numberIn(r[Rcpt]));
    add("DATA commands", numberIn(r[Data]));
    add("message recipients", numberIn(r[Recipients]));
    add("filter result", std::nullopt, std::string(r[Filter]));
    std::string_view rate = r[Complaints];
    if (rate.ends_with('%'))
        rate.remove_suffix(1);
    const auto percent = numberIn(rate);
    add("complaint rate", percent ? std::optional(*percent / 100) : std::nullopt,
        percent ? std::string() : std::string(r[Complaints]));
    add("trap hits", numberIn(r[Traps]));
    add("comments", std::nullopt, withoutMailboxes(r[Comments]));
    sink.evidence(std::move(evidence));
    return LineIs::Delivery;
}

} // namespace

int scoreSnds(std::string_view head)
{
    return scoreOfRecords(head, [](const CsvRecord& r, std::string_view) { return isOurs(r); });
}

std::unique_ptr<LineFormat> makeSnds(const FormatOptions& o, Correlator& c) { return std::make_unique<Snds>(o, c); }

} // namespace mv
