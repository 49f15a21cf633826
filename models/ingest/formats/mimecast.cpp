// SPDX-License-Identifier: GPL-3.0-or-later
// Mimecast's events for SIEMs (API 2.0, JSON): of them "delivery" tells how the last try ended. Grammar: Mimecast's
// "Understanding SIEM Logs", and real records. Only what is said to go out is ours to count: what comes in is delivered
// to ourselves.
#include "models/ingest/formats/mimecast.h"
#include "models/ingest/formats/csvrecord.h"
#include "models/ingest/formats/facts.h"
#include "models/ingest/formats/jsonformat.h"
#include "models/ingest/replytext.h"

namespace mv {

namespace {

std::string_view typeOf(const JsonValue& r) { return r.anyOf({ "type", "eventType" }).text(); }

bool isTrue(const JsonValue& value)
{
    return value.isTrue() || sameIgnoringCase(value.text(), "true") || sameIgnoringCase(value.text(), "yes");
}

bool tellsEnd(const JsonValue& delivered) { return delivered.exists() && !delivered.isNull() && !delivered.isObject(); }

// "421", "421 4.7.0 ...", with the words apart.
void describeFailure(const JsonValue& r, Attempt& a)
{
    const std::string_view errors = r["deliveryErrors"].text();
    const std::string_view info = r["rejectionInfo"].text();
    const std::string_view words = info.empty() ? errors : info;
    const ReplyText reply = parseReplyText(words);
    const auto code = r["rejectionCode"].integer().value_or(reply.code);
    a.code = code >= 400 && code <= 599 ? static_cast<std::uint16_t>(code) : reply.code;
    a.enhanced = reply.enhanced;
    a.stage = reply.stage;
    a.reply = words.empty() ? r["rejectionType"].text() : words;
    a.outcome = a.code >= 500 ? Outcome::Bounced : Outcome::Deferred;
}

class Mimecast final : public JsonFormat {
public:
    using JsonFormat::JsonFormat;

private:
    LineIs understand(const JsonValue&, std::uint64_t offset, Sink&) override;
};

LineIs Mimecast::understand(const JsonValue& r, std::uint64_t offset, Sink& sink)
{
    if (!r["processingId"].exists() && !r["aggregateId"].exists())
        return LineIs::NotThisFormat;
    if (typeOf(r) != "delivery" || !sameIgnoringCase(r["direction"].text(), "outbound"))
        return LineIs::Other;
    const auto at = r["timestamp"].time();
    if (!at)
        return LineIs::BadTime;
    Attempt a;
    a.at = *at;
    a.offset = offset;
    a.queueId = r["processingId"].text();
    a.sender = r["senderEnvelope"].text();
    a.recipient = r["recipients"].text();
    a.relayHost = r["Hostname"].text();
    a.relayIp = r["destinationIp"].text();
    if (isTrue(r["tlsUsed"]))
        a.tls = r["tlsVersion"].text();
    if (const auto ms = r["deliveryTime"].integer(); ms && *ms >= 0)
        a.delayMs = *ms;
    if (a.recipient.empty() || !tellsEnd(r["delivered"]))
        return LineIs::BadField;
    if (isTrue(r["delivered"])) {
        a.outcome = Outcome::Delivered;
        a.stage = Stage::EndOfData;
        a.code = 250; // the record leaves it away
    } else {
        describeFailure(r, a);
    }
    const ServerPool::Server& server = m_servers.find(r["accountId"].text());
    a.server = server.name;
    a.source = server.source;
    if (!a.queueId.empty())
        m_correlator.tried(a);
    if (r["deliveryAttempts"].integer().value_or(1) > 1)
        a.firstTry = false; // the others were not told
    sink.attempt(a);
    if (!a.queueId.empty())
        m_correlator.leavesWhenDone(server.name, a.queueId, *at);
    return LineIs::Delivery;
}

} // namespace

int scoreMimecast(std::string_view head)
{
    return scoreOfJson(head, [](const JsonValue& r) {
        return r["processingId"].exists() && r["aggregateId"].exists() && !typeOf(r).empty();
    });
}

std::unique_ptr<LineFormat> makeMimecast(const FormatOptions& o, Correlator& c)
{
    return std::make_unique<Mimecast>(o, c);
}

} // namespace mv
