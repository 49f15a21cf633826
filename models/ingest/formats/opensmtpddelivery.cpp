// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/opensmtpddelivery.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/duration.h"
#include "models/ingest/replytext.h"
#include "models/ingest/sendingip.h"
#include "models/ingest/stagewords.h"
#include <algorithm>

namespace mv {

namespace {

// OpenSMTPD's own words, when no remote host answered (mta.c, mta_session.c).
constexpr StageWord kOwnWords[] = {
    { "Domain does not exist", Stage::Dns },
    { "Invalid domain name", Stage::Dns },
    { "No MX found for", Stage::Dns },
    { "MX does not exist", Stage::Dns },
    { "Temporary failure in MX lookup", Stage::Dns },
    { "IO Error", Stage::Connect },
    { "IO error", Stage::Connect },
    { "Connection failed", Stage::Connect },
    { "Connection timeout", Stage::Connect },
    { "Connection refused", Stage::Connect },
    { "TLS ", Stage::StartTls },
    { "Could not start TLS", Stage::StartTls },
    { "SSL ", Stage::StartTls },
    { "Server certificate ", Stage::StartTls },
};

// "BANNER rejected: 421 ...": what the remote host answered before any mail (mta_session.c, mta_response()).
constexpr StageWord kRejected[] = {
    { "BANNER", Stage::Greeting },
    { "EHLO", Stage::Helo },
    { "HELO", Stage::Helo },
    { "LHLO", Stage::Helo },
    { "STARTTLS", Stage::StartTls },
    { "AUTH", Stage::Auth },
};

// Which kind of line, and what stands before its fields.
OpenSmtpdParse takeHead(Cursor& c, OpenSmtpdDelivery& out)
{
    const bool byQueue = c.skip("relay: ");
    out.local = !byQueue && c.skip("delivery: ");
    if (byQueue || out.local) {
        out.result = c.takeUntil(' ');
        if (!c.skip(" for "))
            return OpenSmtpdParse::OtherLine;
        out.envelope = c.takeUntil(':');
        return c.skip(": ") ? OpenSmtpdParse::Ok : OpenSmtpdParse::Truncated;
    }
    out.session = c.takeUntil(' ');
    if (!isOpenSmtpdId(out.session) || !c.skip(' '))
        return OpenSmtpdParse::OtherLine;
    out.local = c.skip("mda ");
    if (!out.local && !c.skip("mta "))
        return OpenSmtpdParse::OtherLine;
    c.skip("event=");
    return c.skip("delivery ") ? OpenSmtpdParse::Ok : OpenSmtpdParse::OtherLine;
}

// "203.0.113.8 (mx.example.net)"; a name alone: no host was tried.
bool takeRelay(std::string_view relay, Attempt& a)
{
    const auto open = relay.find(" (");
    if (open == std::string_view::npos)
        return false;
    a.relayIp = relay.substr(0, open);
    if (a.relayIp.starts_with('['))
        a.relayIp = a.relayIp.substr(1, a.relayIp.find(']') - 1);
    a.relayHost = relay.substr(open + 2, relay.find(')', open) - open - 2);
    return true;
}

void fillText(std::string_view text, Attempt& a)
{
    const ReplyText r = parseReplyText(text);
    a.reply = r.reply;
    a.code = r.code;
    a.enhanced = r.enhanced;
    if (a.stage == Stage::Unknown)
        a.stage = r.code == 0 ? stageIn(kOwnWords, text) : r.code < 400 ? Stage::EndOfData : Stage::Unknown;
    if (a.source.empty() && r.code >= 400)
        a.source = sendingIp(text, a.relayIp);
}

Outcome localOutcome(const OpenSmtpdDelivery& d, Attempt& a)
{
    if (d.result == "TempFail" && a.enhanced.none())
        a.enhanced = EnhancedCode(4, 0, 0); // the copy waits
    return Outcome::Local;
}

} // namespace

bool isOpenSmtpdId(std::string_view id)
{
    const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return id.size() == 16 && std::ranges::all_of(id, isHex);
}

bool takeOpenSmtpdField(std::string_view& rest, std::string_view& key, std::string_view& value)
{
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos)
        return false;
    key = rest.substr(0, equals);
    rest.remove_prefix(equals + 1);
    const char open = rest.empty() ? '\0' : rest.front();
    if (open != '<' && open != '"') {
        auto end = std::min(rest.find_first_of(", "), rest.size());
        if (rest.substr(end).starts_with(" (")) // a relay without quotes: "192.0.2.1 (mx.example.net)"
            end = std::min(rest.find(')', end), rest.size() - 1) + 1;
        value = rest.substr(0, end);
        rest.remove_prefix(end);
    } else {
        const char close = open == '<' ? '>' : '"';
        auto end = rest.find(close, 1); // with a blank, a comma or the end behind it: quoted names may hold some
        while (end != std::string_view::npos && end + 1 < rest.size() && rest[end + 1] != ' ' && rest[end + 1] != ',')
            end = rest.find(close, end + 1);
        end = std::min(end, rest.size());
        value = rest.substr(1, end - 1);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const auto next = rest.find_first_not_of(", ");
    rest.remove_prefix(std::min(next, rest.size()));
    return true;
}

OpenSmtpdParse parseOpenSmtpdDelivery(std::string_view message, OpenSmtpdDelivery& out)
{
    Cursor c(message);
    if (const auto head = takeHead(c, out); head != OpenSmtpdParse::Ok)
        return head;
    const std::pair<std::string_view, std::string_view*> fields[]
        = { { "evpid", &out.envelope }, { "from", &out.sender }, { "to", &out.recipient }, { "source", &out.source },
              { "relay", &out.relay }, { "result", &out.result }, { "session", &out.session } };
    std::string_view rest = c.rest();
    while (!rest.starts_with("stat=")) {
        std::string_view key, value;
        if (!takeOpenSmtpdField(rest, key, value))
            return OpenSmtpdParse::Truncated;
        const auto* const field = std::ranges::find(fields, key, [](const auto& f) { return f.first; });
        if (field != std::end(fields))
            *field->second = value;
        else if (key == "delay")
            out.delayMs = durationMs(value);
    }
    out.text = rest.substr(5); // to the end: replies are not escaped
    if (out.text.starts_with('"'))
        out.text.remove_prefix(1);
    if (out.text.ends_with('"'))
        out.text.remove_suffix(1);
    const bool whole = isOpenSmtpdId(out.envelope) && !out.recipient.empty() && !out.result.empty();
    return whole ? OpenSmtpdParse::Ok : OpenSmtpdParse::Truncated;
}

bool describeOpenSmtpdDelivery(const OpenSmtpdDelivery& d, Attempt& a)
{
    a.sender = d.sender;
    a.recipient = d.recipient;
    a.delayMs = d.delayMs;
    if (d.source != "-")
        a.source = d.source;
    const bool tried = takeRelay(d.relay, a);
    fillText(d.text, a);
    if (d.local)
        a.outcome = localOutcome(d, a);
    else if (d.result == "Ok")
        a.outcome = Outcome::Delivered;
    else if (d.result
        == "TempFail") // of a route that is shut, or of no route: the host's answer came without recipient
        a.outcome = tried ? Outcome::Deferred : Outcome::Held;
    else if (d.result == "PermFail")
        a.outcome = Outcome::Bounced;
    else if (d.result == "Expire" || d.result == "Remove")
        a.outcome = Outcome::Expired;
    else
        return false;
    if (isLocalAddress(a.relayIp) && isAttempt(a.outcome))
        a.outcome = localOutcome(d, a);
    return true;
}

bool describeOpenSmtpdError(std::string_view reason, bool connected, Attempt& a)
{
    constexpr std::string_view kMark = " rejected: ";
    a.outcome = Outcome::NextMx;
    if (const auto mark = reason.find(kMark); mark != std::string_view::npos) {
        a.stage = stageIn(kRejected, reason);
        fillText(reason.substr(mark + kMark.size()), a);
        return a.stage != Stage::Unknown;
    }
    fillText(reason, a);
    return a.stage == Stage::Connect && !connected;
}

} // namespace mv
