// SPDX-License-Identifier: GPL-3.0-or-later
// Postfix, from the syslog in any of its forms. Grammar: the Postfix sources named in
// models/ingest/formats/postfixdelivery.h.
#include "models/ingest/formats/postfix.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/linescore.h"
#include "models/ingest/formats/loglines.h"
#include "models/ingest/formats/postfixdelivery.h"
#include "models/ingest/formats/serverpool.h"
#include "models/ingest/formats/tlssessions.h"
#include "models/ingest/queueid.h"
#include "models/ingest/statetext.h"
#include <algorithm>

namespace mv {

namespace {

constexpr std::uint64_t kMaxRepeats = 10'000; // more than a syslog daemon ever collapses

constexpr std::string_view kPrograms[] = {
    "smtp",
    "qmgr",
    "smtpd",
    "cleanup",
    "lmtp",
    "error",
    "retry",
    "bounce",
    "defer",
    "trace",
    "pickup",
    "local",
    "virtual",
    "pipe",
    "discard",
    "master",
    "postfix-script",
    "anvil",
    "scache",
    "tlsmgr",
    "tlsproxy",
    "postscreen",
    "dnsblog",
    "verify",
    "trivial-rewrite",
    "flush",
    "proxymap",
    "proxywrite",
    "showq",
    "oqmgr",
    "nqmgr",
    "sendmail",
    "postqueue",
    "postsuper",
    "postdrop",
    "postlog",
    "postlogd",
    "postalias",
    "postmap",
    "postcat",
    "spawn",
    "relay",
};

// "postfix-m10/submission/smtpd": the first part is the instance, the last one the program.
struct Tag {
    std::string_view instance; // empty: the default one
    std::string_view program;  // empty: not Postfix
};

Tag splitTag(std::string_view tag)
{
    const auto last = tag.rfind('/');
    if (last == std::string_view::npos)
        return {};
    const std::string_view instance = tag.substr(0, tag.find('/'));
    return { instance == "postfix" ? std::string_view() : instance, tag.substr(last + 1) };
}

bool isPostfixProgram(std::string_view program) { return std::ranges::find(kPrograms, program) != std::end(kPrograms); }

// A delivery line may come without any envelope, "QID: to=<...>": the id then stands where a tag would.
bool isBareDelivery(const Envelope& e)
{
    return e.pid.empty() && (e.message.starts_with("to=<") || e.message.starts_with("host ")) && isQueueId(e.tag);
}

// "Untrusted TLS connection established to h[1.2.3.4]:25: TLSv1.3 with cipher ...". False: no such line.
bool parseTlsLine(std::string_view message, std::string_view& relay, std::string& tls)
{
    constexpr std::string_view kMark = " TLS connection established to ";
    const auto mark = message.find(kMark);
    if (mark == std::string_view::npos)
        return false;
    const std::string_view rest = message.substr(mark + kMark.size());
    const auto colon = rest.find(": ");
    if (colon == std::string_view::npos)
        return false;
    relay = rest.substr(0, colon);
    tls = message.substr(0, mark);
    tls += ' ';
    tls += rest.substr(colon + 2, rest.find(' ', colon + 2) - colon - 2);
    return true;
}

class Postfix final : public LineFormat {
public:
    Postfix(const FormatOptions& o, Correlator& correlator)
        : m_lines(o)
        , m_servers(o)
        , m_correlator(correlator)
    {
    }

    void feed(std::span<const Line> lines, Sink& sink) override
    {
        m_lines.feed(lines, sink, [&](const Envelope& e, std::string_view line) { return understand(e, line, sink); });
        keepPrevious();
    }
    void finish(Sink& sink) override
    {
        m_lines.finish(sink, [&](const Envelope& e, std::string_view line) { return understand(e, line, sink); });
    }
    LineCounts counts() const override { return m_lines.counts(); }
    std::string saveState() const override;
    void loadState(std::string_view) override;

private:
    LineIs understand(const Envelope&, std::string_view line, Sink&);
    LineIs repeatPrevious(const Envelope&, std::uint64_t times, Sink&);
    LineIs dispatch(const Envelope&, Sink&);
    LineIs ofProgram(const Envelope&, Tag, std::string_view message, Sink&);
    LineIs ofMessage(const Envelope&, Tag, std::string_view queueId, std::string_view rest, Sink&);
    LineIs ofQueueManager(
        const Envelope&, const ServerPool::Server&, std::string_view queueId, std::string_view rest, Sink&);
    LineIs delivery(const Envelope&, Tag, std::string_view queueId, std::string_view rest, Sink&);
    LineIs nextMx(const Envelope&, Tag, std::string_view queueId, std::string_view rest, Sink&);
    void emit(Attempt&, const Envelope&, Tag, std::string_view queueId, Sink&);
    void keepPrevious();

    const ServerPool::Server& serverOf(const Envelope& e, Tag tag) { return m_servers.find(e.host, tag.instance); }

    LogLines m_lines;
    ServerPool m_servers;
    TlsSessions m_tls;
    std::string m_tlsText;
    Correlator& m_correlator;
    // The line before, for "last message repeated N times". Views until feed() returns, then kept as text.
    Envelope m_previous;
    std::string m_previousHost, m_previousTag, m_previousPid, m_previousMessage;
};

LineIs Postfix::understand(const Envelope& e, std::string_view line, Sink& sink)
{
    if (e.tag.empty()) {
        Cursor c(e.message);
        if (c.skip("last message repeated ")) {
            if (const auto times = c.takeNumber())
                return repeatPrevious(e, *times, sink);
        }
    }
    const LineIs what = dispatch(e, sink);
    // Only what lies in the line lives as long as the block.
    const bool inLine = e.message.data() >= line.data() && e.message.data() <= line.data() + line.size();
    m_previous = inLine ? e : Envelope {};
    return what;
}

// The classic syslogd collapses equal lines of a host.
LineIs Postfix::repeatPrevious(const Envelope& e, std::uint64_t times, Sink& sink)
{
    if (m_previous.message.empty() || m_previous.host != e.host || times > kMaxRepeats || times == 0)
        return LineIs::BadField; // what was repeated is not known
    Envelope copy = m_previous;
    copy.at = e.at;
    copy.offset = e.offset;
    LineIs what = LineIs::Other;
    for (std::uint64_t i = 0; i < times; ++i)
        what = dispatch(copy, sink);
    if (what == LineIs::Delivery)
        m_lines.addRepeats(times);
    return what;
}

LineIs Postfix::dispatch(const Envelope& e, Sink& sink)
{
    const Tag tag = splitTag(e.tag);
    if (tag.program.empty()) {
        if (!isBareDelivery(e))
            return e.tag.empty() ? LineIs::NotThisFormat : LineIs::Other;
        return ofMessage(e, {}, e.tag, e.message, sink);
    }
    Cursor c(e.message);
    if (!c.skip("message repeated "))
        return ofProgram(e, tag, e.message, sink);

    // rsyslog: "message repeated 3 times: [ text]"
    const auto times = c.takeNumber();
    if (!times || *times == 0 || *times > kMaxRepeats || !c.skip(" times: ["))
        return LineIs::BadField;
    c.skip(' ');
    std::string_view inner = c.rest();
    if (inner.ends_with(']'))
        inner.remove_suffix(1);
    LineIs what = LineIs::Other;
    for (std::uint64_t i = 0; i < *times; ++i)
        what = ofProgram(e, tag, inner, sink);
    if (what == LineIs::Delivery)
        m_lines.addRepeats(*times);
    return what;
}

LineIs Postfix::ofProgram(const Envelope& e, Tag tag, std::string_view message, Sink& sink)
{
    const auto colon = message.substr(0, kMaxQueueIdLength + 2).find(": ");
    if (colon != std::string_view::npos && isQueueId(message.substr(0, colon)))
        return ofMessage(e, tag, message.substr(0, colon), message.substr(colon + 2), sink);
    if (tag.program != "smtp")
        return LineIs::Other;
    if (std::string_view relay; parseTlsLine(message, relay, m_tlsText)) {
        m_tls.note(serverOf(e, tag).name, e.pid, e.at, relay, m_tlsText);
        return LineIs::Context;
    }
    // One address failed; the delivery line says what came of it.
    return message.starts_with("connect to ") ? LineIs::Context : LineIs::Other;
}

LineIs Postfix::ofMessage(const Envelope& e, Tag tag, std::string_view queueId, std::string_view rest, Sink& sink)
{
    if (rest.starts_with("to="))
        return delivery(e, tag, queueId, rest, sink);
    if (tag.program == "qmgr" || tag.program == "nqmgr" || tag.program == "oqmgr")
        return ofQueueManager(e, serverOf(e, tag), queueId, rest, sink);
    if (tag.program == "smtpd" || tag.program == "pickup") {
        if (!rest.starts_with("client=") && !rest.starts_with("uid="))
            return LineIs::Other;
        m_correlator.arrived(serverOf(e, tag).name, queueId, e.at);
        return LineIs::Context;
    }
    if (tag.program == "smtp" || tag.program.empty())
        return nextMx(e, tag, queueId, rest, sink);
    return LineIs::Context;
}

LineIs Postfix::ofQueueManager(
    const Envelope& e, const ServerPool::Server& server, std::string_view queueId, std::string_view rest, Sink& sink)
{
    if (rest == "removed") {
        m_correlator.removed(server.name, queueId, e.at);
        return LineIs::Context;
    }
    Cursor c(rest);
    if (!c.skip("from=<"))
        return LineIs::Context;
    const auto end = c.rest().find(">, ");
    if (end == std::string_view::npos)
        return LineIs::Truncated;
    const std::string_view sender = c.take(end);
    c.skip(">, ");
    if (c.skip("status=")) {
        if (!c.rest().starts_with("expired") && !c.rest().starts_with("force-expired"))
            return LineIs::Context;
        bool any = false; // of a message whose tries are in no log that was read, nothing is known to expire
        m_correlator.expired(server.name, queueId, e.at, [&](Attempt a) {
            any = true;
            a.offset = e.offset;
            a.sender = sender;
            a.reply = c.rest();
            if (a.source.empty())
                a.source = server.source;
            sink.attempt(a);
        });
        return any ? LineIs::Delivery : LineIs::Context;
    }
    c.skip("size=");
    c.takeNumber();
    const std::uint64_t recipients = c.skip(", nrcpt=") ? c.takeNumber().value_or(0) : 0;
    m_correlator.sender(server.name, queueId, e.at, sender,
        static_cast<std::uint32_t>(std::min<std::uint64_t>(recipients, 0xffff'ffff)));
    return LineIs::Context;
}

LineIs Postfix::delivery(const Envelope& e, Tag tag, std::string_view queueId, std::string_view rest, Sink& sink)
{
    PostfixDelivery d;
    switch (parsePostfixDelivery(rest, d)) {
    case DeliveryParse::Ok:
        break;
    case DeliveryParse::Truncated:
        return LineIs::Truncated;
    case DeliveryParse::BadField:
        return LineIs::BadField;
    }
    Attempt a;
    if (!describeDelivery(tag.program, d, a)) {
        // verify(8) asks without delivering.
        return d.status.starts_with("deliverable") || d.status.starts_with("undeliverable") ? LineIs::Context
                                                                                            : LineIs::BadField;
    }
    if (tag.program == "smtp" && !m_tls.empty())
        a.tls = m_tls.find(serverOf(e, tag).name, e.pid, e.at, d.relay);
    emit(a, e, tag, queueId, sink);
    return LineIs::Delivery;
}

LineIs Postfix::nextMx(const Envelope& e, Tag tag, std::string_view queueId, std::string_view rest, Sink& sink)
{
    Attempt a;
    if (!describeNextMx(rest, a))
        return LineIs::Context;
    emit(a, e, tag, queueId, sink);
    return LineIs::Delivery;
}

void Postfix::emit(Attempt& a, const Envelope& e, Tag tag, std::string_view queueId, Sink& sink)
{
    const ServerPool::Server& server = serverOf(e, tag);
    a.at = e.at;
    a.offset = e.offset;
    a.queueId = queueId;
    if (a.source.empty())
        a.source = server.source;
    // A transport may log under a name of its own (master.cf: -o syslog_name=outlook) while the queue manager does not.
    a.server = server.name;
    if (!tag.instance.empty() && !m_correlator.knows(server.name, queueId) && m_correlator.knows(server.host, queueId))
        a.server = server.host;
    m_correlator.tried(a);
    a.server = server.name;
    sink.attempt(a);
}

void Postfix::keepPrevious()
{
    if (m_previous.message.data() == m_previousMessage.data())
        return; // kept already
    m_previousHost = m_previous.host;
    m_previousTag = m_previous.tag;
    m_previousPid = m_previous.pid;
    m_previousMessage = m_previous.message;
    m_previous.host = m_previousHost;
    m_previous.tag = m_previousTag;
    m_previous.pid = m_previousPid;
    m_previous.message = m_previousMessage;
}

std::string Postfix::saveState() const
{
    StateWriter w;
    w << m_lines.saveState() << m_tls.saveState() << m_previous.host << m_previous.tag << m_previous.pid
      << m_previous.message;
    return w.text();
}

void Postfix::loadState(std::string_view state)
{
    StateReader r(state);
    m_lines.loadState(r.text());
    m_tls.loadState(r.text());
    m_previous = {};
    m_previous.host = r.text();
    m_previous.tag = r.text();
    m_previous.pid = r.text();
    m_previous.message = r.text();
    keepPrevious();
}

} // namespace

int scorePostfix(std::string_view head)
{
    return scoreOfLines(head, [](const Envelope& e, std::string_view) {
        return isPostfixProgram(splitTag(e.tag).program) || isBareDelivery(e);
    });
}

std::unique_ptr<LineFormat> makePostfix(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<Postfix>(o, c);
}

} // namespace mv
