// SPDX-License-Identifier: GPL-3.0-or-later
// Exchange's message tracking logs: CSV with comment lines, one of which ("#Fields:") names the columns; an event for
// all recipients that share its fate. Grammar: Microsoft's "Message tracking", and real lines. The same in Microsoft
// 365: the extended report of a message trace.
#include "models/ingest/formats/exchange.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/csvformat.h"
#include "models/ingest/formats/exchangefields.h"
#include "models/ingest/formats/exchangereply.h"
#include "models/ingest/formats/facts.h"
#include "models/ingest/sendingip.h"
#include <algorithm>
#include <array>

namespace mv {

namespace {

enum Column : std::size_t {
    DateTime,
    ClientIp,
    ClientHost,
    ServerIp,
    ServerHost,
    SourceContext,
    Connector,
    Source,
    Event,
    InternalId,
    NetworkId,
    Recipients,
    Statuses,
    ReturnPath,
    MessageInfo,
    Tenant,
    kColumnCount
};
constexpr std::array<std::string_view, kColumnCount> kColumnNames { "date-time", "client-ip", "client-hostname",
    "server-ip", "server-hostname", "source-context", "connector-id", "source", "event-id", "internal-message-id",
    "network-message-id", "recipient-address", "recipient-status", "return-path", "message-info", "tenant-id" };
// Of excerpts without one: as Exchange 2013 and later write it.
constexpr std::string_view kDefaultHeader
    = "date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,"
      "internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,recipient-"
      "count,"
      "related-recipient-address,reference,message-subject,sender-address,return-path,message-info";

std::optional<UtcTime> timeOf(std::string_view text)
{
    IsoStamp iso;
    if (!takeIsoStamp(text, iso) || !text.empty())
        return std::nullopt;
    if (!iso.local)
        return iso.utc;
    using namespace std::chrono; // always UTC, with or without its Z
    const Stamp& s = *iso.local;
    return UtcTime(sys_days(year(s.year) / month(s.month) / day(s.day)) + milliseconds(s.msOfDay));
}

bool startsRecord(std::string_view line)
{
    return line.starts_with('#') || timeOf(line.substr(0, line.find(','))).has_value();
}

// Delivery within the organization, and what Exchange decides before any host is asked.
bool isOwnMatter(std::string_view source)
{
    return source == "STOREDRIVER" || source == "AGENT" || source == "MAILBOXRULE";
}

std::optional<Outcome> outcomeOf(std::string_view event, std::string_view source, std::string_view connector)
{
    if (event == "SENDEXTERNAL")
        return Outcome::Delivered;
    if (event == "SEND")
        return connector.starts_with("Intra-Organization ") ? Outcome::Local : Outcome::Delivered;
    if (event == "DELIVER")
        return Outcome::Local;
    if (event == "DEFER")
        return source == "SMTP" ? Outcome::Deferred : Outcome::Held;
    if (event == "FAIL")
        return isOwnMatter(source) ? Outcome::Local : Outcome::Bounced;
    return std::nullopt;
}

// ";250 2.6.0 <id> ... Queued mail for delivery;ClientSubmitTime:": the answer to the data.
std::string_view lastAnswer(std::string_view context)
{
    if (!context.starts_with(';'))
        return {};
    return context.substr(1, context.rfind(";ClientSubmitTime:") - 1);
}

class Exchange final : public CsvFormat {
public:
    Exchange(const FormatOptions& o, Correlator& correlator)
        : CsvFormat({ kColumnNames, kDefaultHeader, startsRecord }, o, correlator)
    {
    }

private:
    LineIs understand(const CsvRecord&, std::string_view text, std::uint64_t offset, Sink&) override;
    std::string_view serverOf(const CsvRecord&) const;
    Attempt common(const CsvRecord&, UtcTime at) const;
    void describe(const CsvRecord&, std::string_view status, Attempt&) const;
    void tell(Attempt&, const Envelope&, const ServerPool::Server&, Sink&);
};

LineIs Exchange::understand(const CsvRecord& r, std::string_view text, std::uint64_t offset, Sink& sink)
{
    if (text.starts_with('#'))
        return takeExchangeFields(text, m_columns) ? LineIs::Context : LineIs::Other;
    if (takeExtendedTraceFields(r, m_columns))
        return LineIs::Context;
    const auto at = timeOf(m_columns.in(r, DateTime));
    const std::string_view event = m_columns.in(r, Event);
    if (event.empty())
        return LineIs::NotThisFormat;
    if (!at)
        return LineIs::BadTime;
    const auto outcome = outcomeOf(event, m_columns.in(r, Source), m_columns.in(r, Connector));
    if (!outcome)
        return LineIs::Other;
    const std::string_view recipients = m_columns.in(r, Recipients);
    if (recipients.find_first_not_of(';') == std::string_view::npos)
        return LineIs::BadField;
    Envelope e; // when and where; no more
    e.at = *at;
    e.offset = offset;
    Attempt shared = common(r, *at);
    shared.outcome = *outcome;
    const ServerPool::Server& server = m_servers.find(serverOf(r));
    std::size_t n = 0;
    for (Cursor c(recipients); !c.atEnd(); c.skip(';'), ++n) {
        Attempt a = shared;
        a.recipient = c.takeUntil(';');
        if (a.recipient.empty())
            continue;
        describe(r, exchangeStatus(m_columns.in(r, Statuses), n), a);
        tell(a, e, server, sink);
    }
    return LineIs::Delivery;
}

// Microsoft 365 has thousands of hosts, and another one for each message: there it is the tenant.
std::string_view Exchange::serverOf(const CsvRecord& r) const
{
    if (const std::string_view tenant = m_columns.in(r, Tenant); !tenant.empty())
        return tenant;
    // Exchange names itself as the server where there was no other.
    return m_columns.in(r, m_columns.in(r, ClientHost).empty() ? ServerHost : ClientHost);
}

Attempt Exchange::common(const CsvRecord& r, UtcTime at) const
{
    Attempt a;
    // Kept while the message is copied and goes from server to server; Exchange 2010 and older have only their own.
    a.queueId = m_columns.in(r, NetworkId);
    if (a.queueId.empty())
        a.queueId = m_columns.in(r, InternalId);
    a.sender = m_columns.in(r, ReturnPath);
    if (a.sender == "<>")
        a.sender = {};
    if (!m_columns.in(r, ClientHost).empty()) {
        a.relayHost = m_columns.in(r, ServerHost);
        a.relayIp = m_columns.in(r, ServerIp);
        a.source = m_columns.in(r, ClientIp);
    }
    // "2024-03-01T08:00:05.535Z;SRV=...": when it arrived.
    const std::string_view info = m_columns.in(r, MessageInfo);
    if (const auto arrived = timeOf(info.substr(0, info.find(';'))); arrived && *arrived <= at)
        a.delayMs = (at - *arrived).count();
    return a;
}

void Exchange::describe(const CsvRecord& r, std::string_view status, Attempt& a) const
{
    const std::string_view answer = lastAnswer(m_columns.in(r, SourceContext));
    describeExchangeReply(a.outcome == Outcome::Delivered && !answer.empty() ? answer : status, a);
    if (a.reply.empty() && m_columns.in(r, SourceContext).starts_with("[{"))
        describeExchangeReply(m_columns.in(r, SourceContext), a);
    if (a.outcome == Outcome::Bounced) {
        if (a.reply.find("QUEUE.") != std::string_view::npos)
            a.outcome = Outcome::Expired; // by time, or by hand
        else if (a.reply.find("RESOLVER.") != std::string_view::npos)
            a.outcome = Outcome::Local; // no such mailbox in the organization
    }
    if (isAttempt(a.outcome) && isLocalAddress(a.relayIp))
        a.outcome = Outcome::Local;
}

void Exchange::tell(Attempt& a, const Envelope& e, const ServerPool::Server& server, Sink& sink)
{
    if (a.source.empty() && a.code >= 400)
        a.source = sendingIp(a.reply, a.relayIp);
    mv::tell(a, e, server, m_correlator, sink);
    if (!a.queueId.empty())
        m_correlator.leavesWhenDone(a.server, a.queueId, a.at);
}

// "SENDEXTERNAL". Without a header, rows of other logs of Exchange have words of people in its place.
bool isEventId(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

} // namespace

int scoreExchange(std::string_view head)
{
    CsvColumns columns(kColumnNames);
    columns.read(kDefaultHeader);
    return scoreOfRecords(head, [&](const CsvRecord& r, std::string_view text) {
        if (text.starts_with('#') ? takeExchangeFields(text, columns) : takeExtendedTraceFields(r, columns))
            return columns.has(Event) && columns.has(Recipients);
        return isEventId(columns.in(r, Event)) && timeOf(columns.in(r, DateTime)).has_value();
    });
}

std::unique_ptr<LineFormat> makeExchange(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<Exchange>(o, c);
}

} // namespace mv
