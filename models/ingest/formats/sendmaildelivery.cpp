// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/sendmaildelivery.h"
#include "models/ingest/cursor.h"
#include "models/ingest/replytext.h"
#include "models/ingest/sendingip.h"
#include "models/ingest/stagewords.h"
#include <algorithm>

namespace mv {

namespace {

// Deliver on our side, whatever the configuration calls them else (cf/mailer, "local", "prog" and files are built in).
constexpr std::string_view kLocalMailers[]
    = { "local", "prog", "*file*", "*include*", "*error*", "error", "procmail", "maildrop", "discard" };

// Sendmail's own words, when no remote host answered (giveresponse(), sm_errstring(), readers of replies).
constexpr StageWord kOwnWords[] = {
    { "Connection timed out", Stage::Connect },
    { "Operation timed out", Stage::Connect },
    { "Connection refused", Stage::Connect },
    { "Connection reset", Stage::Connect },
    { "No route to host", Stage::Connect },
    { "Network is unreachable", Stage::Connect },
    { "Network is down", Stage::Connect },
    { "Host is down", Stage::Connect },
    { "Can't assign requested address", Stage::Connect },
    { "Cannot assign requested address", Stage::Connect },
    { "Name server:", Stage::Dns },
    { "Host unknown", Stage::Dns },
    { "host name lookup failure", Stage::Dns },
    { "Host name lookup failure", Stage::Dns },
    { "403 4.7.0 ", Stage::StartTls }, // no reply: what Sendmail makes of a failed handshake or certificate
    { "454 4.7.0 TLS not available", Stage::StartTls },
    { "TLS handshake failed", Stage::StartTls },
};

// "451 4.4.1 reply: read error from mx.b.", "timeout waiting for input from mx.b. during client greeting": written like
// replies, but there was none. After "client ": what was waited for (usersmtp.c).
constexpr std::string_view kNoReply[] = { "reply: read error from ", "timeout waiting for input from " };
constexpr StageWord kWaitedFor[] = {
    { "greeting", Stage::Greeting },
    { "EHLO", Stage::Helo },
    { "HELO", Stage::Helo },
    { "STARTTLS", Stage::StartTls },
    { "AUTH", Stage::Auth },
    { "MAIL", Stage::MailFrom },
    { "RCPT", Stage::RcptTo },
    { "DATA 354", Stage::Data },
    { "DATA", Stage::EndOfData },
};

// "01:02:03", "1+02:03:04": days, hours, minutes, seconds. -1: not a time.
std::int64_t milliseconds(std::string_view text)
{
    constexpr std::uint64_t kNone = 1'000'000;
    Cursor c(text);
    std::uint64_t days = 0;
    std::uint64_t hours = c.takeNumber().value_or(kNone);
    if (c.skip('+')) {
        days = hours;
        hours = c.takeNumber().value_or(kNone);
    }
    const std::uint64_t minutes = c.skip(':') ? c.takeNumber().value_or(kNone) : kNone;
    const std::uint64_t seconds = c.skip(':') ? c.takeNumber().value_or(kNone) : kNone;
    if (days > 10'000 || hours > 10'000 || minutes > 59 || seconds > 60)
        return -1;
    return static_cast<std::int64_t>(((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

bool isLocal(const SendmailDelivery& d)
{
    if (!d.relayIp.empty())
        return isLocalAddress(d.relayIp); // also the submission queue, which hands over to the daemon next to it
    return d.mailer.empty() || d.relayHost == "local" || d.relayHost.starts_with("localhost")
        || std::ranges::find(kLocalMailers, d.mailer) != std::end(kLocalMailers);
}

// "Deferred" alone is the word of the host status, no try; so is a time-out that took no time.
bool isHeld(const SendmailDelivery& d, Stage stage)
{
    if (d.status.starts_with("queued") || d.status.starts_with("quarantined") || d.status == "Deferred")
        return true;
    return stage == Stage::Connect && d.tryMs == 0 && d.status.find(" timed out") != std::string_view::npos;
}

Outcome outcomeOf(const SendmailDelivery& d, Stage stage)
{
    if (isHeld(d, stage))
        return Outcome::Held;
    if (isLocal(d))
        return Outcome::Local;
    if (d.status.starts_with("Sent"))
        return Outcome::Delivered;
    return d.status.starts_with("Deferred") || d.dsn.cls() == 4 ? Outcome::Deferred : Outcome::Bounced;
}

// The system's words may follow the host's name: "Deferred: mx.b.example.: No route to host".
Stage stageOfOwnWords(std::string_view text)
{
    if (const Stage stage = stageIn(kOwnWords, text); stage != Stage::Unknown)
        return stage;
    const auto colon = text.find(": ");
    return colon == std::string_view::npos ? Stage::Unknown : stageIn(kOwnWords, text.substr(colon + 2));
}

void fillFailure(std::string_view text, Attempt& a)
{
    a.reply = text;
    if (a.stage = stageOfOwnWords(text); a.stage != Stage::Unknown)
        return;
    if (std::ranges::any_of(kNoReply, [&](auto words) { return text.find(words) != std::string_view::npos; })) {
        const auto at = text.find(" client ");
        a.stage = at == std::string_view::npos ? Stage::Unknown : stageIn(kWaitedFor, text.substr(at + 8));
        return;
    }
    const ReplyText r = parseReplyText(text);
    a.code = r.code;
    if (a.enhanced.subject() == 0 && a.enhanced.detail() == 0 && !r.enhanced.none())
        a.enhanced = r.enhanced; // Sendmail makes up X.0.0 where it reads no code, as in "421-4.7.0 ..."
    if (r.code >= 400)
        a.source = sendingIp(text, a.relayIp);
}

} // namespace

void parseSendmailRelay(std::string_view relay, std::string_view& host, std::string_view& ip)
{
    host = relay.substr(0, relay.find(' '));
    const auto open = relay.rfind('[');
    const auto close = relay.find(']', std::min(open, relay.size()));
    if (open != std::string_view::npos && close != std::string_view::npos)
        ip = relay.substr(open + 1, close - open - 1);
    if (ip.starts_with("IPv6:"))
        ip.remove_prefix(5);
    if (host.starts_with('['))
        host = {}; // an address
    if (host.ends_with('.'))
        host.remove_suffix(1);
}

std::string sendmailTls(std::string_view version, std::string_view verify)
{
    if (!version.starts_with("TLS") && !version.starts_with("SSL"))
        return {};
    // TRUSTED: by DANE.
    const std::string_view worth = verify == "OK" ? "Trusted " : verify == "TRUSTED" ? "Verified " : "Untrusted ";
    return std::string(worth).append(version);
}

bool parseSendmailDelivery(std::string_view message, SendmailDelivery& out)
{
    Cursor c(message);
    if (!c.skip("to="))
        return false;
    const auto end = std::min(c.rest().find(", delay="), c.rest().find(", ctladdr="));
    if (end == std::string_view::npos)
        return false;
    out.recipients = c.take(end);
    constexpr std::string_view kMore = " [more]"; // the list goes on in another line
    if (out.recipients.ends_with(kMore))
        out.recipients.remove_suffix(kMore.size());
    while (c.skip(", ")) {
        const std::string_view key = c.takeUntil('=');
        if (!c.skip('='))
            return false;
        if (key == "stat") {
            out.status = c.rest();
            return !out.status.empty();
        }
        const std::string_view next = key == "reply" ? ", stat=" : ", ";
        const std::string_view value = c.take(std::min(c.rest().find(next), c.rest().size()));
        if (key == "delay")
            out.delayMs = milliseconds(value);
        else if (key == "xdelay")
            out.tryMs = milliseconds(value);
        else if (key == "mailer")
            out.mailer = value;
        else if (key == "relay")
            parseSendmailRelay(value, out.relayHost, out.relayIp);
        else if (key == "dsn")
            out.dsn = EnhancedCode::parse(value);
        else if (key == "reply")
            out.reply = value;
        else if (key == "tls_verify")
            out.tlsVerify = value;
        else if (key == "tls_version")
            out.tlsVersion = value;
    }
    return false;
}

std::string_view takeSendmailRecipient(std::string_view& list)
{
    const auto from = list.find_first_not_of(", ");
    list.remove_prefix(std::min(from, list.size()));
    bool quoted = false;
    std::size_t end = 0;
    while (end < list.size() && (quoted || list[end] != ',')) {
        if (list[end] == '"')
            quoted = !quoted;
        else if (list[end] == '\\')
            ++end;
        ++end;
    }
    std::string_view one = list.substr(0, end);
    list.remove_prefix(one.size());
    if (one.starts_with('<'))
        one.remove_prefix(1);
    if (one.ends_with('>'))
        one.remove_suffix(1);
    return one;
}

void describeSendmailDelivery(const SendmailDelivery& d, Attempt& a)
{
    a.delayMs = d.delayMs;
    a.enhanced = d.dsn;
    if (d.relayHost != "local")
        a.relayHost = d.relayHost;
    a.relayIp = d.relayIp;
    constexpr std::string_view kSent = "Sent", kDeferred = "Deferred: ";
    if (d.status.starts_with(kSent)) {
        a.reply = d.status.substr(kSent.size());
        if (a.reply.starts_with(" (") && a.reply.ends_with(')'))
            a.reply = a.reply.substr(2, a.reply.size() - 3);
        a.stage = Stage::EndOfData;
    } else {
        const std::string_view words = d.reply.empty() ? d.status : d.reply;
        fillFailure(words.starts_with(kDeferred) ? words.substr(kDeferred.size()) : words, a);
    }
    a.outcome = outcomeOf(d, a.stage);
    if (a.outcome == Outcome::Delivered)
        a.code = 250; // the line leaves it away
    if (a.outcome == Outcome::Local && a.enhanced.none() && d.status.starts_with("Deferred"))
        a.enhanced = EnhancedCode(4, 0, 0); // the copy waits
}

} // namespace mv
