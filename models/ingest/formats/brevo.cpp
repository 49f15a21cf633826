// SPDX-License-Identifier: GPL-3.0-or-later
// Brevo (Sendinblue): transactional webhooks, and the answers of its events API ({"events": [...]}), which has other
// names. Grammar: Brevo developer docs, "Transactional webhooks", "Get all your transactional email activity".
#include "models/ingest/formats/espdialects.h"

namespace mv {

namespace {

using Kind = EspEvent::Kind;
using Tell = std::function<void(const EspEvent&)>;

constexpr EspKind kKinds[]
    = { { "request", Kind::Accepted }, { "requests", Kind::Accepted }, { "delivered", Kind::Delivered },
          { "deferred", Kind::Deferred }, { "soft_bounce", Kind::Bounced }, { "softBounces", Kind::Bounced },
          { "hard_bounce", Kind::Bounced }, { "hardBounces", Kind::Bounced }, { "blocked", Kind::Dropped },
          { "invalid_email", Kind::Dropped }, { "invalid", Kind::Dropped }, { "error", Kind::Dropped } };

bool isEvent(const JsonValue& r)
{
    return r["event"].exists() && r["email"].exists() && r.anyOf({ "message-id", "messageId" }).exists();
}

bool isOurs(const JsonValue& r) { return isEvent(r) || isEvent(r["events"].first()); }

void readEvent(const JsonValue& r, const Tell& tell)
{
    EspEvent e;
    e.kind = espKindIn(kKinds, r["event"].text());
    e.at = r.anyOf({ "ts_epoch", "ts_event", "ts", "date" }).time(); // ts_epoch: milliseconds
    e.messageId = r.anyOf({ "message-id", "messageId" }).text();
    e.recipient = r["email"].text();
    e.sender = r["from"].text();
    e.source = r["sending_ip"].text();
    e.reply = r["reason"].text();
    tell(e);
}

void read(const JsonValue& r, const Tell& tell)
{
    if (r["events"].exists())
        r["events"].each([&](const JsonValue& event) { readEvent(event, tell); });
    else
        readEvent(r, tell);
}

} // namespace

constexpr EspDialect esp::kBrevo { "Brevo", isOurs, read };

} // namespace mv
