// SPDX-License-Identifier: GPL-3.0-or-later
// What the events of all providers have in common: how an outcome is told, and how a reply is read.
#include "models/ingest/formats/espevent.h"
#include "models/ingest/formats/addressin.h"
#include "models/ingest/formats/copyid.h"
#include "models/ingest/formats/facts.h"
#include "models/ingest/formats/jsonformat.h"
#include "models/ingest/replytext.h"
#include "models/ingest/sendingip.h"
#include "models/ingest/stagewords.h"
#include <algorithm>

namespace mv {

namespace {

using Kind = EspEvent::Kind;

Outcome outcomeOf(Kind kind)
{
    switch (kind) {
    case Kind::Delivered:
        return Outcome::Delivered;
    case Kind::Deferred:
        return Outcome::Deferred;
    case Kind::Bounced:
        return Outcome::Bounced;
    case Kind::Dropped:
        return Outcome::Expired; // final, and no host was asked
    default:
        return Outcome::Held;
    }
}

// The providers' own words, when no remote host answered.
constexpr StageWord kOwnWords[] = {
    { "No MX for", Stage::Dns },
    { "Unable to find MX", Stage::Dns },
    { "undefined Unable to find MX", Stage::Dns },
    { "invalid domain", Stage::Dns },
    { "unable to get mx info", Stage::Dns },
    { "no MX or A for domain", Stage::Dns },
    { "No SMTP servers were available", Stage::Connect },
    { "Unable to connect", Stage::Connect },
    { "Connection ", Stage::Connect },
    { "connection ", Stage::Connect },
};

// "smtp;550 5.1.1 ...", " RecipientError: 550 5.5.0 ...", "sent (250 2.0.0 OK)": without what stands before the code.
std::string_view withoutWrapping(std::string_view text)
{
    for (const std::string_view before : { "smtp;", " ", "550 RecipientError:", "RecipientError:", "sent (", " " }) {
        if (!text.starts_with(before))
            continue;
        text.remove_prefix(before.size());
        if (before.ends_with('(') && text.ends_with(')'))
            text.remove_suffix(1);
    }
    while (text.ends_with(' ') || text.ends_with('\n'))
        text.remove_suffix(1);
    return text;
}

// "[internal] ...": SparkPost's MTA speaks.
std::string_view withoutInternal(std::string_view text)
{
    constexpr std::string_view kInternal = "[internal] ";
    return text.starts_with(kInternal) ? text.substr(kInternal.size()) : text;
}

class EspEvents final : public JsonFormat {
public:
    EspEvents(const EspDialect& dialect, const FormatOptions& o, Correlator& correlator)
        : JsonFormat(o, correlator)
        , m_dialect(dialect)
    {
    }

private:
    LineIs understand(const JsonValue&, std::uint64_t offset, Sink&) override;
    std::string remark() const override { return std::string(m_dialect.neverTells); }
    LineIs tell(const EspEvent&, std::uint64_t offset, Sink&);
    void describeReply(const EspEvent&, Attempt&);

    const EspDialect& m_dialect;
    std::string m_reply; // of the event at hand
    CopyId m_copyId;
};

LineIs EspEvents::understand(const JsonValue& record, std::uint64_t offset, Sink& sink)
{
    if (!m_dialect.isOurs(record))
        return LineIs::NotThisFormat;
    LineIs is = LineIs::Other;
    m_dialect.read(record, [&](const EspEvent& e) {
        const LineIs event = tell(e, offset, sink);
        const bool worse = event > LineIs::Other;
        if (is <= LineIs::Other)
            is = worse ? event : std::min(is, event);
    });
    return is;
}

LineIs EspEvents::tell(const EspEvent& e, std::uint64_t offset, Sink& sink)
{
    if (e.kind == Kind::Other)
        return LineIs::Other;
    if (e.kind == Kind::Damaged)
        return LineIs::Truncated;
    const ServerPool::Server& server = m_servers.find(m_dialect.name);
    Attempt a;
    a.recipient = addressIn(e.recipient);
    a.sender = addressIn(e.sender);
    const std::string_view copy
        = e.messageId.empty() || a.recipient.empty() ? std::string_view() : m_copyId.of({ e.messageId, a.recipient });
    if (e.kind == Kind::Accepted) {
        if (e.at && !copy.empty()) {
            m_correlator.arrived(server.name, copy, *e.at);
            m_correlator.sender(server.name, copy, *e.at, a.sender, 1);
        }
        return LineIs::Context;
    }
    if (!e.at)
        return LineIs::BadTime;
    if (a.recipient.empty())
        return LineIs::BadField;
    a.at = *e.at;
    a.offset = offset;
    a.outcome = outcomeOf(e.kind);
    a.source = e.source;
    a.relayHost = e.relayHost;
    a.relayIp = e.relayIp;
    a.tls = e.tls;
    if (e.accepted && *e.accepted <= a.at)
        a.delayMs = (a.at - *e.accepted).count();
    describeReply(e, a);
    tellCopy(a, copy, e.messageId, server, m_correlator, sink);
    return LineIs::Delivery;
}

void EspEvents::describeReply(const EspEvent& e, Attempt& a)
{
    std::string_view text = withoutWrapping(e.reply);
    a.enhanced = EnhancedCode::parse(e.enhanced);
    if (!isAttempt(a.outcome)) {
        a.reply = text;
        return;
    }
    text = withReplyCode(m_reply, text, e.code);
    const ReplyText reply = parseReplyText(text);
    const std::string_view words
        = text.substr(std::min(text.size(), reply.code == 0 ? 0 : text.find_first_not_of("0123456789. ")));
    a.reply = reply.reply;
    a.stage = reply.stage;
    a.code = reply.code;
    if (!reply.enhanced.none())
        a.enhanced = reply.enhanced;
    if (const std::string_view own = withoutInternal(words);
        own.size() < words.size() || stageIn(kOwnWords, own) != Stage::Unknown) {
        a.code = 0; // of the provider's making
        a.stage = stageIn(kOwnWords, own);
        a.reply = own;
    }
    if (a.outcome == Outcome::Delivered) {
        a.stage = Stage::EndOfData;
        if (a.code == 0)
            a.code = 250; // the event leaves it away
    }
    if (a.source.empty() && a.code >= 400)
        a.source = sendingIp(a.reply, a.relayIp);
}

} // namespace

int scoreEsp(const EspDialect& dialect, std::string_view head) { return scoreOfJson(head, dialect.isOurs); }

std::unique_ptr<LineFormat> makeEsp(const EspDialect& dialect, const FormatOptions& o, Correlator& c)
{
    return std::make_unique<EspEvents>(dialect, o, c);
}

EspEvent::Kind espKindIn(std::span<const EspKind> table, std::string_view name)
{
    const auto found = std::ranges::find(table, name, &EspKind::name);
    return found == table.end() ? Kind::Other : found->kind;
}

std::uint16_t replyCodeIn(const JsonValue& value)
{
    const auto code = value.integer().value_or(0);
    return code >= 200 && code <= 599 ? static_cast<std::uint16_t>(code) : 0;
}

} // namespace mv
