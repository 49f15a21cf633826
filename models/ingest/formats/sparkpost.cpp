// SPDX-License-Identifier: GPL-3.0-or-later
// SparkPost and Momentum: webhooks ({"msys": {"message_event": {...}}}) and the answers of the events API ({"results":
// [...]}). Grammar: SparkPost API, "Events".
#include "models/ingest/formats/espdialects.h"

namespace mv {

namespace {

using Kind = EspEvent::Kind;
using Tell = std::function<void(const EspEvent&)>;

constexpr EspKind kKinds[]
    = { { "injection", Kind::Accepted }, { "reception", Kind::Accepted }, { "delivery", Kind::Delivered },
          { "delay", Kind::Deferred }, { "bounce", Kind::Bounced }, { "policy_rejection", Kind::Dropped },
          { "generation_failure", Kind::Dropped }, { "generation_rejection", Kind::Dropped } };

bool isEvent(const JsonValue& r) { return r["event_id"].exists() && r["type"].exists(); }

bool isOurs(const JsonValue& r)
{
    return r["msys"].isObject() || isEvent(r["results"].first()) || (isEvent(r) && r["rcpt_to"].exists());
}

void readEvent(const JsonValue& r, const Tell& tell)
{
    EspEvent e;
    e.kind = espKindIn(kKinds, r["type"].text());
    const std::string_view method = r["delv_method"].text();
    if (!method.empty() && method != "esmtp")
        e.kind = Kind::Other; // a text message, a notification
    e.at = r["timestamp"].time();
    if (const auto queued = r["queue_time"].integer(); e.at && queued && *queued >= 0) // milliseconds
        e.accepted = *e.at - std::chrono::milliseconds(*queued);
    e.messageId = r["message_id"].text();
    e.recipient = r.anyOf({ "raw_rcpt_to", "rcpt_to" }).text();
    e.sender = r["msg_from"].text();
    e.source = r["sending_ip"].text();
    if (e.kind == Kind::Delivered || e.kind == Kind::Deferred || e.kind == Kind::Bounced)
        e.relayIp = r["ip_address"].text(); // of others it is the client's
    e.tls = r["outbound_tls"].isTrue() ? "TLS" : "";
    e.reply = r.anyOf({ "raw_reason", "reason" }).text();
    e.code = replyCodeIn(r["error_code"]);
    if (e.kind == Kind::Bounced && e.reply.find("[internal] exceeded max time") != std::string_view::npos)
        e.kind = Kind::Dropped;
    tell(e);
}

void read(const JsonValue& r, const Tell& tell)
{
    if (r["results"].exists())
        r["results"].each([&](const JsonValue& event) { readEvent(event, tell); });
    else if (const JsonValue msys = r["msys"]; msys.exists())
        readEvent(msys.anyOf({ "message_event", "gen_event" }), tell); // what else there is, is about readers
    else
        readEvent(r, tell);
}

} // namespace

constexpr EspDialect esp::kSparkPost { "SparkPost", isOurs, read };

} // namespace mv
