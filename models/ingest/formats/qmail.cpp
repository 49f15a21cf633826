// SPDX-License-Identifier: GPL-3.0-or-later
// qmail-send: deliveries start with a message and a recipient, and end with a report. Grammar: qmail-log(5) and
// qmail-send.c; in syslog, splogger.c.
#include "models/ingest/formats/qmail.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/facts.h"
#include "models/ingest/formats/linescore.h"
#include "models/ingest/formats/messageformat.h"
#include "models/ingest/formats/qmailreport.h"
#include "models/ingest/qmailmessage.h"
#include "models/ingest/sendingip.h"
#include <algorithm>

namespace mv {

namespace {

bool isQmailTag(std::string_view tag) { return tag == "qmail" || tag == "qmail-send"; }

// splogger's own stamp, "1272943914.123456 ": seconds and microseconds. False: the line goes on from the one before
// ("1272943914.123456+...").
bool takeStamp(Cursor& c, UtcTime& at)
{
    Cursor probe = c;
    const auto seconds = probe.takeNumber();
    if (!seconds || *seconds > 100'000'000'000 || !probe.skip('.'))
        return true;
    const auto microseconds = probe.takeNumber();
    if (!microseconds || *microseconds > 999'999)
        return true;
    if (probe.skip('+'))
        return false;
    probe.skip(' ');
    at = UtcTime(std::chrono::milliseconds(*seconds * 1000 + *microseconds / 1000));
    c = probe;
    return true;
}

std::string_view takeDigits(Cursor& c)
{
    const auto end = c.rest().find_first_not_of("0123456789");
    return c.take(std::min(end, c.rest().size()));
}

class Qmail final : public MessageFormat {
public:
    using MessageFormat::MessageFormat;

private:
    LineIs understand(const Envelope&, Sink&) override;
    LineIs start(const Envelope&, Cursor);
    LineIs end(const Envelope&, Cursor, Sink&);
    LineIs info(const Envelope&, Cursor);
};

LineIs Qmail::understand(const Envelope& line, Sink& sink)
{
    Envelope e = line; // its time may be splogger's
    Cursor c(e.message);
    if (!e.tag.empty() && !isQmailTag(e.tag))
        return LineIs::Other;
    if (!e.tag.empty() && !takeStamp(c, e.at))
        return LineIs::Context;
    if (c.skip("delivery "))
        return end(e, c, sink);
    if (c.skip("starting delivery "))
        return start(e, c);
    if (c.skip("info msg "))
        return info(e, c);
    if (c.skip("new msg ")) {
        m_correlator.arrived(m_servers.of(e).name, takeDigits(c), e.at);
        return LineIs::Context;
    }
    if (c.skip("end msg ")) {
        m_correlator.removed(m_servers.of(e).name, takeDigits(c), e.at);
        return LineIs::Context;
    }
    return LineIs::Other;
}

// "N: bytes B from <S> qp Q uid U"
LineIs Qmail::info(const Envelope& e, Cursor c)
{
    const std::string_view id = takeDigits(c);
    const auto from = c.rest().find(" from <");
    const auto end = c.rest().rfind("> qp ");
    if (id.empty() || from == std::string_view::npos || end == std::string_view::npos || end < from + 7)
        return LineIs::Truncated;
    m_correlator.sender(m_servers.of(e).name, id, e.at, c.rest().substr(from + 7, end - from - 7), 0);
    return LineIs::Context;
}

// "N: msg M to remote|local R"
LineIs Qmail::start(const Envelope& e, Cursor c)
{
    const std::string_view delivery = takeDigits(c);
    if (!c.skip(": msg "))
        return LineIs::Truncated;
    const std::string_view id = takeDigits(c);
    const bool local = c.skip(" to local ");
    if (delivery.empty() || id.empty() || (!local && !c.skip(" to remote ")) || c.atEnd())
        return LineIs::Truncated;
    m_correlator.started(m_servers.of(e).name, delivery, id, c.rest(), local, e.at);
    return LineIs::Context;
}

// "N: success|deferral|failure: REPORT"
LineIs Qmail::end(const Envelope& e, Cursor c, Sink& sink)
{
    const std::string_view delivery = takeDigits(c);
    if (delivery.empty() || !c.skip(": "))
        return LineIs::Other;
    Attempt a;
    if (c.skip("success: "))
        a.outcome = Outcome::Delivered;
    else if (c.skip("deferral: ") || c.skip("report mangled, will defer"))
        a.outcome = Outcome::Deferred;
    else if (c.skip("failure: "))
        a.outcome = Outcome::Bounced;
    else
        return LineIs::Truncated;
    const ServerPool::Server& server = m_servers.of(e);
    const auto started = m_correlator.ended(server.name, delivery);
    if (!started)
        return LineIs::BadField; // its message and recipient are in a log that was not read
    const QmailReport report = readQmailReport(c.rest());
    describeQmailReport(report, a);
    a.queueId = started->queueId;
    a.recipient = started->recipient;
    if (started->local || isLocalAddress(a.relayIp)) {
        if (a.outcome == Outcome::Deferred && a.enhanced.none())
            a.enhanced = EnhancedCode(4, 0, 0); // the copy waits
        a.outcome = Outcome::Local;
    } else if (report.gaveUp) {
        a.outcome = Outcome::Deferred; // as the host had it; the message's time in the queue is over by itself
    }
    tell(a, e, server, m_correlator, sink, started->addressHash);
    if (report.gaveUp && a.outcome == Outcome::Deferred) {
        Attempt expired;
        expired.outcome = Outcome::Expired;
        expired.queueId = a.queueId;
        expired.recipient = a.recipient;
        expired.relayIp = a.relayIp;
        expired.source = a.source;
        expired.reply = "this message has been in the queue too long";
        tell(expired, e, server, m_correlator, sink, started->addressHash);
    }
    return LineIs::Delivery;
}

} // namespace

int scoreQmail(std::string_view head)
{
    return scoreOfLines(head, [](const Envelope& e, std::string_view) {
        return isQmailTag(e.tag) || (e.tag.empty() && isQmailMessage(e.message));
    });
}

std::unique_ptr<LineFormat> makeQmail(const FormatOptions& o, Correlator& c) { return std::make_unique<Qmail>(o, c); }

} // namespace mv
