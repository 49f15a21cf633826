// SPDX-License-Identifier: GPL-3.0-or-later
// Mandrill (Mailchimp Transactional): webhooks, alone or as {"mandrill_events": [...]}. Grammar: Mailchimp developer
// docs, "Webhook format".
#include "models/ingest/formats/espdialects.h"

namespace mv {

namespace {

using Kind = EspEvent::Kind;
using Tell = std::function<void(const EspEvent&)>;

// "send" is told when the recipient's host has taken the message.
constexpr EspKind kKinds[] = { { "send", Kind::Delivered }, { "deferral", Kind::Deferred },
    { "hard_bounce", Kind::Bounced }, { "soft_bounce", Kind::Bounced }, { "reject", Kind::Dropped } };

bool isEvent(const JsonValue& r) { return r["event"].exists() && r["msg"].isObject() && r["ts"].exists(); }

bool isOurs(const JsonValue& r)
{
    return isEvent(r) || isEvent(r["mandrill_events"].first())
        || (r["type"].exists() && r["action"].exists() && r["reject"].exists());
}

void readEvent(const JsonValue& r, const Tell& tell)
{
    const JsonValue message = r["msg"];
    EspEvent e;
    e.kind = espKindIn(kKinds, r["event"].text());
    e.at = r["ts"].time();
    e.accepted = message["ts"].time();
    e.messageId = message["_id"].text();
    e.recipient = message["email"].text();
    e.sender = message["sender"].text();
    e.reply = message["diag"].text();
    if (e.reply.empty())
        e.reply = message["bounce_description"].text();
    message["smtp_events"].each([&](const JsonValue& smtp) { // the last is what this is about
        e.source = smtp["source_ip"].text();
        e.relayIp = smtp["destination_ip"].text();
        e.reply = smtp["diag"].text();
    });
    tell(e);
}

void read(const JsonValue& r, const Tell& tell)
{
    if (r["mandrill_events"].exists())
        r["mandrill_events"].each([&](const JsonValue& event) { readEvent(event, tell); });
    else
        readEvent(r, tell);
}

} // namespace

constexpr EspDialect esp::kMandrill { "Mandrill", isOurs, read };

} // namespace mv
