// SPDX-License-Identifier: GPL-3.0-or-later
// Sendmail: "tag[pid]: ID: to=..., stat=..." and what else has an id. Grammar: the sources named in
// models/ingest/formats/sendmaildelivery.h.
#include "models/ingest/formats/sendmail.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/facts.h"
#include "models/ingest/formats/linescore.h"
#include "models/ingest/formats/messageformat.h"
#include "models/ingest/formats/sendmaildelivery.h"
#include "models/ingest/formats/tlssessions.h"
#include "models/ingest/sendmailid.h"
#include "models/ingest/statetext.h"
#include <algorithm>

namespace mv {

namespace {

// "sm-mta", "sm-msp-queue"; by itself it is "sendmail".
bool isSendmailTag(std::string_view tag) { return tag == "sendmail" || tag.starts_with("sm-"); }

// Takes "ID: " off the front. Empty, and the message stays: there is none.
std::string_view takeId(std::string_view& message)
{
    const auto colon = message.find(": ");
    const std::string_view id = message.substr(0, std::min(colon, message.size()));
    if (colon == std::string_view::npos || !isSendmailId(id))
        return {};
    message.remove_prefix(colon + 2);
    return id;
}

std::string_view fieldOf(std::string_view text, std::string_view name)
{
    const auto at = text.find(name);
    if (at == std::string_view::npos)
        return {};
    const std::string_view value = text.substr(at + name.size());
    return value.substr(0, value.find(','));
}

class Sendmail final : public MessageFormat {
public:
    using MessageFormat::MessageFormat;

    std::string saveState() const override
    {
        StateWriter w;
        w << m_lines.saveState() << m_tls.saveState();
        return w.text();
    }
    void loadState(std::string_view state) override
    {
        StateReader r(state);
        m_lines.loadState(r.text());
        m_tls.loadState(r.text());
    }

private:
    LineIs understand(const Envelope&, Sink&) override;
    LineIs arrival(const Envelope&, std::string_view id, std::string_view rest);
    LineIs delivery(const Envelope&, std::string_view id, std::string_view rest, Sink&);
    LineIs expiry(const Envelope&, std::string_view id, std::string_view rest, Sink&);
    void noteTls(const Envelope&, std::string_view rest);

    TlsSessions m_tls;
};

LineIs Sendmail::understand(const Envelope& e, Sink& sink)
{
    std::string_view rest = e.message;
    const std::string_view id = takeId(rest);
    if (rest.starts_with("STARTTLS=client, relay=")) {
        noteTls(e, rest);
        return LineIs::Context;
    }
    if (id.empty())
        return e.tag.empty() ? LineIs::NotThisFormat : LineIs::Other;
    if (rest.starts_with("to="))
        return delivery(e, id, rest, sink);
    if (rest.starts_with("from="))
        return arrival(e, id, rest);
    if (rest.starts_with("done; ")) { // from LogLevel 11 on
        m_correlator.removed(m_servers.of(e).name, id, e.at);
        return LineIs::Context;
    }
    return expiry(e, id, rest, sink);
}

// "from=<s>, size=N, class=N, nrcpts=N, msgid=..."; the submission queue has no brackets.
LineIs Sendmail::arrival(const Envelope& e, std::string_view id, std::string_view rest)
{
    Cursor c(rest);
    c.skip("from=");
    std::string_view sender = c.take(std::min(c.rest().find(", size="), c.rest().size()));
    if (c.atEnd())
        return LineIs::Truncated;
    if (sender.starts_with('<') && sender.ends_with('>'))
        sender = sender.substr(1, sender.size() - 2);
    const std::uint64_t recipients = Cursor(fieldOf(c.rest(), ", nrcpts=")).takeNumber().value_or(0);
    if (recipients == 0)
        return LineIs::Context; // all refused: nothing came into the queue
    const std::string_view server = m_servers.of(e).name;
    m_correlator.arrived(server, id, e.at);
    m_correlator.sender(
        server, id, e.at, sender, static_cast<std::uint32_t>(std::min<std::uint64_t>(recipients, 0xffff'ffff)));
    return LineIs::Context;
}

LineIs Sendmail::delivery(const Envelope& e, std::string_view id, std::string_view rest, Sink& sink)
{
    SendmailDelivery d;
    if (!parseSendmailDelivery(rest, d))
        return LineIs::Truncated;
    Attempt common;
    common.queueId = id;
    describeSendmailDelivery(d, common);
    const ServerPool::Server& server = m_servers.of(e);
    const std::string tls = sendmailTls(d.tlsVersion, d.tlsVerify);
    common.tls = tls;
    if (isAttempt(common.outcome) && tls.empty() && !m_tls.empty())
        common.tls = m_tls.find(server.name, e.pid, e.at, d.relayHost);
    bool any = false;
    while (!d.recipients.empty()) {
        Attempt a = common;
        a.recipient = takeSendmailRecipient(d.recipients);
        if (a.recipient.empty())
            continue;
        any = true;
        tell(a, e, server, m_correlator, sink);
    }
    m_correlator.leavesWhenDone(server.name, id, e.at);
    return any ? LineIs::Delivery : LineIs::BadField;
}

// "NEWID: return to sender: Cannot send message for 5 days" (savemail.c). Other notices follow a failure that was told.
LineIs Sendmail::expiry(const Envelope& e, std::string_view id, std::string_view rest, Sink& sink)
{
    takeId(rest);
    Cursor c(rest);
    if (!c.skip("return to sender: ") && !c.skip("sender notify: "))
        return LineIs::Context;
    if (!c.rest().starts_with("Cannot send message "))
        return LineIs::Context;
    const bool any = tellExpired(id, c.rest(), e, m_servers.of(e), m_correlator, sink);
    m_correlator.leavesWhenDone(m_servers.of(e).name, id, e.at);
    return any ? LineIs::Delivery : LineIs::Context;
}

// "STARTTLS=client, relay=host., version=TLSv1.3, verify=OK, cipher=..., bits=256/256"
void Sendmail::noteTls(const Envelope& e, std::string_view rest)
{
    const std::string tls = sendmailTls(fieldOf(rest, ", version="), fieldOf(rest, ", verify="));
    std::string_view host, ip;
    parseSendmailRelay(fieldOf(rest, ", relay="), host, ip);
    if (!tls.empty())
        m_tls.note(m_servers.of(e).name, e.pid, e.at, host, tls);
}

} // namespace

int scoreSendmail(std::string_view head)
{
    return scoreOfLines(head, [](const Envelope& e, std::string_view) {
        std::string_view rest = e.message;
        const bool ours = !takeId(rest).empty() || isSendmailTag(e.tag);
        return ours && e.tag.find('/') == std::string_view::npos; // Postfix's tags have one, and ids alike
    });
}

std::unique_ptr<LineFormat> makeSendmail(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<Sendmail>(o, c);
}

} // namespace mv
