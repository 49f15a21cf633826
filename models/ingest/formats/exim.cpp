// SPDX-License-Identifier: GPL-3.0-or-later
// Exim's main log: "2023-10-12 14:09:29[.123][ +0200] [[pid] ]ID FLAG ...", in its own file or behind a syslog prefix.
// Grammar: the Exim specification, chapter "Log files", and src/log.c.
#include "models/ingest/formats/exim.h"
#include "models/ingest/cursor.h"
#include "models/ingest/eximid.h"
#include "models/ingest/formats/eximdelivery.h"
#include "models/ingest/formats/facts.h"
#include "models/ingest/formats/hosterrors.h"
#include "models/ingest/formats/linescore.h"
#include "models/ingest/formats/loglines.h"
#include "models/ingest/formats/splitlines.h"
#include "models/ingest/statetext.h"
#include <algorithm>

namespace mv {

namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

constexpr auto kClockSlack = 2s;         // a stamp may be of the second before its id's
constexpr auto kLongestDelay = days(60); // nothing waits longer: the id is of another clock or no id at all

bool isEximTag(std::string_view tag) { return tag.starts_with("exim") || tag.starts_with("Exim"); }

// "2023-10-12 14:09:29.123 +0200 [1234] ": Exim's own stamp and process after those of syslog (syslog_timestamp).
std::string_view withoutStamp(std::string_view message)
{
    IsoStamp stamp;
    if (!takeIsoStamp(message, stamp))
        return message;
    Cursor c(message);
    c.skip(' ');
    if (c.skip('[')) {
        c.takeUntil(']');
        c.skip("] ");
    }
    return c.rest();
}

// Between stamp and id clock, in whole quarters of an hour: a zone that is not the log's. None: the line came too long
// after the id to tell.
std::optional<milliseconds> zoneError(milliseconds ahead)
{
    const auto quarters = floor<duration<std::int64_t, std::ratio<900>>>(ahead + kClockSlack);
    if (ahead - quarters > 2min || abs(quarters) > 26h)
        return std::nullopt;
    return quarters;
}

class Exim final : public LineFormat {
public:
    Exim(const FormatOptions& o, Correlator& correlator)
        : m_lines(o)
        , m_servers(o)
        , m_correlator(correlator)
    {
    }

    void feed(std::span<const Line> lines, Sink& sink) override
    {
        m_lines.feed(
            lines, sink, [&](const Envelope& e, std::string_view) { return understand(e, sink); },
            [&](std::string_view line) {
                // Headers of a rejected message, or a line of one word.
                const bool ours = m_inReject || withoutStamp(line).size() < line.size();
                return ours ? LineIs::Other : LineIs::NotThisFormat;
            });
    }
    void finish(Sink& sink) override
    {
        m_lines.finish(sink, [&](const Envelope& e, std::string_view) { return understand(e, sink); });
        nextMx(m_hostErrors.takeAll(), sink);
    }
    LineCounts counts() const override { return m_lines.counts(); }
    std::string saveState() const override;
    void loadState(std::string_view) override;

private:
    LineIs understand(const Envelope&, Sink&);
    LineIs ofMessage(const Envelope&, std::string_view id, std::string_view rest, Sink&);
    LineIs arrival(const Envelope&, std::string_view id, std::string_view rest);
    LineIs delivery(EximFlag, const Envelope&, std::string_view id, std::string_view rest, Sink&);
    std::int64_t delayOf(std::string_view id, UtcTime at) const;
    LineIs hostError(const Envelope&, std::string_view id, std::string_view rest, Sink&);
    void nextMx(const std::vector<HostErrors::Error>&, Sink&);

    LogLines m_lines;
    ServerPool m_servers;
    Correlator& m_correlator;
    SplitLines m_split;
    HostErrors m_hostErrors;
    EximTexts m_texts;
    milliseconds m_zoneError {}; // of the stamps against the ids
    bool m_inReject = false;     // in a reject log, the headers of a message follow its line
};

LineIs Exim::understand(const Envelope& e, Sink& sink)
{
    m_inReject = false;
    Envelope whole = e;
    if (isEximTag(e.tag)) {
        switch (m_split.add(e.host, e.pid, whole.message, whole.offset)) {
        case SplitLines::State::Whole:
            break;
        case SplitLines::State::Waiting:
            return LineIs::Context;
        case SplitLines::State::Broken:
            return LineIs::Truncated;
        }
        whole.message = withoutStamp(whole.message);
    }
    Cursor c(whole.message);
    const std::string_view id = c.takeUntil(' ');
    if (!isEximId(id)) {
        m_inReject = true;
        return LineIs::Other;
    }
    c.skip(' ');
    return ofMessage(whole, id, c.rest(), sink);
}

LineIs Exim::ofMessage(const Envelope& e, std::string_view id, std::string_view rest, Sink& sink)
{
    Cursor c(rest);
    if (c.skip("<= ") || c.skip("(= "))
        return arrival(e, id, c.rest());
    if (c.skip("=> ") || c.skip("-> ") || c.skip(">> "))
        return delivery(EximFlag::Delivered, e, id, c.rest(), sink);
    if (c.skip("== "))
        return delivery(EximFlag::Deferred, e, id, c.rest(), sink);
    if (c.skip("** "))
        return delivery(EximFlag::Failed, e, id, c.rest(), sink);
    if (c.skip("Completed")) {
        nextMx(m_hostErrors.take(m_servers.of(e).name, id), sink);
        m_correlator.removed(m_servers.of(e).name, id, e.at);
        return LineIs::Context;
    }
    if (c.skip("*> "))
        return LineIs::Context; // -N: nothing was delivered
    if (c.skip("DKIM: ")) {
        auto result = eximDkimLine(c.rest());
        if (!result)
            return LineIs::Context;
        m_lines.addAuth(std::move(*result), e);
        return LineIs::Delivery;
    }
    return hostError(e, id, rest, sink);
}

// "sender H=... P=...", "<> R=id of the bounced message".
LineIs Exim::arrival(const Envelope& e, std::string_view id, std::string_view rest)
{
    const auto quoted = rest.starts_with('"') ? std::min(rest.find("\"@"), rest.size()) : 0;
    std::string_view sender = rest.substr(0, rest.find(' ', quoted));
    if (sender == "<>")
        sender = {};
    if (const auto born = timeOfEximId(id)) {
        if (const auto error = zoneError(e.at - *born))
            m_zoneError = *error;
    }
    const ServerPool::Server& server = m_servers.of(e);
    m_correlator.arrived(server.name, id, e.at);
    m_correlator.sender(server.name, id, e.at, sender, 0);
    return LineIs::Context;
}

LineIs Exim::delivery(EximFlag flag, const Envelope& e, std::string_view id, std::string_view rest, Sink& sink)
{
    EximDelivery d;
    if (!parseEximDelivery(flag, rest, d))
        return LineIs::Truncated;
    Attempt a;
    describeEximDelivery(flag, d, a, m_texts);
    if (a.delayMs < 0)
        a.delayMs = delayOf(id, e.at);
    const ServerPool::Server& server = m_servers.of(e);
    const HostErrors::Error* sameTry = nullptr;
    if (flag != EximFlag::Delivered && isAttempt(a.outcome))
        sameTry = m_hostErrors.settle(server.name, id, a.relayIp, d.text);
    if (sameTry) {
        a.relayHost = sameTry->host;
        a.relayIp = sameTry->ip;
    }
    a.queueId = id;
    tell(a, e, server, m_correlator, sink);
    return LineIs::Delivery;
}

// The id tells when the message came, even when that line is in another file. -1: not told.
std::int64_t Exim::delayOf(std::string_view id, UtcTime at) const
{
    const auto born = timeOfEximId(id);
    if (!born)
        return -1;
    const milliseconds delay = at - m_zoneError - *born;
    if (delay < -kClockSlack || delay > kLongestDelay)
        return -1;
    return std::max<std::int64_t>(delay.count(), 0);
}

// Counted as context until it is known to be a fact of its own.
LineIs Exim::hostError(const Envelope& e, std::string_view id, std::string_view rest, Sink& sink)
{
    Attempt a;
    if (describeEximHostError(rest, a, m_texts))
        nextMx(m_hostErrors.note({ m_servers.of(e).name, std::string(id), std::string(a.relayHost),
                   std::string(a.relayIp), std::string(rest), e.at, e.offset }),
            sink);
    return LineIs::Context;
}

void Exim::nextMx(const std::vector<HostErrors::Error>& errors, Sink& sink)
{
    for (const HostErrors::Error& error : errors) {
        Attempt a;
        describeEximHostError(error.text, a, m_texts);
        a.queueId = error.id;
        Envelope e;
        e.at = error.at;
        e.offset = error.offset;
        tell(a, e, m_servers.find(error.server), m_correlator, sink);
        m_lines.contextIsDelivery();
    }
}

std::string Exim::saveState() const
{
    StateWriter w;
    w << m_lines.saveState() << m_split.saveState() << m_hostErrors.saveState() << (m_inReject ? "reject" : "");
    w << static_cast<std::uint64_t>(m_zoneError.count());
    return w.text();
}

void Exim::loadState(std::string_view state)
{
    StateReader r(state);
    m_lines.loadState(r.text());
    m_split.loadState(r.text());
    m_hostErrors.loadState(r.text());
    m_inReject = !r.text().empty();
    m_zoneError = milliseconds(static_cast<std::int64_t>(r.number()));
}

// Exim writes as much about rejected and lost connections as about messages, and begins none of it with a name.
constexpr std::string_view kWithoutId[] = {
    "SMTP ",
    "TLS ",
    "H=",
    "Start queue run",
    "End queue run",
    "exim ",
    "no host name found",
    "no IP address found",
    "rejected ",
    "unexpected disconnection",
    "Exim configuration error",
    "socket bind() to port",
    "refused connection",
    "DKIM",
    "unqualified ",
};

} // namespace

int scoreExim(std::string_view head)
{
    return scoreOfLines(head, [](const Envelope& e, std::string_view line) {
        if (isEximTag(e.tag) || isEximId(e.message.substr(0, e.message.find(' '))))
            return true;
        const std::string_view own = withoutStamp(line);
        return own.size() < line.size()
            && std::ranges::any_of(kWithoutId, [&](std::string_view w) { return own.starts_with(w); });
    });
}

std::unique_ptr<LineFormat> makeExim(const FormatOptions& o, Correlator& c) { return std::make_unique<Exim>(o, c); }

} // namespace mv
