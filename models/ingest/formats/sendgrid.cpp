// SPDX-License-Identifier: GPL-3.0-or-later
// SendGrid's Event Webhook. Grammar: Twilio SendGrid docs, "Event Webhook Reference".
#include "models/ingest/formats/espdialects.h"

namespace mv {

namespace {

using Kind = EspEvent::Kind;
using Tell = std::function<void(const EspEvent&)>;

bool isOurs(const JsonValue& r) { return r["event"].exists() && r.anyOf({ "sg_event_id", "sg_message_id" }).exists(); }

constexpr EspKind kKinds[]
    = { { "processed", Kind::Accepted }, { "delivered", Kind::Delivered }, { "deferred", Kind::Deferred },
          { "bounce", Kind::Bounced }, { "blocked", Kind::Bounced }, { "dropped", Kind::Dropped } };

void read(const JsonValue& r, const Tell& tell)
{
    EspEvent e;
    e.kind = espKindIn(kKinds, r["event"].text());
    e.at = r["timestamp"].time();
    e.messageId = r.anyOf({ "sg_message_id", "smtp-id" }).text();
    e.recipient = r["email"].text();
    e.source = r["ip"].text(); // of opens and clicks it is the reader's
    e.tls = r["tls"].isTrue() ? "TLS" : "";
    e.reply = r.anyOf({ "response", "reason" }).text();
    e.enhanced = r["status"].text();
    tell(e);
}

} // namespace

constexpr EspDialect esp::kSendGrid { "SendGrid", isOurs, read };

} // namespace mv
