// SPDX-License-Identifier: GPL-3.0-or-later
// Haraka: outbound's lines about a delivery (all recipients of a message in one domain) name no recipient unless RCPT
// was refused; they are known from the lines of the session that brought the message. Grammar: outbound/hmail.js,
// outbound/index.js, connection.js, logger.js.
#include "models/ingest/formats/haraka.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/duration.h"
#include "models/ingest/formats/facts.h"
#include "models/ingest/formats/harakarecord.h"
#include "models/ingest/formats/linescore.h"
#include "models/ingest/formats/messageformat.h"
#include "models/ingest/formats/toldrecipients.h"
#include "models/ingest/harakamessage.h"
#include "models/ingest/sendingip.h"
#include "models/ingest/statetext.h"
#include <algorithm>

namespace mv {

namespace {

constexpr std::uint64_t kMaxUnnamed = 100; // recipients of a delivery whose session is in no log that was read

class Haraka final : public MessageFormat {
public:
    using MessageFormat::MessageFormat;

    std::string saveState() const override
    {
        StateWriter w;
        w << m_lines.saveState() << m_incoming.saveState() << m_told.saveState();
        return w.text();
    }
    void loadState(std::string_view state) override
    {
        StateReader r(state);
        m_lines.loadState(r.text());
        m_incoming.loadState(r.text());
        m_told.loadState(r.text());
    }

private:
    LineIs understand(const Envelope&, Sink&) override;
    LineIs ofSession(const Envelope&, std::string_view text);
    LineIs ofDelivery(const Envelope&, std::string_view text, Sink&);
    LineIs refused(const Envelope&, std::string_view text, Sink&);
    LineIs delivered(const Envelope&, std::string_view fields, Sink&);
    LineIs putOff(const Envelope&, std::string_view error, Sink&);
    LineIs bounced(const Envelope&, std::string_view error, Sink&);
    LineIs nextMx(const Envelope&, std::string_view text, Sink&);
    void queued(const Envelope&);
    bool toAll(const Attempt& common, const Envelope&, Sink&);

    IncomingMessages m_incoming;
    ToldRecipients m_told;
    HarakaRecord m_record;
    std::string m_value;
};

LineIs Haraka::understand(const Envelope& e, Sink& sink)
{
    if (!isHarakaMessage(e.message))
        return e.tag.empty() && e.host.empty() ? LineIs::NotThisFormat : LineIs::Other;
    if (!parseHarakaRecord(e.message, m_record))
        return LineIs::Truncated;
    if (m_record.origin == "core")
        return ofSession(e, m_record.text);
    return m_record.origin == "outbound" && m_record.uuid != "-" ? ofDelivery(e, m_record.text, sink) : LineIs::Other;
}

// "sender <s> code=...", "recipient <r> code=OK ...", "queue code=OK msg="Message Queued (uuid)""
LineIs Haraka::ofSession(const Envelope& e, std::string_view text)
{
    Cursor c(text);
    const std::string_view server = m_servers.of(e).name;
    if (c.skip("sender <")) {
        m_incoming.begin(server, m_record.uuid, c.rest().substr(0, c.rest().find("> ")));
        return LineIs::Context;
    }
    if (c.skip("recipient <")) {
        const auto end = c.rest().find("> ");
        if (end == std::string_view::npos)
            return LineIs::Truncated;
        if (c.rest().substr(end).starts_with("> code=\"OK\"") || c.rest().substr(end).starts_with("> code=OK"))
            m_incoming.add(server, m_record.uuid, c.rest().substr(0, end));
        return LineIs::Context;
    }
    if (text.starts_with("queue ") && text.find("\"Message Queued (") != std::string_view::npos) {
        queued(e);
        return LineIs::Context;
    }
    return LineIs::Other;
}

// Outbound makes a delivery of each domain, in the order in which they came: "uuid.1", "uuid.2" ...
void Haraka::queued(const Envelope& e)
{
    const std::string_view server = m_servers.of(e).name;
    const IncomingMessages::Message message = m_incoming.take(server, m_record.uuid);
    std::size_t number = 0;
    for (const auto& [domain, recipients] : message.byDomain()) {
        const std::string delivery = std::string(m_record.uuid) + '.' + std::to_string(++number);
        m_correlator.arrived(server, delivery, e.at);
        m_correlator.sender(server, delivery, e.at, message.sender, static_cast<std::uint32_t>(recipients.size()));
        for (const std::string& recipient : recipients)
            m_correlator.awaits(server, delivery, recipient, e.at);
    }
}

LineIs Haraka::ofDelivery(const Envelope& e, std::string_view text, Sink& sink)
{
    Cursor c(text);
    if (c.skip("recipient <"))
        return refused(e, c.rest(), sink);
    if (c.skip("delivered "))
        return delivered(e, c.rest(), sink);
    if (c.skip("Temp failing ")) {
        constexpr std::string_view kMark = " seconds: ";
        const auto mark = c.rest().find(kMark);
        return mark == std::string_view::npos ? LineIs::Truncated
                                              : putOff(e, c.rest().substr(mark + kMark.size()), sink);
    }
    if (c.skip("bouncing mail: "))
        return bounced(e, c.rest(), sink);
    if (c.skip("secured ")) {
        std::string_view rest = c.rest();
        std::string version;
        bool verified = false;
        for (std::string_view key; takeHarakaField(rest, key, m_value);) {
            if (key == "version")
                version = m_value;
            else if (key == "verified")
                verified = m_value == "true";
        }
        if (!version.empty())
            m_told.secured(m_servers.of(e).name, m_record.uuid, (verified ? "Trusted " : "Untrusted ") + version);
        return LineIs::Context;
    }
    return nextMx(e, text, sink);
}

// "r> deferred: REPLY", "r> rejected: REPLY": of RCPT, or of each recipient at the end of LMTP's data.
LineIs Haraka::refused(const Envelope& e, std::string_view text, Sink& sink)
{
    constexpr std::string_view kDeferred = "> deferred: ", kRejected = "> rejected: ";
    const auto deferred = text.find(kDeferred);
    const auto end = std::min(deferred, text.find(kRejected));
    if (end == std::string_view::npos)
        return LineIs::Truncated;
    Attempt a;
    describeHarakaError(text.substr(end + kDeferred.size()), a);
    a.outcome = end == deferred ? Outcome::Deferred : Outcome::Bounced;
    a.stage = Stage::RcptTo;
    a.recipient = text.substr(0, end);
    a.queueId = m_record.uuid;
    const std::uint64_t hash = Correlator::hashOf(a.recipient);
    m_told.add(m_servers.of(e).name, m_record.uuid, hash);
    tell(a, e, m_servers.of(e), m_correlator, sink, hash);
    return LineIs::Delivery;
}

// "file=F domain=D host=H ip=I port=P mode=SMTP tls=Y auth=N response="..." delay=S fails=N rcpts=ok/deferred/rejected"
LineIs Haraka::delivered(const Envelope& e, std::string_view fields, Sink& sink)
{
    std::string domain, host, ip, mode, tls, response, delay, recipients;
    const std::pair<std::string_view, std::string*> wanted[]
        = { { "domain", &domain }, { "host", &host }, { "ip", &ip }, { "mode", &mode }, { "tls", &tls },
              { "response", &response }, { "delay", &delay }, { "rcpts", &recipients } };
    for (std::string_view key; takeHarakaField(fields, key, m_value);) {
        const auto* const field = std::ranges::find(wanted, key, [](const auto& f) { return f.first; });
        if (field != std::end(wanted))
            *field->second = m_value;
    }
    if (recipients.empty())
        return LineIs::Truncated;
    Attempt a;
    const bool local = mode == "LMTP" || isLocalAddress(ip);
    a.outcome = local ? Outcome::Local : Outcome::Delivered;
    a.stage = Stage::EndOfData;
    a.code = 250; // the line leaves it away
    a.enhanced = EnhancedCode::parse(std::string_view(response).substr(0, response.find(' ')));
    a.relayHost = host;
    a.relayIp = ip;
    a.delayMs = durationMs(delay + 's');
    a.reply = response;
    const std::string_view server = m_servers.of(e).name;
    const std::string session = m_told.tlsOf(server, m_record.uuid);
    if (tls == "Y")
        a.tls = session;
    if (m_correlator.knows(server, m_record.uuid))
        return toAll(a, e, sink) ? LineIs::Delivery : LineIs::Context;
    const std::string unnamed = '@' + domain;
    const std::uint64_t count = Cursor(recipients).takeNumber().value_or(0);
    a.recipient = unnamed;
    a.queueId = m_record.uuid;
    for (std::uint64_t i = 0; i < std::min(count, kMaxUnnamed); ++i)
        tell(a, e, m_servers.of(e), m_correlator, sink, Correlator::hashOf(unnamed + std::to_string(i)));
    m_correlator.removed(server, m_record.uuid, e.at);
    return count > 0 ? LineIs::Delivery : LineIs::Context;
}

constexpr std::string_view kSomeDeferred = "Some recipients temp failed: "; // each had a line of its own
constexpr std::string_view kSomeRejected = "Some recipients failed: ";

LineIs Haraka::putOff(const Envelope& e, std::string_view error, Sink& sink)
{
    if (error.starts_with(kSomeDeferred)) {
        m_told.forget(m_servers.of(e).name, m_record.uuid); // another try
        return LineIs::Context;
    }
    Attempt a;
    a.outcome = Outcome::Deferred;
    describeHarakaError(error, a);
    return toAll(a, e, sink) ? LineIs::Delivery : LineIs::Context;
}

LineIs Haraka::bounced(const Envelope& e, std::string_view error, Sink& sink)
{
    if (error.starts_with(kSomeRejected))
        return LineIs::Context;
    constexpr std::string_view kTooMany = "Too many failures (";
    Attempt a;
    const std::string_view server = m_servers.of(e).name;
    if (!error.starts_with(kTooMany)) {
        a.outcome = Outcome::Bounced;
        describeHarakaError(error, a);
        const bool any = toAll(a, e, sink);
        m_correlator.removed(server, m_record.uuid, e.at); // also recipients that this try had put off
        return any ? LineIs::Delivery : LineIs::Context;
    }
    // The last try and the end of trying, in one line.
    bool any = false;
    std::string_view last = error.substr(kTooMany.size());
    if (last.ends_with(')'))
        last.remove_suffix(1);
    if (!last.starts_with(kSomeDeferred)) {
        a.outcome = Outcome::Deferred;
        describeHarakaError(last, a);
        any = toAll(a, e, sink);
    }
    m_told.forget(server, m_record.uuid);
    Attempt expired;
    expired.outcome = Outcome::Expired;
    expired.reply = error;
    any = toAll(expired, e, sink) || any;
    m_correlator.removed(server, m_record.uuid, e.at);
    return any ? LineIs::Delivery : LineIs::Context;
}

// One fact for each recipient of the delivery who waits and was not told apart in this try. False: there is none.
bool Haraka::toAll(const Attempt& common, const Envelope& e, Sink& sink)
{
    const std::string_view server = m_servers.of(e).name;
    const auto waiting = m_correlator.waiting(server, m_record.uuid);
    bool any = false;
    for (const Correlator::Waiting& w : waiting) {
        if (m_told.contains(server, m_record.uuid, w.addressHash))
            continue;
        Attempt a = common;
        a.queueId = m_record.uuid;
        a.recipient = w.recipient;
        tell(a, e, m_servers.of(e), m_correlator, sink, w.addressHash);
        any = true;
    }
    m_told.forget(server, m_record.uuid);
    if (m_correlator.waiting(server, m_record.uuid).empty())
        m_correlator.removed(server, m_record.uuid, e.at);
    return any;
}

// "Failed to get socket: connect ECONNREFUSED 192.0.2.1:25", "Ongoing connection failed to 192.0.2.1:25 : ...",
// "Remote end 192.0.2.1:25 closed connection while we were processing mail. Trying next MX."
LineIs Haraka::nextMx(const Envelope& e, std::string_view text, Sink& sink)
{
    const bool closed = text.starts_with("Remote end ");
    if (!closed && !text.starts_with("Failed to get socket: ") && !text.starts_with("Ongoing connection failed to "))
        return LineIs::Other;
    Attempt a;
    a.outcome = Outcome::NextMx;
    a.stage = closed ? Stage::Unknown : Stage::Connect;
    a.reply = text;
    a.queueId = m_record.uuid;
    for (std::string_view rest = text; !rest.empty() && a.relayIp.empty();) {
        const std::string_view word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
        a.relayIp = ipOfEndpoint(word);
    }
    m_told.forget(m_servers.of(e).name, m_record.uuid); // the next host is asked for all of them
    tell(a, e, m_servers.of(e), m_correlator, sink);
    return LineIs::Delivery;
}

} // namespace

int scoreHaraka(std::string_view head)
{
    return scoreOfLines(head, [](const Envelope& e, std::string_view) { return isHarakaMessage(e.message); });
}

std::unique_ptr<LineFormat> makeHaraka(const FormatOptions& o, Correlator& c) { return std::make_unique<Haraka>(o, c); }

} // namespace mv
