// SPDX-License-Identifier: GPL-3.0-or-later
// Cisco Secure Email (ESA), Consolidated Event Logs: one CEF record a message, at its end. Grammar: Cisco's "User Guide
// for AsyncOS", "Using Consolidated Event Logs", and real lines. What came in from outside is not ours to count; what
// was not sent on (quarantined, dropped) was kept.
#include "models/ingest/formats/ciscoesa.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/cefrecord.h"
#include "models/ingest/formats/facts.h"
#include "models/ingest/formats/headlines.h"
#include "models/ingest/formats/recordlines.h"

namespace mv {

namespace {

constexpr std::string_view kEventClass = "ESA_CONSOLIDATED_LOG_EVENT";

// "Wed Mar  1 19:02:03 2023", by the appliance's clock.
std::optional<Stamp> stampOf(std::string_view text)
{
    Stamp stamp;
    text.remove_prefix(std::min<std::size_t>(text.size(), 4));
    if (!takeMonthDay(text, stamp.month, stamp.day) || !text.starts_with(' '))
        return std::nullopt;
    text.remove_prefix(1);
    if (!takeTimeOfDay(text, stamp.msOfDay))
        return std::nullopt;
    Cursor c(text);
    c.skip(' ');
    const auto year = c.takeNumber();
    if (!year || *year < 1970 || *year > 9999 || !c.atEnd())
        return std::nullopt;
    stamp.year = static_cast<int>(*year);
    return stamp;
}

class CiscoEsa final : public RecordLines {
public:
    using RecordLines::RecordLines;

private:
    LineIs understand(const Envelope&, std::string_view line, Sink&) override;
    std::string_view field(std::string_view name, std::string_view inOlder) const;

    CefRecord m_record;
};

std::string_view CiscoEsa::field(std::string_view name, std::string_view inOlder) const
{
    const std::string_view value = m_record[name];
    return value.empty() ? m_record[inOlder] : value;
}

LineIs CiscoEsa::understand(const Envelope& outer, std::string_view line, Sink& sink)
{
    if (!m_record.read(line) || m_record.eventClass() != kEventClass)
        return LineIs::NotThisFormat;
    const std::string_view action = m_record["act"];
    if (m_record["deviceDirection"] != "1" || action.empty())
        return LineIs::Other;
    const auto stamp = stampOf(field("end", "endTime"));
    const auto at = stamp ? m_clock.read(*stamp) : std::nullopt;
    if (!at)
        return LineIs::BadTime;
    Envelope e;
    e.at = *at;
    e.offset = outer.offset;

    Attempt common;
    common.queueId = m_record["ESAMID"];
    common.sender = m_record["suser"];
    common.tls = m_record["ESATLSOutProtocol"];
    common.reply = m_record["ESAFinalActionDetails"];
    if (action == "DELIVERED") {
        common.outcome = Outcome::Delivered;
        common.stage = Stage::EndOfData;
        common.code = 250; // the record leaves it away
    } else if (action == "BOUNCED") {
        common.outcome = Outcome::Bounced;
        common.enhanced = EnhancedCode::parse(common.reply.substr(0, common.reply.find(' ')));
    } else {
        common.outcome = Outcome::Local;
    }
    if (common.reply.empty())
        common.reply = action;
    const auto begun = stampOf(field("start", "startTime"));
    if (begun && stamp) {
        const auto ms = [](const Stamp& s) {
            using namespace std::chrono;
            return (sys_days(year(s.year) / month(s.month) / day(s.day)) + milliseconds(s.msOfDay)).time_since_epoch();
        };
        if (const auto delay = ms(*stamp) - ms(*begun); delay.count() >= 0)
            common.delayMs = delay.count();
    }
    const ServerPool::Server& server
        = m_servers.find(outer.host.empty() ? field("dvc", "deviceExternalId") : outer.host);
    bool any = false;
    for (Cursor list(m_record["duser"]); !list.atEnd(); list.skip(';')) {
        Attempt a = common;
        a.recipient = list.takeUntil(';');
        if (a.recipient.empty())
            continue;
        any = true;
        tell(a, e, server, m_correlator, sink);
    }
    if (!common.queueId.empty())
        m_correlator.leavesWhenDone(server.name, common.queueId, e.at);
    return any ? LineIs::Delivery : LineIs::BadField;
}

} // namespace

int scoreCiscoEsa(std::string_view head)
{
    return scoreOfHeadLines(head, [](std::string_view line) {
        return line.find("CEF:0|Cisco|") != std::string_view::npos && line.find(kEventClass) != std::string_view::npos;
    });
}

std::unique_ptr<LineFormat> makeCiscoEsa(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<CiscoEsa>(o, c);
}

} // namespace mv
