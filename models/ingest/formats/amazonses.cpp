// SPDX-License-Identifier: GPL-3.0-or-later
// Amazon SES: feedback notifications ("notificationType") and event publishing ("eventType"), bare, or in an SNS
// message whose Message is JSON in a string, in the records of a Lambda function, or in EventBridge's "detail".
// Grammar: SES Developer Guide, "Contents of event data". Deferrals are told only by event publishing (DeliveryDelay).
#include "models/ingest/formats/espdialects.h"
#include <algorithm>

namespace mv {

namespace {

using Kind = EspEvent::Kind;
using Tell = std::function<void(const EspEvent&)>;

bool isEvent(const JsonValue& r)
{
    return r.anyOf({ "eventType", "notificationType" }).exists() && r["mail"].isObject();
}

bool isSns(const JsonValue& r)
{
    const std::string_view message = r["Message"].text();
    return r["TopicArn"].exists()
        && (r["Type"].text() == "SubscriptionConfirmation" || message.find("\"mail\":") != std::string_view::npos
            || message.find("Amazon SES") != std::string_view::npos);
}

bool isOurs(const JsonValue& r)
{
    return isEvent(r) || isSns(r) || r["source"].text() == "aws.ses" || r["Records"].first()["Sns"].exists();
}

// "dns; a8-70.smtp-out.amazonses.com"
std::string_view hostOf(std::string_view mta)
{
    constexpr std::string_view kType = "dns;";
    if (mta.starts_with(kType))
        mta.remove_prefix(kType.size());
    return mta.substr(std::min(mta.find_first_not_of(' '), mta.size()));
}

EspEvent common(const JsonValue& mail, const JsonValue& details)
{
    EspEvent e;
    e.accepted = mail["timestamp"].time();
    e.at = details["timestamp"].time();
    if (!e.at)
        e.at = e.accepted;
    e.messageId = mail["messageId"].text();
    e.sender = mail["source"].text();
    e.source = mail["tags"]["ses:outgoing-ip"].first().text();
    if (e.source.empty())
        e.source = hostOf(details["reportingMTA"].text()); // the host of SES that tried
    e.relayIp = details["remoteMtaIp"].text();
    return e;
}

void toAll(EspEvent e, Kind kind, const JsonValue& recipients, const Tell& tell)
{
    e.kind = kind;
    recipients.each([&](const JsonValue& recipient) {
        e.recipient = recipient.text();
        tell(e);
    });
}

Kind kindOfBounce(const JsonValue& bounce, std::string_view status)
{
    const std::string_view why = bounce["bounceSubType"].text();
    if (why == "Suppressed" || why == "OnAccountSuppressionList" || why == "UnsubscribedRecipient")
        return Kind::Dropped;
    return status.ends_with(".4.7") ? Kind::Dropped : Kind::Bounced; // the time for retries was over
}

void readEvent(const JsonValue& r, const Tell& tell)
{
    const std::string_view type = r.anyOf({ "eventType", "notificationType" }).text();
    const JsonValue mail = r["mail"];
    if (type == "Delivery") {
        EspEvent e = common(mail, r["delivery"]);
        e.reply = r["delivery"]["smtpResponse"].text();
        toAll(e, Kind::Delivered, r["delivery"]["recipients"], tell);
    } else if (type == "Bounce") {
        EspEvent e = common(mail, r["bounce"]);
        r["bounce"]["bouncedRecipients"].each([&](const JsonValue& recipient) {
            e.recipient = recipient["emailAddress"].text();
            e.enhanced = recipient["status"].text();
            e.reply = recipient["diagnosticCode"].text();
            if (e.reply.empty())
                e.reply = r["bounce"]["bounceSubType"].text();
            e.kind = kindOfBounce(r["bounce"], e.enhanced);
            tell(e);
        });
    } else if (type == "DeliveryDelay") {
        const JsonValue delay = r["deliveryDelay"];
        EspEvent e = common(mail, delay);
        e.kind = delay["delayType"].text() == "SendingDeferral" ? Kind::Held : Kind::Deferred;
        delay["delayedRecipients"].each([&](const JsonValue& recipient) {
            e.recipient = recipient["emailAddress"].text();
            e.enhanced = recipient["status"].text();
            e.reply = recipient["diagnosticCode"].text();
            if (e.reply.empty())
                e.reply = delay["delayType"].text();
            tell(e);
        });
    } else if (type == "Send") {
        toAll(common(mail, {}), Kind::Accepted, mail["destination"], tell);
    } else if (type == "Reject" || type == "Rendering Failure") {
        EspEvent e = common(mail, {});
        e.reply = type == "Reject" ? r["reject"]["reason"].text() : r["failure"]["errorMessage"].text();
        toAll(e, Kind::Dropped, mail["destination"], tell);
    }
}

void readSns(const JsonValue& message, const Tell& tell)
{
    thread_local simdjson::dom::parser parser; // keeps its buffers; the record's own holds the string
    const std::string_view text = message.text();
    simdjson::dom::element inner;
    if (text.empty()) // nothing that simdjson may copy
        return;
    if (parser.parse(text.data(), text.size()).get(inner) == simdjson::SUCCESS)
        readEvent(JsonValue(inner), tell);
    else if (EspEvent e; text.starts_with('{')) {
        e.kind = Kind::Damaged;
        tell(e);
    }
}

void read(const JsonValue& r, const Tell& tell)
{
    if (isEvent(r))
        readEvent(r, tell);
    else if (r["detail"].isObject())
        readEvent(r["detail"], tell);
    else if (r["Records"].exists())
        r["Records"].each([&](const JsonValue& record) { readSns(record["Sns"]["Message"], tell); });
    else
        readSns(r["Message"], tell);
}

} // namespace

constexpr EspDialect esp::kAmazonSes { "Amazon SES", isOurs, read };

} // namespace mv
