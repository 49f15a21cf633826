// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/eximdelivery.h"
#include "models/ingest/cursor.h"
#include "models/ingest/formats/duration.h"
#include "models/ingest/formats/eximtext.h"
#include "models/ingest/sendingip.h"
#include "models/mail/ascii.h"
#include <algorithm>

namespace mv {

namespace {

// ERRNO_RETRY_BASE and below (src/macros.h): retry time not reached, domain in queue_domains, transport limit.
constexpr int kFirstHoldingError = -52;
constexpr int kHeld = -23; // the domain is in hold_domains
constexpr std::size_t kMaxErrnoText = 60;

// A delivery that Exim holds back by itself.
constexpr std::string_view kHolding[] = {
    "retry time not reached",
    "Retry time not yet reached",
    "domain matches queue_",
    "first-pass only routing",
    "SMTP delivery explicitly queued",
    "domain is in queue_domains",
    "domain is held",
    "concurrency limit reached",
};

// ":25", "*" (a connection that is used again) after an address in brackets. A ':' before a blank is left alone.
void skipPort(Cursor& c)
{
    Cursor probe = c;
    if (probe.skip(':') && probe.takeNumber())
        c = probe;
    c.skip('*');
}

// C="..." escapes quotes and backslashes; DN="..." nothing, so that only a quote before a blank, a colon or the end
// ends it.
std::string_view takeQuoted(Cursor& c)
{
    c.skip('"');
    const std::string_view rest = c.rest();
    std::size_t i = 0;
    for (; i < rest.size(); ++i) {
        if (rest[i] == '\\')
            ++i;
        else if (rest[i] == '"' && (i + 1 == rest.size() || rest[i + 1] == ' ' || rest[i + 1] == ':'))
            break;
    }
    const std::string_view value = c.take(std::min(i, rest.size()));
    c.skip('"');
    return value;
}

// "<a@b>" with a blank, a colon or the end behind it: brackets in quoted local parts do not end it.
std::string_view takeBracketed(Cursor& c)
{
    c.skip('<');
    const std::string_view rest = c.rest();
    std::size_t end = rest.find('>');
    while (end != std::string_view::npos && end + 1 < rest.size() && rest[end + 1] != ' ' && rest[end + 1] != ':')
        end = rest.find('>', end + 1);
    const std::string_view value = c.take(std::min(end, rest.size()));
    c.skip('>');
    return value;
}

// No mailbox: a file, a pipe, an automatic reply, ":blackhole:".
bool isSpecial(std::string_view address)
{
    return !address.empty() && std::string_view("/|>:").find(address.front()) != std::string_view::npos;
}

void takeAddress(Cursor& c, EximDelivery& out)
{
    const std::string_view rest = c.rest();
    std::size_t end = rest.find(' ');
    if (isSpecial(rest)) { // commands have blanks in them: up to the first field, or to the text
        end = std::string_view::npos;
        for (const std::string_view mark : { " R=", " T=", " defer (", " routing defer (" })
            end = std::min(end, rest.find(mark));
        if (end == std::string_view::npos)
            end = rest.find(": ", 1);
        const std::string_view all = c.take(std::min(end, rest.size()));
        const auto open = all.ends_with('>') ? all.rfind(" <") : std::string_view::npos;
        out.address = all.substr(0, open);
        if (open != std::string_view::npos)
            out.parent = all.substr(open + 2, all.size() - open - 3);
        return;
    }
    if (rest.starts_with('"'))
        end = rest.find(' ', std::min(rest.find("\"@"), rest.size()));
    out.address = c.take(std::min(end, rest.size()));
}

// One blank-separated field. True: the text follows.
bool takeField(Cursor& c, EximDelivery& out)
{
    if (c.peek() == '<') {
        out.parent = takeBracketed(c);
        return c.skip(':');
    }
    if (c.skip("H=")) {
        if (!takeEximHost(c, out.host, out.ip)) {
            out.host = c.takeUntil(' '); // of a local transport
            out.cutOff = c.rest().starts_with(" [") && c.rest().find(": ") == std::string_view::npos;
        }
        skipPort(c);
        return c.skip(':');
    }
    if (c.skip("C=")) {
        out.confirmation = takeQuoted(c);
        return c.skip(':');
    }
    if (c.skip("defer (")) {
        const bool negative = c.skip('-');
        const auto n = static_cast<int>(std::min<std::uint64_t>(c.takeNumber().value_or(0), 10'000));
        out.error = negative ? -n : n;
        c.takeUntil(')');
        c.skip(')');
        if (!c.skip(": "))
            return false; // H= follows, or there is no text
        // "defer (110): Connection timed out H=host [ip]: SMTP timeout after ...": the system's words stand in between.
        out.text = c.rest();
        const std::string_view near = c.rest().substr(0, kMaxErrnoText);
        const auto at = std::min(near.find(" H="), near.find(':'));
        if (at == std::string_view::npos || near[at] == ':')
            return true;
        out.text = c.take(at);
        return false;
    }
    Cursor value = c;
    const std::string_view word = c.takeUntil(' ');
    const auto equals = word.substr(0, 6).find('=');
    if (equals == std::string_view::npos)
        return word.ends_with(':');
    const std::string_view key = value.take(equals);
    value.skip('=');
    if (value.peek() == '"') {
        takeQuoted(value);
        c = value;
        return c.skip(':');
    }
    if (value.peek() == '<') {
        const std::string_view address = takeBracketed(value);
        if (key == "F" || key == "P")
            out.sender = address;
        c = value;
        return c.skip(':');
    }
    const bool last = word.ends_with(':');
    std::string_view text = word.substr(equals + 1);
    if (last)
        text.remove_suffix(1);
    if (key == "T")
        out.transport = text;
    else if (key == "X")
        out.tls = text.substr(0, text.find(':'));
    else if (key == "CV")
        out.certificate = text;
    else if (key == "QT")
        out.queueMs = durationMs(text);
    else if (key == "I" && text.starts_with('['))
        out.interface = text.substr(1, text.find(']') - 1);
    return last;
}

bool isHolding(const EximDelivery& d)
{
    return d.error <= kFirstHoldingError || d.error == kHeld
        || std::ranges::any_of(kHolding, [&](std::string_view words) { return d.text.starts_with(words); });
}

// Given up without another try.
bool isExpiry(std::string_view text)
{
    return text.ends_with("retry timeout exceeded") || text.find("failing for a long time") != std::string_view::npos
        || text.ends_with("after a long failure period") || text.starts_with("delivery cancelled by administrator");
}

// Of a copy that was not handed over. A router or a local transport that refuses has asked no remote host.
Outcome outcomeOf(EximFlag flag, const EximDelivery& d, const Attempt& a)
{
    if (isSpecial(d.address) || (!a.relayIp.empty() && isLocalAddress(a.relayIp)))
        return Outcome::Local;
    if (flag == EximFlag::Deferred && isHolding(d))
        return Outcome::Held;
    if (flag == EximFlag::Failed && isExpiry(d.text))
        return Outcome::Expired;
    const bool toSocket = a.relayIp.empty() && d.text.starts_with("LMTP ");
    const bool tried = !a.relayIp.empty() || a.stage != Stage::Unknown || a.code != 0;
    if (tried && !toSocket)
        return flag == EximFlag::Failed ? Outcome::Bounced : Outcome::Deferred;
    return flag == EximFlag::Deferred && d.transport.empty() ? Outcome::Held : Outcome::Local;
}

// Postfix's words for what the peer's certificate was worth, so that one filter finds both.
std::string_view tlsOf(const EximDelivery& d, std::string& storage)
{
    if (d.tls.empty())
        return {};
    storage = d.certificate == "dane" ? "Verified "
        : d.certificate == "yes"      ? "Trusted "
        : d.certificate == "no"       ? "Untrusted "
                                      : "";
    std::string_view version = d.tls;
    if (version.starts_with("TLS") && version.size() > 3 && isDigit(version[3])) {
        storage += "TLSv";
        version.remove_prefix(3);
    }
    storage += version;
    return storage;
}

} // namespace

bool parseEximDelivery(EximFlag flag, std::string_view message, EximDelivery& out)
{
    Cursor c(message);
    takeAddress(c, out);
    bool textFollows = false;
    if (out.address.ends_with(':') && !out.address.starts_with(':')) {
        out.address.remove_suffix(1);
        textFollows = true;
    }
    bool defers = false;
    while (!textFollows) {
        c.skipBlanks();
        if (c.atEnd())
            break;
        defers = defers || c.rest().starts_with("defer (");
        textFollows = c.peek() == ':' ? c.skip(':') : takeField(c, out);
    }
    if (textFollows) {
        c.skipBlanks();
        out.text = c.rest();
    }
    if (out.address.empty() || out.cutOff)
        return false;
    if (flag == EximFlag::Delivered || !out.text.empty())
        return flag != EximFlag::Deferred || defers;
    return defers && out.host.empty(); // Exim may have no words, but none of a host
}

void describeEximDelivery(EximFlag flag, const EximDelivery& d, Attempt& a, EximTexts& texts)
{
    a.recipient = isSpecial(d.address) || d.address.find('@') == std::string_view::npos ? d.parent : d.address;
    if (a.recipient.empty())
        a.recipient = d.address;
    a.sender = d.sender;
    a.relayHost = d.ip.empty() ? std::string_view() : d.host;
    a.relayIp = d.ip;
    a.source = d.interface;
    a.delayMs = d.queueMs;
    a.tls = tlsOf(d, texts.tls);
    if (flag == EximFlag::Delivered) {
        const bool local = isSpecial(d.address) || d.ip.empty() || isLocalAddress(d.ip);
        a.outcome = local ? Outcome::Local : Outcome::Delivered;
        a.stage = local && d.confirmation.empty() ? Stage::Unknown : Stage::EndOfData;
        fillEximReply(unescapeExim(d.confirmation, texts.reply), a);
        return;
    }
    fillEximError(unescapeExim(d.text, texts.reply), a);
    a.outcome = outcomeOf(flag, d, a);
    if (a.outcome == Outcome::Local && flag == EximFlag::Deferred && a.enhanced.none())
        a.enhanced = EnhancedCode(4, 0, 0); // as Exim's delivery reports have it: the copy waits
    if (a.source.empty() && a.code >= 400)
        a.source = sendingIp(a.reply, a.relayIp);
}

bool describeEximHostError(std::string_view message, Attempt& a, EximTexts& texts)
{
    Cursor c(message);
    const bool named = c.skip("H=");
    if (takeEximHost(c, a.relayHost, a.relayIp)) { // before 4.83 without "H="
        skipPort(c);
        EximDelivery fields; // I=, DT= and others may follow
        while (c.skip(' ')) {
            if (stageOfEximWords(c.rest()) != Stage::Unknown)
                break;
            const auto equals = c.rest().substr(0, 6).find('=');
            if (equals == std::string_view::npos)
                return false;
            if (takeField(c, fields))
                break;
        }
        a.source = fields.interface;
        a.tls = tlsOf(fields, texts.tls);
        c.skip(':');
        c.skipBlanks();
    } else if (named) {
        return false;
    }
    fillEximError(unescapeExim(c.rest(), texts.reply), a);
    a.outcome = Outcome::NextMx;
    if (a.source.empty() && a.code >= 400)
        a.source = sendingIp(a.reply, a.relayIp);
    return !a.relayIp.empty() && (a.stage != Stage::Unknown || a.code != 0);
}

} // namespace mv
