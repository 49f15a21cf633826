// SPDX-License-Identifier: GPL-3.0-or-later
// Resend's webhooks. Grammar: Resend docs, "Webhook event types". A delivery's or delay's reply is not told.
#include "models/ingest/formats/espdialects.h"

namespace mv {

namespace {

using Kind = EspEvent::Kind;
using Tell = std::function<void(const EspEvent&)>;

constexpr EspKind kKinds[] = { { "email.sent", Kind::Accepted }, { "email.delivered", Kind::Delivered },
    { "email.delivery_delayed", Kind::Deferred }, { "email.bounced", Kind::Bounced }, { "email.failed", Kind::Dropped },
    { "email.suppressed", Kind::Dropped } };

bool isOurs(const JsonValue& r) { return r["type"].text().starts_with("email.") && r["data"]["email_id"].exists(); }

void read(const JsonValue& r, const Tell& tell)
{
    const JsonValue data = r["data"];
    const JsonValue bounce = data["bounce"];
    EspEvent e;
    e.kind = espKindIn(kKinds, r["type"].text());
    e.at = r["created_at"].time();
    e.accepted = data["created_at"].time();
    e.messageId = data["email_id"].text();
    e.sender = data["from"].text();
    e.reply = bounce["message"].text();
    if (e.reply.empty())
        e.reply = data["failed"]["reason"].text();
    if (e.kind == Kind::Bounced
        && (bounce["subType"].text() == "Suppressed" || e.reply.starts_with("Resend has suppressed")))
        e.kind = Kind::Dropped;
    data["to"].each([&](const JsonValue& recipient) {
        e.recipient = recipient.text();
        tell(e);
    });
}

} // namespace

constexpr EspDialect esp::kResend { "Resend", isOurs, read };

} // namespace mv
