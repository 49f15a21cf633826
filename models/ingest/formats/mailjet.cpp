// SPDX-License-Identifier: GPL-3.0-or-later
// Mailjet's Event API (webhooks). Grammar: Mailjet developer docs, "Event API: real-time notifications".
#include "models/ingest/formats/espdialects.h"
#include <string>

namespace mv {

namespace {

using Kind = EspEvent::Kind;
using Tell = std::function<void(const EspEvent&)>;

constexpr EspKind kKinds[] = { { "sent", Kind::Delivered }, { "bounce", Kind::Bounced }, { "blocked", Kind::Dropped } };

bool isOurs(const JsonValue& r) { return r["event"].exists() && r["time"].exists() && r["MessageID"].exists(); }

void read(const JsonValue& r, const Tell& tell)
{
    EspEvent e;
    e.kind = espKindIn(kKinds, r["event"].text());
    e.at = r["time"].time();
    const std::string id = std::to_string(r["MessageID"].integer().value_or(0));
    e.messageId = id;
    e.recipient = r["email"].text();
    e.reply = r.anyOf({ "smtp_reply", "error" }).text();
    if (const std::string_view comment = r["comment"].text(); !comment.empty())
        e.reply = comment; // what the host said, where "error" is a word of Mailjet's
    tell(e);
}

} // namespace

constexpr EspDialect esp::kMailjet { "Mailjet", isOurs, read,
    "No deferrals: Mailjet's events tell only how it ended." };

} // namespace mv
