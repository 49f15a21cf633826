// SPDX-License-Identifier: GPL-3.0-or-later
// Mailgun: webhooks ("event-data"), items of the Events API, alone or as {"items": [...]}, and the fields of the
// webhooks before 2018 ("bounced", "dropped"). Grammar: Mailgun docs, "Event structure".
#include "models/ingest/formats/espdialects.h"
#include <algorithm>

namespace mv {

namespace {

using Kind = EspEvent::Kind;
using Tell = std::function<void(const EspEvent&)>;

constexpr EspKind kKinds[] = { { "accepted", Kind::Accepted }, { "delivered", Kind::Delivered },
    { "failed", Kind::Bounced }, { "rejected", Kind::Dropped }, { "bounced", Kind::Bounced },
    { "dropped", Kind::Bounced }, { "opened", Kind::Other }, { "clicked", Kind::Other },
    { "unsubscribed", Kind::Other }, { "complained", Kind::Other }, { "stored", Kind::Other } };

bool isItem(const JsonValue& r)
{
    const std::string_view event = r["event"].text();
    return std::ranges::find(kKinds, event, &EspKind::name) != std::end(kKinds)
        && r.anyOf({ "log-level", "delivery-status", "recipient", "message-headers", "X-Mailgun-Sid", "X-Mailgun-Tag",
                       "tag" })
               .exists()
        && !r["email"].exists();
}

bool isOurs(const JsonValue& r) { return r["event-data"].isObject() || isItem(r) || isItem(r["items"].first()); }

// What Mailgun says with codes that no mail host uses, or on its own account.
bool isOwnCode(std::int64_t code) { return code == 498 || code == 499 || code >= 600; }

Kind kindOf(const JsonValue& r, std::int64_t code)
{
    const Kind kind = espKindIn(kKinds, r["event"].text());
    if (kind != Kind::Bounced)
        return kind;
    const std::string_view reason = r["reason"].text();
    if (r["severity"].text() == "temporary")
        return Kind::Deferred;
    return reason.starts_with("suppress-") || reason == "old" || code >= 600 ? Kind::Dropped : Kind::Bounced;
}

void readItem(const JsonValue& r, const Tell& tell)
{
    const JsonValue status = r["delivery-status"];
    const JsonValue headers = r["message"]["headers"];
    const JsonValue code = status.exists() ? status["code"] : r["code"];
    EspEvent e;
    e.kind = kindOf(r, code.integer().value_or(0));
    e.at = r["timestamp"].time();
    e.messageId = headers["message-id"].text();
    if (e.messageId.empty())
        e.messageId = r.anyOf({ "Message-Id", "message-id" }).text();
    e.recipient = r["recipient"].text();
    if (e.recipient.empty())
        e.recipient = headers["to"].text();
    e.sender = r["envelope"]["sender"].text();
    if (e.sender.empty())
        e.sender = headers["from"].text();
    e.source = r["envelope"]["sending-ip"].text();
    e.relayHost = status["mx-host"].text();
    if (status["tls"].isTrue())
        e.tls = status["certificate-verified"].isTrue() ? "Trusted TLS" : "Untrusted TLS";
    e.reply = status["message"].text();
    if (e.reply.empty())
        e.reply = status["description"].text();
    if (e.reply.empty())
        e.reply = r.anyOf({ "error", "description" }).text();
    if (e.reply.empty())
        e.reply = r["reject"]["reason"].text();
    e.enhanced = status["enhanced-code"].text();
    if (e.enhanced.empty())
        e.enhanced = r["code"].text(); // "5.1.1"
    if (!isOwnCode(code.integer().value_or(0)))
        e.code = replyCodeIn(code);
    tell(e);
}

void read(const JsonValue& r, const Tell& tell)
{
    if (r["event-data"].isObject())
        readItem(r["event-data"], tell);
    else if (r["items"].exists())
        r["items"].each([&](const JsonValue& item) { readItem(item, tell); });
    else
        readItem(r, tell);
}

} // namespace

constexpr EspDialect esp::kMailgun { "Mailgun", isOurs, read };

} // namespace mv
