// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/sendmailmessages.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/facts.h"
#include "models/ingest/formats/sendmaildelivery.h"
#include "models/ingest/sendmailid.h"
#include <algorithm>

namespace mv {

namespace {

std::string_view fieldOf(std::string_view text, std::string_view name)
{
    const auto at = text.find(name);
    if (at == std::string_view::npos)
        return {};
    const std::string_view value = text.substr(at + name.size());
    return value.substr(0, value.find(','));
}

} // namespace

std::string_view takeSendmailId(std::string_view& message)
{
    const auto colon = message.find(": ");
    const std::string_view id = message.substr(0, std::min(colon, message.size()));
    if (colon == std::string_view::npos || !isSendmailId(id))
        return {};
    message.remove_prefix(colon + 2);
    return id;
}

LineIs SendmailMessages::understand(
    const Envelope& e, const ServerPool::Server& server, std::string_view id, std::string_view rest, Sink& sink)
{
    if (rest.starts_with("STARTTLS=client, relay=")) {
        noteTls(e, server, rest);
        return LineIs::Context;
    }
    if (id.empty())
        return LineIs::Other;
    if (rest.starts_with("to="))
        return delivery(e, server, id, rest, sink);
    if (rest.starts_with("from="))
        return arrival(e, server, id, rest);
    if (rest.starts_with("done; ")) { // from LogLevel 11 on
        m_correlator.removed(server.name, id, e.at);
        return LineIs::Context;
    }
    return expiry(e, server, id, rest, sink);
}

// "from=<s>, size=N, class=N, nrcpts=N, msgid=..."; the submission queue has no brackets.
LineIs SendmailMessages::arrival(
    const Envelope& e, const ServerPool::Server& server, std::string_view id, std::string_view rest)
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
    m_correlator.arrived(server.name, id, e.at);
    m_correlator.sender(
        server.name, id, e.at, sender, static_cast<std::uint32_t>(std::min<std::uint64_t>(recipients, 0xffff'ffff)));
    return LineIs::Context;
}

LineIs SendmailMessages::delivery(
    const Envelope& e, const ServerPool::Server& server, std::string_view id, std::string_view rest, Sink& sink)
{
    SendmailDelivery d;
    if (!parseSendmailDelivery(rest, d))
        return LineIs::Truncated;
    Attempt common;
    common.queueId = id;
    describeSendmailDelivery(d, common);
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
LineIs SendmailMessages::expiry(
    const Envelope& e, const ServerPool::Server& server, std::string_view id, std::string_view rest, Sink& sink)
{
    takeSendmailId(rest);
    Cursor c(rest);
    if (!c.skip("return to sender: ") && !c.skip("sender notify: "))
        return LineIs::Context;
    if (!c.rest().starts_with("Cannot send message "))
        return LineIs::Context;
    const bool any = tellExpired(id, c.rest(), e, server, m_correlator, sink);
    m_correlator.leavesWhenDone(server.name, id, e.at);
    return any ? LineIs::Delivery : LineIs::Context;
}

// "STARTTLS=client, relay=host., version=TLSv1.3, verify=OK, cipher=..., bits=256/256"
void SendmailMessages::noteTls(const Envelope& e, const ServerPool::Server& server, std::string_view rest)
{
    const std::string tls = sendmailTls(fieldOf(rest, ", version="), fieldOf(rest, ", verify="));
    std::string_view host, ip;
    parseSendmailRelay(fieldOf(rest, ", relay="), host, ip);
    if (!tls.empty())
        m_tls.note(server.name, e.pid, e.at, host, tls);
}

} // namespace mv
