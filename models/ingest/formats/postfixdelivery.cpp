// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/postfixdelivery.h"
#include "models/ingest/cursor.h"
#include "models/ingest/replytext.h"
#include "models/ingest/sendingip.h"
#include <algorithm>

namespace mv {

namespace {

// Address and other values in angle brackets end with the bracket; a value without brackets with the next comma.
std::string_view takeValue(Cursor& c)
{
    if (c.skip('<')) {
        const auto end = c.rest().find(">, ");
        if (end != std::string_view::npos) {
            const std::string_view value = c.take(end);
            c.skip('>');
            return value;
        }
    }
    const auto end = c.rest().find(", ");
    return c.take(std::min(end, c.rest().size()));
}

// "0.98", "767": seconds with up to three decimals that count. -1: not a number.
std::int64_t milliseconds(std::string_view text)
{
    Cursor c(text);
    const auto seconds = c.takeNumber();
    if (!seconds || *seconds > 1'000'000'000)
        return -1;
    auto ms = static_cast<std::int64_t>(*seconds) * 1000;
    if (c.skip('.')) {
        int weight = 100;
        for (const char d : c.rest()) {
            if (d < '0' || d > '9')
                break;
            ms += (d - '0') * weight;
            weight /= 10;
        }
    }
    return ms;
}

// "host[address]:port", "host[address]", "none", "local".
void parseRelay(std::string_view relay, PostfixDelivery& out)
{
    out.relay = relay;
    const auto open = relay.find('[');
    const auto close = relay.rfind(']');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return;
    out.relayHost = relay.substr(0, open);
    out.relayIp = relay.substr(open + 1, close - open - 1);
    Cursor c(relay.substr(close + 1));
    if (c.skip(':'))
        out.port = static_cast<unsigned>(std::min<std::uint64_t>(c.takeNumber().value_or(0), 65535));
}

bool isContentFilterPort(unsigned port) { return port >= 10'024 && port <= 10'029; } // amavis, zimbra and their kin

// "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as ...". The hosts of other people have filters,
// too.
bool isFiltersAnswer(std::string_view text)
{
    return text.starts_with('2') && text.substr(0, 40).find(" from MTA(") != std::string_view::npos;
}

// A mailbox on our side, or a filter that hands the message back to us.
bool isLocal(std::string_view program, const PostfixDelivery& d, std::string_view ip)
{
    if (program == "local" || program == "virtual" || program == "pipe" || program == "lmtp" || program == "discard")
        return true;
    if (d.relayHost.empty() && !d.relay.empty() && d.relay != "none" && d.relay.find('[') == std::string_view::npos)
        return true; // "relay=dovecot", "relay=local": a host is told with its address
    return isLocalAddress(ip) || (isPrivateAddress(ip) && (isContentFilterPort(d.port) || isFiltersAnswer(d.text)));
}

void fillReply(const ReplyText& r, Attempt& a)
{
    a.code = r.code;
    a.stage = r.stage;
    if (!r.enhanced.none())
        a.enhanced = r.enhanced;
    a.reply = r.reply;
    if (a.relayHost.empty())
        a.relayHost = r.host;
    if (a.relayIp.empty())
        a.relayIp = r.ip;
    if (r.code >= 400)
        a.source = sendingIp(r.reply, a.relayIp);
}

} // namespace

DeliveryParse parsePostfixDelivery(std::string_view message, PostfixDelivery& out)
{
    Cursor c(message);
    if (!c.skip("to="))
        return DeliveryParse::BadField;
    out.recipient = takeValue(c);
    while (c.skip(", ")) {
        const auto equals = c.rest().find('=');
        if (equals == std::string_view::npos)
            return DeliveryParse::Truncated;
        const std::string_view key = c.take(equals);
        c.skip('=');
        if (key == "status") {
            out.status = c.take(std::min(c.rest().find_first_of(" ("), c.rest().size()));
            c.skipBlanks();
            if (c.skip('(')) // to the last ')': the text may hold some, and junk may follow it
                out.text = c.rest().substr(0, c.rest().rfind(')'));
            return out.status.empty() ? DeliveryParse::Truncated : DeliveryParse::Ok;
        }
        const std::string_view value = takeValue(c);
        if (key == "relay")
            parseRelay(value, out);
        else if (key == "delay")
            out.delayMs = milliseconds(value);
        else if (key == "dsn")
            out.dsn = EnhancedCode::parse(value);
    }
    return DeliveryParse::Truncated;
}

bool describeDelivery(std::string_view program, const PostfixDelivery& d, Attempt& a)
{
    if (d.status == "sent")
        a.outcome = Outcome::Delivered;
    else if (d.status == "deferred" || d.status == "SOFTBOUNCE")
        a.outcome = Outcome::Deferred;
    else if (d.status == "bounced")
        a.outcome = Outcome::Bounced;
    else if (d.status == "expired" || d.status == "force-expired")
        a.outcome = Outcome::Expired;
    else
        return false;

    a.recipient = d.recipient;
    a.delayMs = d.delayMs;
    a.enhanced = d.dsn;
    a.relayHost = d.relayHost;
    a.relayIp = d.relayIp;
    const ReplyText reply = parseReplyText(d.text);
    fillReply(reply, a);
    const bool untried = program == "error" || program == "retry"; // services that only answer for a transport
    if (isLocal(program, d, a.relayIp) || (untried && a.outcome == Outcome::Bounced))
        a.outcome = Outcome::Local;
    else if (a.outcome == Outcome::Deferred && (reply.suspended || untried))
        a.outcome = Outcome::Held;
    if (a.relayIp.find('/') != std::string_view::npos)
        a.relayIp = {}; // a socket's path
    return true;
}

bool describeNextMx(std::string_view text, Attempt& a)
{
    const ReplyText reply = parseReplyText(text);
    if (reply.host.empty() && reply.stage == Stage::Unknown)
        return false;
    a.outcome = Outcome::NextMx;
    fillReply(reply, a);
    return true;
}

} // namespace mv
