// SPDX-License-Identifier: GPL-3.0-or-later
// OpenSMTPD: "smtpd[pid]: SESSION mta ..." and its older words. Grammar: the sources named in
// models/ingest/formats/opensmtpddelivery.h.
#include "models/ingest/formats/opensmtpd.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/facts.h"
#include "models/ingest/formats/linescore.h"
#include "models/ingest/formats/messageformat.h"
#include "models/ingest/formats/opensmtpddelivery.h"
#include "models/ingest/formats/smtpsessions.h"
#include "models/ingest/statetext.h"
#include <algorithm>

namespace mv {

namespace {

constexpr std::string_view kTag = "smtpd";

std::string_view fieldOf(std::string_view rest, std::string_view wanted)
{
    std::string_view key, value;
    while (takeOpenSmtpdField(rest, key, value)) {
        if (key == wanted)
            return value;
    }
    return {};
}

// "TLSv1.3:TLS_AES_256_GCM_SHA384:256", before 6.4 "version=TLSv1.2, cipher=..."
std::string_view tlsVersion(std::string_view ciphers)
{
    Cursor c(ciphers);
    c.skip("version=");
    return c.rest().substr(0, c.rest().find_first_of(":,"));
}

class OpenSmtpd final : public MessageFormat {
public:
    using MessageFormat::MessageFormat;

    std::string saveState() const override
    {
        StateWriter w;
        w << m_lines.saveState() << m_sessions.saveState();
        return w.text();
    }
    void loadState(std::string_view state) override
    {
        StateReader r(state);
        m_lines.loadState(r.text());
        m_sessions.loadState(r.text());
    }

private:
    LineIs understand(const Envelope&, Sink&) override;
    LineIs delivery(const Envelope&, const OpenSmtpdDelivery&, Sink&);
    LineIs ofSession(const Envelope&, std::string_view session, std::string_view rest, Sink&);
    LineIs failed(const Envelope&, SmtpSessions::Session*, std::string_view reason, Sink&);
    void connecting(const Envelope&, std::string_view session, std::string_view rest);
    void arrival(const Envelope&, std::string_view rest);
    std::string_view tlsOf(std::string_view server, std::string_view session);

    SmtpSessions m_sessions;
    std::string m_tls;
};

LineIs OpenSmtpd::understand(const Envelope& e, Sink& sink)
{
    if (e.tag != kTag)
        return e.tag.empty() ? LineIs::NotThisFormat : LineIs::Other;
    OpenSmtpdDelivery d;
    switch (parseOpenSmtpdDelivery(e.message, d)) {
    case OpenSmtpdParse::Ok:
        return delivery(e, d, sink);
    case OpenSmtpdParse::Truncated:
        return LineIs::Truncated;
    case OpenSmtpdParse::OtherLine:
        break;
    }
    Cursor c(e.message);
    const std::string_view session = c.takeUntil(' ');
    if (!isOpenSmtpdId(session))
        return LineIs::Other;
    c.skip(' ');
    return ofSession(e, session, c.rest(), sink);
}

LineIs OpenSmtpd::delivery(const Envelope& e, const OpenSmtpdDelivery& d, Sink& sink)
{
    Attempt a;
    if (!describeOpenSmtpdDelivery(d, a))
        return LineIs::BadField;
    const ServerPool::Server& server = m_servers.of(e);
    a.queueId = d.envelope;
    if (isAttempt(a.outcome))
        a.tls = tlsOf(server.name, d.session);
    tell(a, e, server, m_correlator, sink);
    if (isFinal(a.outcome) || (a.outcome == Outcome::Local && a.enhanced.cls() != 4))
        m_correlator.removed(server.name, d.envelope, e.at); // an envelope has one recipient
    return LineIs::Delivery;
}

LineIs OpenSmtpd::ofSession(const Envelope& e, std::string_view session, std::string_view rest, Sink& sink)
{
    Cursor c(rest);
    if (c.skip("smtp envelope ")) {
        arrival(e, c.rest());
        return LineIs::Context;
    }
    if (!c.skip("mta "))
        return LineIs::Other;
    c.skip("event=");
    if (c.skip("connecting ")) {
        connecting(e, session, c.rest());
        return LineIs::Context;
    }
    const std::string_view server = m_servers.of(e).name;
    SmtpSessions::Session* const s = m_sessions.find(server, session);
    if (c.skip("error reason="))
        return failed(e, s, c.rest(), sink);
    if (c.skip("disconnected") || c.skip("closed"))
        m_sessions.end(server, session);
    else if (s && c.skip("connected"))
        s->connected = true;
    else if (s && (c.skip("tls ciphers=") || c.skip("starttls ciphers=")))
        s->tlsVersion = tlsVersion(c.rest());
    else if (s && (c.skip("server-cert-check ") || c.skip("cert-check ")))
        s->trusted = c.rest().starts_with("result=\"success\"") || c.rest().starts_with("result=\"valid\"");
    return LineIs::Context;
}

// Of a session that ended before a recipient was named.
LineIs OpenSmtpd::failed(const Envelope& e, SmtpSessions::Session* session, std::string_view reason, Sink& sink)
{
    Attempt a;
    if (!session || !describeOpenSmtpdError(reason, session->connected, a))
        return LineIs::Context; // the lines of the recipients follow
    a.relayHost = session->host;
    a.relayIp = session->ip;
    tell(a, e, m_servers.of(e), m_correlator, sink);
    return LineIs::Delivery;
}

// "address=smtp://203.0.113.25:25 host=mx.example.net", "address=smtp+notls://[2001:db8::1]:25".
void OpenSmtpd::connecting(const Envelope& e, std::string_view session, std::string_view rest)
{
    SmtpSessions::Session& s = m_sessions.begin(m_servers.of(e).name, session);
    s.host = fieldOf(rest, "host");
    std::string_view address = fieldOf(rest, "address");
    address.remove_prefix(std::min(address.find("://"), address.size()));
    address.remove_prefix(std::min<std::size_t>(3, address.size()));
    if (address.starts_with('['))
        address = address.substr(1, address.find(']') - 1);
    else
        address = address.substr(0, address.rfind(':'));
    s.ip = address;
}

void OpenSmtpd::arrival(const Envelope& e, std::string_view rest)
{
    const std::string_view envelope = fieldOf(rest, "evpid");
    if (!isOpenSmtpdId(envelope))
        return;
    const std::string_view server = m_servers.of(e).name;
    m_correlator.arrived(server, envelope, e.at);
    m_correlator.sender(server, envelope, e.at, fieldOf(rest, "from"), 1);
}

std::string_view OpenSmtpd::tlsOf(std::string_view server, std::string_view session)
{
    const SmtpSessions::Session* const s = m_sessions.find(server, session);
    if (!s || s->tlsVersion.empty())
        return {};
    m_tls = s->trusted ? "Trusted " : "Untrusted ";
    m_tls += s->tlsVersion;
    return m_tls;
}

} // namespace

int scoreOpenSmtpd(std::string_view head)
{
    return scoreOfLines(head, [](const Envelope& e, std::string_view) { return e.tag == kTag; });
}

std::unique_ptr<LineFormat> makeOpenSmtpd(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<OpenSmtpd>(o, c);
}

} // namespace mv
