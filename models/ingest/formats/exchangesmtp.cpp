// SPDX-License-Identifier: GPL-3.0-or-later
// Exchange's SMTP protocol logs: one row for each line of a dialogue, of many at a time, told apart by session-id. What
// became of a recipient is what the answers to RCPT and to the data say. Grammar: Microsoft's "Protocol logging" and
// real lines. In the receive connectors' logs, the same rows go the other way round: nothing of them is outbound.
#include "models/ingest/formats/exchangesmtp.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/csvformat.h"
#include "models/ingest/formats/exchangefields.h"
#include "models/ingest/formats/exchangereply.h"
#include "models/ingest/formats/exchangesession.h"
#include "models/ingest/formats/facts.h"
#include "models/ingest/sendingip.h"
#include <algorithm>
#include <array>

namespace mv {

namespace {

enum Column : std::size_t { DateTime, Connector, SessionId, Local, Remote, Event, DataText, Context, kColumnCount };
constexpr std::array<std::string_view, kColumnCount> kColumnNames { "date-time", "connector-id", "session-id",
    "local-endpoint", "remote-endpoint", "event", "data", "context" };
constexpr std::string_view kDefaultHeader
    = "date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context";
constexpr std::string_view kFailed = "Failed to connect";
constexpr std::size_t kMaxSessions = 1000; // at a time: as many as Exchange opens by default

bool startsRecord(std::string_view line)
{
    IsoStamp iso;
    std::string_view text = line.substr(0, line.find(','));
    return line.starts_with('#') || takeIsoStamp(text, iso);
}

// "TLS1_2": as others write it.
std::string tlsName(std::string_view protocol)
{
    std::string name(protocol.substr(0, ExchangeSession::kMaxName));
    std::ranges::replace(name, '_', '.');
    return name.starts_with("TLS1") ? name.insert(3, 1, 'v') : name;
}

// To another server, or another service, of the same organization.
bool isInternal(std::string_view connector, std::string_view remote)
{
    constexpr std::string_view kConnectors[]
        = { "Intra-Organization ", "Inbound Proxy Internal ", "Client Proxy ", "Mailbox " };
    constexpr std::string_view kPorts[] = { ":2525", ":475", ":717" };
    return std::ranges::any_of(kConnectors, [&](auto c) { return connector.starts_with(c); })
        || std::ranges::any_of(kPorts, [&](auto p) { return remote.ends_with(p); });
}

class ExchangeSmtp final : public CsvFormat {
public:
    ExchangeSmtp(const FormatOptions& o, Correlator& correlator)
        : CsvFormat({ kColumnNames, kDefaultHeader, startsRecord }, o, correlator)
    {
    }

    std::string saveState() const override;
    void loadState(std::string_view) override;

private:
    struct Row {
        Envelope e; // when and where; no more
        std::string_view local, remote, data, context;
        bool internal = false;
    };
    LineIs understand(const CsvRecord&, std::string_view text, std::uint64_t offset, Sink&) override;
    static LineIs inform(const Row&, ExchangeSession&);
    LineIs failed(const Row&, const ExchangeSession&, Sink&);
    LineIs answered(const Row&, ExchangeSession&, Sink&);
    LineIs ended(const Row&, ExchangeSession&, Sink&);
    bool tellAll(const Row&, ExchangeSession&, Stage, std::string_view reply, Sink&);
    void tellOne(
        const Row&, const ExchangeSession&, const ExchangeSession::Recipient&, Stage, std::string_view reply, Sink&);
    void tellHost(const Row&, const ExchangeSession&, Stage, std::string_view reply, std::string_view domain, Sink&);
    ExchangeSession& session(std::string_view id);

    std::map<std::string, ExchangeSession, std::less<>> m_sessions; // ids go up
};

std::string ExchangeSmtp::saveState() const
{
    StateWriter w;
    w << m_lines.saveState() << m_columns.header();
    for (const auto& [id, session] : m_sessions) {
        w << id;
        session.save(w);
    }
    return w.text();
}

void ExchangeSmtp::loadState(std::string_view state)
{
    StateReader r(state);
    m_lines.loadState(r.text());
    m_columns.read(r.text());
    m_sessions.clear();
    while (!r.atEnd()) {
        const std::string id(r.text());
        m_sessions[id].load(r);
    }
}

ExchangeSession& ExchangeSmtp::session(std::string_view id)
{
    if (const auto known = m_sessions.find(id); known != m_sessions.end())
        return known->second;
    if (m_sessions.size() >= kMaxSessions)
        m_sessions.erase(m_sessions.begin());
    return m_sessions[std::string(id)];
}

LineIs ExchangeSmtp::understand(const CsvRecord& r, std::string_view text, std::uint64_t offset, Sink& sink)
{
    if (text.starts_with('#'))
        return takeExchangeFields(text, m_columns) ? LineIs::Context : LineIs::Other;
    const std::string_view event = m_columns.in(r, Event);
    const std::string_view id = m_columns.in(r, SessionId);
    if (event.size() != 1 || id.empty())
        return LineIs::NotThisFormat;
    std::string_view stamp = m_columns.in(r, DateTime);
    IsoStamp iso;
    if (!takeIsoStamp(stamp, iso) || !stamp.empty() || iso.local)
        return LineIs::BadTime;
    Row row { {}, m_columns.in(r, Local), m_columns.in(r, Remote), m_columns.in(r, DataText), m_columns.in(r, Context),
        false };
    row.e.at = iso.utc;
    row.e.offset = offset;
    row.internal = isInternal(m_columns.in(r, Connector), row.remote);
    ExchangeSession& s = session(id);
    const auto end = [&](LineIs what) {
        m_sessions.erase(m_sessions.find(id));
        return what;
    };
    switch (event[0]) {
    case '+':
        s.connected();
        return LineIs::Context;
    case '>':
        s.sent(row.data);
        return LineIs::Context;
    case '<':
        return answered(row, s, sink);
    case '*':
        return row.context.starts_with(kFailed) ? end(failed(row, s, sink)) : inform(row, s);
    case '-':
        return end(ended(row, s, sink));
    default:
        return LineIs::NotThisFormat;
    }
}

LineIs ExchangeSmtp::inform(const Row& row, ExchangeSession& s)
{
    constexpr std::string_view kId = " and InternetMessageId <";
    if (const auto id = row.context.find(kId); id != std::string_view::npos) {
        const std::string_view rest = row.context.substr(id + kId.size());
        s.nextMessageId = rest.substr(0, std::min(rest.find('>'), ExchangeSession::kMaxName));
        return LineIs::Context;
    }
    // "TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using ..."
    constexpr std::string_view kTls = "TLS protocol SP_PROT_";
    if (row.context.starts_with(kTls)) {
        const std::string_view rest = row.context.substr(kTls.size());
        s.tls = tlsName(rest.substr(0, rest.find("_CLIENT")));
        return LineIs::Context;
    }
    return LineIs::Other;
}

// "Failed to connect. Winsock error code: 10060, ..., Destination domain: example.net, ...": there is no dialogue.
LineIs ExchangeSmtp::failed(const Row& row, const ExchangeSession& s, Sink& sink)
{
    constexpr std::string_view kDomain = "Destination domain: ";
    if (row.internal)
        return LineIs::Other;
    const auto at = row.context.find(kDomain);
    const std::string_view rest
        = at == std::string_view::npos ? std::string_view() : row.context.substr(at + kDomain.size());
    tellHost(row, s, Stage::Connect, row.context, rest.substr(0, rest.find(',')), sink);
    return LineIs::Delivery;
}

LineIs ExchangeSmtp::answered(const Row& row, ExchangeSession& s, Sink& sink)
{
    const auto answer = s.received(row.data);
    if (!answer)
        return LineIs::Context;
    const bool refused = answer->text[0] >= '4';
    if (answer->stage == Stage::Greeting && !refused) { // "220 mx1.example.net ESMTP"
        const std::string_view words = std::string_view(answer->text).substr(3);
        const std::string_view name = words.substr(std::min(words.find_first_not_of(' '), words.size()));
        s.relayHost = name.substr(0, std::min(name.find(' '), ExchangeSession::kMaxName));
    }
    if (answer->endsMail) {
        const bool any = tellAll(row, s, answer->stage, answer->text, sink);
        return any ? LineIs::Delivery : LineIs::Context;
    }
    if (answer->stage == Stage::RcptTo && s.answered < s.recipients.size()) {
        ExchangeSession::Recipient& recipient = s.recipients[s.answered++];
        if (!refused || recipient.domain.empty())
            return LineIs::Context;
        // A recipient sent along with a sender that is refused is told "503 need MAIL".
        tellOne(row, s, recipient, s.refusal.empty() ? Stage::RcptTo : Stage::MailFrom,
            s.refusal.empty() ? answer->text : s.refusal, sink);
        recipient.domain.clear();
        return LineIs::Delivery;
    }
    if (!refused)
        return LineIs::Context;
    if (answer->stage == Stage::MailFrom)
        s.refusal = answer->text;
    if (answer->stage == Stage::MailFrom && !s.recipients.empty())
        return LineIs::Context; // their own answers follow
    const bool mattersNow = answer->stage == Stage::Greeting || answer->stage == Stage::MailFrom;
    if (!mattersNow || row.internal)
        return LineIs::Context; // other commands may do without
    tellHost(row, s, answer->stage, answer->text, {}, sink);
    return LineIs::Delivery;
}

// Whoever was not answered waits for the next try.
LineIs ExchangeSmtp::ended(const Row& row, ExchangeSession& s, Sink& sink)
{
    const std::string reply = "Connection dropped. " + std::string(row.context.substr(0, 40)); // Local, Remote
    return tellAll(row, s, Stage::Unknown, reply, sink) ? LineIs::Delivery : LineIs::Context;
}

bool ExchangeSmtp::tellAll(const Row& row, ExchangeSession& s, Stage stage, std::string_view reply, Sink& sink)
{
    bool any = false;
    for (const ExchangeSession::Recipient& recipient : s.recipients) {
        if (recipient.domain.empty())
            continue;
        tellOne(row, s, recipient, stage, reply, sink);
        any = true;
    }
    s.mailDone();
    return any;
}

void ExchangeSmtp::tellOne(const Row& row, const ExchangeSession& s, const ExchangeSession::Recipient& recipient,
    Stage stage, std::string_view reply, Sink& sink)
{
    Attempt a;
    describeExchangeReply(reply, a);
    a.stage = stage;
    a.outcome = a.code == 0 || (a.code >= 400 && a.code < 500) ? Outcome::Deferred
        : a.code >= 500                                        ? Outcome::Bounced
                                                               : Outcome::Delivered;
    a.relayHost = s.relayHost;
    a.relayIp = ipOfEndpoint(row.remote);
    a.source = ipOfEndpoint(row.local);
    a.sender = s.sender;
    a.tls = s.tls;
    a.queueId = s.messageId;
    a.recipient = recipient.domain;
    if (row.internal || isLocalAddress(a.relayIp)) {
        if (a.outcome == Outcome::Deferred && a.enhanced.none())
            a.enhanced = EnhancedCode(4, 0, 0); // the copy waits
        a.outcome = Outcome::Local;
    }
    tell(a, row.e, m_servers.of(row.e), m_correlator, sink, recipient.addressHash);
    if (!a.queueId.empty())
        m_correlator.leavesWhenDone(a.server, a.queueId, a.at);
}

// A host that took no mail at all: no recipient is named yet.
void ExchangeSmtp::tellHost(
    const Row& row, const ExchangeSession& s, Stage stage, std::string_view reply, std::string_view domain, Sink& sink)
{
    const std::string recipient
        = domain.find('.') == std::string_view::npos ? std::string() : std::string("@").append(domain);
    Attempt a;
    describeExchangeReply(reply, a);
    a.outcome = Outcome::NextMx;
    a.stage = stage;
    a.relayHost = s.relayHost;
    a.relayIp = ipOfEndpoint(row.remote);
    a.source = ipOfEndpoint(row.local);
    a.recipient = recipient;
    tell(a, row.e, m_servers.of(row.e), m_correlator, sink);
}

} // namespace

int scoreExchangeSmtp(std::string_view head)
{
    CsvColumns columns(kColumnNames);
    columns.read(kDefaultHeader);
    return scoreOfRecords(head, [&](const CsvRecord& r, std::string_view text) {
        if (text.starts_with('#'))
            return takeExchangeFields(text, columns) && columns.has(SessionId) && columns.has(Event);
        return columns.in(r, Event).size() == 1 && !columns.in(r, SessionId).empty()
            && startsRecord(columns.in(r, DateTime));
    });
}

std::unique_ptr<LineFormat> makeExchangeSmtp(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<ExchangeSmtp>(o, c);
}

} // namespace mv
