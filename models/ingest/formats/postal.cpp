// SPDX-License-Identifier: GPL-3.0-or-later
// Postal's webhooks. Grammar: Postal docs, "Webhook events", and its app/models (webhook_request, message_db/delivery).
#include "models/ingest/formats/espdialects.h"

namespace mv {

namespace {

using Kind = EspEvent::Kind;
using Tell = std::function<void(const EspEvent&)>;

constexpr EspKind kKinds[] = { { "MessageSent", Kind::Delivered }, { "MessageDelayed", Kind::Deferred },
    { "MessageDeliveryFailed", Kind::Bounced }, { "MessageHeld", Kind::Held } };

bool isOurs(const JsonValue& r) { return r["payload"].isObject() && r["event"].exists() && r["uuid"].exists(); }

void read(const JsonValue& r, const Tell& tell)
{
    const JsonValue payload = r["payload"];
    const JsonValue message = payload["message"]; // of a bounce that came back there is an "original_message"
    EspEvent e;
    if (message["direction"].text() == "outgoing")
        e.kind = espKindIn(kKinds, r["event"].text());
    e.at = payload["timestamp"].time();
    if (!e.at)
        e.at = r["timestamp"].time();
    e.accepted = message["timestamp"].time();
    e.messageId = message["message_id"].text();
    e.sender = message["from"].text();
    e.recipient = message["to"].text();
    e.tls = payload["sent_with_ssl"].isTrue() ? "TLS" : "";
    e.reply = payload["output"].text();
    if (e.reply.empty())
        e.reply = payload["details"].text();
    tell(e);
}

} // namespace

constexpr EspDialect esp::kPostal { "Postal", isOurs, read };

} // namespace mv
