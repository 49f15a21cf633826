// SPDX-License-Identifier: GPL-3.0-or-later
// KumoMTA: JSON records, one a line, in zstd segments. Grammar: KumoMTA docs, "Log Record", and what its queues and
// dispatchers write into them (kumod: queue.rs, ready_queue.rs, smtp_dispatcher.rs). A template may give each record
// another shape: what is not there is not told.
#include "models/ingest/formats/kumomta.h"
#include "models/ingest/formats/facts.h"
#include "models/ingest/formats/jsonformat.h"
#include "models/ingest/replytext.h"
#include "models/ingest/sendingip.h"
#include "models/ingest/stagewords.h"
#include <algorithm>

namespace mv {

namespace {

struct RecordType {
    std::string_view name;
    LineIs is; // Delivery: each of its recipients has an outcome
    Outcome outcome = Outcome::Held;
};
constexpr RecordType kTypes[] = {
    { "Delivery", LineIs::Delivery, Outcome::Delivered },
    { "TransientFailure", LineIs::Delivery, Outcome::Deferred },
    { "Bounce", LineIs::Delivery, Outcome::Bounced },
    { "Expiration", LineIs::Delivery, Outcome::Expired },
    { "AdminBounce", LineIs::Delivery, Outcome::Expired }, // taken off the queue; no host was asked
    { "Delayed", LineIs::Delivery, Outcome::Held },
    { "Delay", LineIs::Delivery, Outcome::Held },
    { "Reception", LineIs::Context },
    { "AdminRebind", LineIs::Context },
    { "DeferredInjectionRebind", LineIs::Context },
    { "XferIn", LineIs::Context },
    { "XferOut", LineIs::Context },
    // About what others sent, or what came back as mail.
    { "OOB", LineIs::Other },
    { "Feedback", LineIs::Other },
    { "Rejection", LineIs::Other },
};

const RecordType* typeOf(const JsonValue& record)
{
    const auto* const found = std::ranges::find(kTypes, record["type"].text(), &RecordType::name);
    return found == std::end(kTypes) ? nullptr : found;
}

// What it says on its own behalf begins with this, and with one of these behind it when a host was tried.
constexpr std::string_view kInternal = "KumoMTA internal: ";
constexpr StageWord kTried[] = {
    { "failed to connect to any candidate hosts: TLS handshake", Stage::StartTls },
    { "failed to connect to any candidate hosts: DANE TLSA lookup", Stage::Dns },
    { "failed to connect to any candidate hosts: All failures are related to OpportunisticInsecure", Stage::StartTls },
    { "failed to connect to any candidate hosts", Stage::Connect },
    { "failed to send message", Stage::Unknown },
    { "error in deliver_message", Stage::Unknown },
    { "DATA is 8bit", Stage::MailFrom },
    { "envelope is 8bit", Stage::MailFrom },
    { "Recipient address has a null MX", Stage::Dns },
    { "MX didn't resolve", Stage::Dns },
};

const StageWord* triedAs(std::string_view words)
{
    const auto* const found
        = std::ranges::find_if(kTried, [&](const StageWord& w) { return words.starts_with(w.text); });
    return found == std::end(kTried) ? nullptr : found;
}

// "RCPT TO:<...>"; "." is the end of the data.
Stage stageOfCommand(std::string_view command)
{
    constexpr StageWord kCommands[]
        = { { ".", Stage::EndOfData }, { "RCPT TO", Stage::RcptTo }, { "MAIL FROM", Stage::MailFrom },
              { "DATA", Stage::Data }, { "BDAT", Stage::EndOfData }, { "EHLO", Stage::Helo }, { "HELO", Stage::Helo },
              { "LHLO", Stage::Helo }, { "STARTTLS", Stage::StartTls }, { "AUTH", Stage::Auth } };
    return stageIn(kCommands, command);
}

std::string_view withoutDot(std::string_view name)
{
    return name.substr(0, name.size() - (name.ends_with('.') ? 1 : 0));
}

// {"class": 4, "subject": 7, "detail": 500}, or null.
EnhancedCode enhancedOf(const JsonValue& code)
{
    const auto part = [&](std::string_view name) {
        return static_cast<unsigned>(std::clamp<std::int64_t>(code[name].integer().value_or(0), 0, 999));
    };
    const unsigned cls = part("class");
    return cls == 2 || cls == 4 || cls == 5 ? EnhancedCode(cls, part("subject"), part("detail")) : EnhancedCode();
}

class KumoMta final : public JsonFormat {
public:
    using JsonFormat::JsonFormat;

private:
    LineIs understand(const JsonValue&, std::uint64_t offset, Sink&) override;
    void describe(const JsonValue& record, Attempt&);
    void describeReply(const JsonValue& response, bool nobodyAnswered, Attempt&);

    std::string m_reply; // of the record at hand
};

LineIs KumoMta::understand(const JsonValue& record, std::uint64_t offset, Sink& sink)
{
    const RecordType* const type = typeOf(record);
    if (!type)
        return record["type"].exists() ? LineIs::Other : LineIs::NotThisFormat;
    if (type->is != LineIs::Delivery)
        return type->is;
    const auto at = record.anyOf({ "event_time", "timestamp" }).time();
    if (!at)
        return LineIs::BadTime;
    Envelope e; // when and where; no more
    e.at = *at;
    e.offset = offset;
    Attempt shared;
    shared.outcome = type->outcome;
    describe(record, shared);
    if (const auto created = record.anyOf({ "created_time", "created" }).time(); created && *created <= *at)
        shared.delayMs = (*at - *created).count();

    const ServerPool::Server& server = m_servers.find(record["nodeid"].text());
    std::size_t recipients = 0;
    record["recipient"].each([&](const JsonValue& recipient) {
        Attempt a = shared;
        a.recipient = recipient.text();
        if (a.recipient.empty())
            return;
        ++recipients;
        tell(a, e, server, m_correlator, sink);
    });
    if (recipients == 0)
        return LineIs::BadField;
    if (shared.queueId.empty())
        return LineIs::Delivery;
    if (recipients == 1 && isFinal(shared.outcome))
        m_correlator.removed(server.name, shared.queueId, *at);
    else
        m_correlator.leavesWhenDone(server.name, shared.queueId, *at); // others may wait
    return LineIs::Delivery;
}

void KumoMta::describe(const JsonValue& record, Attempt& a)
{
    const JsonValue peer = record["peer_address"];
    a.queueId = record["id"].text();
    a.sender = record["sender"].text();
    a.relayHost = withoutDot(peer["name"].text());
    a.relayIp = peer["addr"].text();
    a.source = ipOfEndpoint(record["source_address"]["address"].text());
    if (a.source.empty())
        a.source = record["egress_source"].text();
    describeReply(record["response"], peer.isNull(), a);

    const std::string_view protocol = record["delivery_protocol"].text();
    if (isAttempt(a.outcome)
        && ((!protocol.empty() && protocol.find("SMTP") == std::string_view::npos) || isLocalAddress(a.relayIp)))
        becomeLocal(a); // a Maildir, a script; log hooks travel like mail
    a.tls = record["tls_protocol_version"].text();
    if (a.source.empty() && a.code >= 400)
        a.source = sendingIp(a.reply, a.relayIp);
}

void KumoMta::describeReply(const JsonValue& response, bool nobodyAnswered, Attempt& a)
{
    a.enhanced = enhancedOf(response["enhanced_code"]);
    std::string_view content = response["content"].text();
    a.stage = stageOfCommand(response["command"].text());
    if (content.starts_with(kInternal)) {
        nobodyAnswered = true;
        content.remove_prefix(kInternal.size());
    }
    if (nobodyAnswered || !isAttempt(a.outcome)) {
        const StageWord* const tried = triedAs(content);
        if (tried && a.stage == Stage::Unknown)
            a.stage = tried->stage;
        if (!tried && a.outcome == Outcome::Deferred)
            a.outcome = Outcome::Held; // suspended, throttled, no source
        a.reply = content;
        return;
    }
    if (const std::string_view whole = response.text(); !whole.empty()) { // a template's doing
        const ReplyText reply = parseReplyText(whole);
        a.code = reply.code;
        a.enhanced = reply.enhanced;
        a.stage = reply.stage;
        a.reply = reply.reply;
        return;
    }
    const auto code = response["code"].integer().value_or(0);
    a.code = code >= 200 && code <= 599 ? static_cast<std::uint16_t>(code) : 0;
    m_reply.clear();
    if (a.code != 0)
        m_reply.append(std::to_string(a.code)).append(1, ' ');
    if (!a.enhanced.none())
        m_reply.append(a.enhanced.toString()).append(1, ' ');
    m_reply += content;
    std::ranges::replace(m_reply, '\n', ' '); // of older versions
    a.reply = m_reply;
    if (a.stage == Stage::Unknown && a.code >= 200 && a.code < 300)
        a.stage = Stage::EndOfData;
}

} // namespace

int scoreKumoMta(std::string_view head)
{
    return scoreOfJson(head, [](const JsonValue& r) {
        return typeOf(r) && r["recipient"].exists() && r.anyOf({ "timestamp", "event_time" }).exists();
    });
}

std::unique_ptr<LineFormat> makeKumoMta(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<KumoMta>(o, c);
}

} // namespace mv
