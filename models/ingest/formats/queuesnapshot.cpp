// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/queuesnapshot.h"
#include "models/ingest/replytext.h"
#include "models/ingest/sendingip.h"

namespace mv {

QueueSnapshot::QueueSnapshot(const FormatOptions& o, Correlator& correlator)
    : m_at(o.fileTime == UtcTime() ? o.now : o.fileTime)
    , m_server(o.server)
    , m_source(o.sourceOf ? o.sourceOf(o.server) : std::string())
    , m_correlator(correlator)
{
}

void QueueSnapshot::tell(const Waiting& w, std::uint64_t offset, Sink& sink)
{
    const std::string_view sender = w.sender == "MAILER-DAEMON" ? std::string_view() : w.sender; // the null sender
    const ReplyText reply = parseReplyText(w.reason);
    Attempt a;
    a.at = m_at;
    a.outcome = Outcome::Held;
    a.stage = reply.stage;
    a.code = reply.code;
    a.enhanced = reply.enhanced;
    a.offset = offset;
    a.server = m_server;
    a.queueId = w.queueId;
    a.sender = sender;
    a.recipient = w.recipient;
    a.relayHost = reply.host;
    a.relayIp = reply.ip;
    a.reply = reply.reply;
    a.source = sendingIp(reply.reply, reply.ip);
    if (a.source.empty())
        a.source = m_source;
    if (w.arrived && *w.arrived <= m_at) {
        a.delayMs = (m_at - *w.arrived).count();
        if (!m_correlator.knows(m_server, w.queueId)) { // else its log has told it, to the millisecond
            m_correlator.arrived(m_server, w.queueId, *w.arrived);
            m_correlator.sender(m_server, w.queueId, *w.arrived, sender, 0);
        }
    }
    m_correlator.tried(a);
    sink.attempt(a);
}

void QueueSnapshot::end()
{
    if (!m_server.empty())
        m_correlator.leftBefore(m_server, m_at);
}

std::string QueueSnapshot::remark() const
{
    return m_server.empty()
        ? "A listing names no server: say which one it is of, so that what leaves the queue is seen."
        : std::string();
}

} // namespace mv
