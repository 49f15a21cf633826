// SPDX-License-Identifier: GPL-3.0-or-later
// Postmark's webhooks and the answers of its Bounce API ({"Bounces": [...]}). Grammar: Postmark docs, "Webhooks",
// "Bounce types". Only some of what it calls bounces are: mail that came back is another matter.
#include "models/ingest/formats/espdialects.h"

namespace mv {

namespace {

using Kind = EspEvent::Kind;
using Tell = std::function<void(const EspEvent&)>;

constexpr EspKind kKinds[] = { { "Transient", Kind::Deferred }, { "HardBounce", Kind::Bounced },
    { "SoftBounce", Kind::Bounced }, { "Blocked", Kind::Bounced }, { "DnsError", Kind::Bounced },
    { "SpamNotification", Kind::Bounced }, { "DMARCPolicy", Kind::Bounced }, { "VirusNotification", Kind::Bounced },
    { "Unknown", Kind::Bounced }, { "BadEmailAddress", Kind::Dropped }, { "ManuallyDeactivated", Kind::Dropped },
    { "SMTPApiError", Kind::Dropped }, { "TemplateRenderingFailed", Kind::Dropped } };

bool isBounce(const JsonValue& r) { return r["BouncedAt"].exists() && r["TypeCode"].exists(); }

bool isOurs(const JsonValue& r) { return r["RecordType"].exists() || isBounce(r) || isBounce(r["Bounces"].first()); }

void readEvent(const JsonValue& r, const Tell& tell)
{
    EspEvent e;
    const std::string_view type = r["RecordType"].text();
    if (type == "Delivery")
        e.kind = Kind::Delivered;
    else if (type == "Bounce" || type.empty())
        e.kind = espKindIn(kKinds, r["Type"].text());
    e.at = r.anyOf({ "DeliveredAt", "BouncedAt" }).time();
    e.messageId = r["MessageID"].text();
    e.sender = r["From"].text();
    e.recipient = r.anyOf({ "Recipient", "Email" }).text();
    e.reply = r["Details"].text();
    if (e.reply.empty())
        e.reply = r["Description"].text();
    tell(e);
}

void read(const JsonValue& r, const Tell& tell)
{
    if (r["Bounces"].exists())
        r["Bounces"].each([&](const JsonValue& bounce) { readEvent(bounce, tell); });
    else
        readEvent(r, tell);
}

} // namespace

constexpr EspDialect esp::kPostmark { "Postmark", isOurs, read };

} // namespace mv
