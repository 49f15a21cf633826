// SPDX-License-Identifier: GPL-3.0-or-later
// MailerSend's webhooks. Grammar: MailerSend API docs, "Webhooks".
#include "models/ingest/formats/espdialects.h"

namespace mv {

namespace {

using Kind = EspEvent::Kind;
using Tell = std::function<void(const EspEvent&)>;

constexpr EspKind kKinds[] = { { "activity.sent", Kind::Accepted }, { "activity.delivered", Kind::Delivered },
    { "activity.deferred", Kind::Deferred }, { "activity.soft_bounced", Kind::Bounced },
    { "activity.hard_bounced", Kind::Bounced } };

bool isOurs(const JsonValue& r) { return r["type"].text().starts_with("activity.") && r["data"].isObject(); }

void read(const JsonValue& r, const Tell& tell)
{
    const JsonValue data = r["data"];
    const JsonValue email = data["email"];
    EspEvent e;
    e.kind = espKindIn(kKinds, r["type"].text());
    e.at = data["created_at"].time();
    if (!e.at)
        e.at = r["created_at"].time();
    e.accepted = email["message"]["created_at"].time();
    e.messageId = email["message"]["id"].text();
    e.sender = email["from"].text();
    e.recipient = email["recipient"]["email"].text();
    e.reply = data["morph"]["reason"].text();
    tell(e);
}

} // namespace

constexpr EspDialect esp::kMailerSend { "MailerSend", isOurs, read };

} // namespace mv
