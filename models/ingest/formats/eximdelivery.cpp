// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/eximdelivery.h"
#include "models/ingest/cursor.h"
#include "models/ingest/replytext.h"
#include "models/ingest/sendingip.h"
#include <algorithm>

namespace mv {

namespace {

// ERRNO_RETRY_BASE and below (src/macros.h): retry time not reached, domain in queue_domains, transport limit.
constexpr int kFirstHoldingError = -52;
constexpr int kHeld = -23; // the domain is in hold_domains
constexpr std::size_t kMaxErrnoText = 60;

struct Word {
    std::string_view text;
    Stage stage;
};

// What "after ..." and "in response to ..." name (src/transports/smtp.c, lmtp.c).
constexpr Word kCommands[] = {
    { "RCPT TO", Stage::RcptTo },
    { "end of data", Stage::EndOfData },
    { "MAIL FROM", Stage::MailFrom },
    { "initial connection", Stage::Greeting },
    { "DATA", Stage::Data },
    { "EHLO", Stage::Helo },
    { "HELO", Stage::Helo },
    { "LHLO", Stage::Helo },
    { "STARTTLS", Stage::StartTls },
    { "AUTH", Stage::Auth },
    { "sending data block", Stage::EndOfData },
    { "BDAT", Stage::EndOfData },
    { "XCLIENT", Stage::Helo },
};

// Exim's own words, and the system's, when no remote host answered.
constexpr Word kOwnWords[] = {
    { "Connection timed out", Stage::Connect },
    { "Connection refused", Stage::Connect },
    { "Connection reset", Stage::Connect },
    { "Operation timed out", Stage::Connect },
    { "No route to host", Stage::Connect },
    { "Network is unreachable", Stage::Connect },
    { "Network unreachable", Stage::Connect },
    { "Network Error", Stage::Connect },
    { "Host is down", Stage::Connect },
    { "Host is unreachable", Stage::Connect },
    { "Host unreachable", Stage::Connect },
    { "Cannot assign requested address", Stage::Connect },
    { "host lookup did not complete", Stage::Dns },
    { "Unrouteable address", Stage::Dns },
    { "unrouteable mail domain", Stage::Dns },
    { "all relevant MX records", Stage::Dns },
    { "an MX or SRV record indicated", Stage::Dns },
    { "missing MX", Stage::Dns },
    { "lowest numbered MX record", Stage::Dns },
    { "failed to lookup IP address", Stage::Dns },
    { "no IP address found", Stage::Dns },
    { "lookup of host", Stage::Dns },
    { "remote host address is the local host", Stage::Dns },
    { "a TLS session is required", Stage::StartTls },
    { "TLS session", Stage::StartTls },
    { "TLS error", Stage::StartTls },
    { "DANE ", Stage::StartTls },
    { "authentication required", Stage::Auth },
    { "Authentication failed", Stage::Auth },
};

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

template <std::size_t n> Stage stageIn(const Word (&table)[n], std::string_view text)
{
    for (const Word& w : table) {
        if (text.starts_with(w.text))
            return w.stage;
    }
    return Stage::Unknown;
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// "451 ", "421-", or the code alone.
bool startsWithReply(std::string_view text)
{
    return text.size() >= 3 && text[0] >= '2' && text[0] <= '5' && isDigit(text[1]) && isDigit(text[2])
        && (text.size() == 3 || text[3] == ' ' || text[3] == '-');
}

// "host [ip]" at the cursor, also "host DS [ip]" (+dnssec). False, and the cursor stays: something else.
bool takeHost(Cursor& c, std::string_view& host, std::string_view& ip)
{
    Cursor probe = c;
    const std::string_view name = probe.takeUntil(' ');
    probe.skip(" DS");
    if (name.empty() || !probe.skip(" ["))
        return false;
    const std::string_view address = probe.takeUntil(']');
    if (!probe.skip(']'))
        return false;
    host = name;
    ip = address;
    c = probe;
    return true;
}

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
        if (!takeHost(c, out.host, out.ip)) {
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
        out.queueMs = eximDurationMs(text);
    else if (key == "I" && text.starts_with('['))
        out.interface = text.substr(1, text.find(']') - 1);
    return last;
}

// Exim writes line ends in replies as "\n" ("\\n" in C="..."), and quotes and backslashes in C="..." behind a
// backslash. A blank for a line end is what other MTAs write.
std::string_view unescaped(std::string_view text, std::string& storage)
{
    if (text.find('\\') == std::string_view::npos)
        return text;
    storage.clear();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '\\' || text[i + 1] == '"'))
            ++i;
        if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == 'n') {
            storage += ' ';
            ++i;
        } else {
            storage += text[i];
        }
    }
    return storage;
}

Stage stageOfCommand(std::string_view command)
{
    if (command.starts_with("pipelined "))
        command.remove_prefix(10);
    return stageIn(kCommands, command);
}

void fillReply(std::string_view reply, Attempt& a)
{
    const ReplyText r = parseReplyText(reply);
    a.code = r.code;
    a.enhanced = r.enhanced;
    a.reply = r.reply;
}

// The text of a failure: Exim's words around a remote answer, or alone.
void fillError(std::string_view text, Attempt& a)
{
    a.reply = text;
    const auto remember = [&](Cursor c) {
        std::string_view host, ip;
        if (a.relayIp.empty() && takeHost(c, host, ip)) {
            a.relayHost = host;
            a.relayIp = ip;
        }
    };
    constexpr std::string_view kAfter = " after ", kResponse = " in response to ", kHost = "Remote host ";
    constexpr std::string_view kConnected = " while connected to ";
    Cursor kind(text);
    if (kind.skip("SMTP ") || kind.skip("LMTP ") || kind.skip("PRDR "))
        kind = Cursor(kind.takeUntil(' '));
    if (kind.rest() == "error" || kind.rest() == "timeout") {
        if (const auto at = text.find(kConnected); at != std::string_view::npos)
            remember(Cursor(text.substr(at + kConnected.size())));
        const auto after = text.find(kAfter);
        if (after == std::string_view::npos)
            return;
        a.stage = stageOfCommand(text.substr(after + kAfter.size()));
        for (auto colon = text.find(": ", after); colon != std::string_view::npos; colon = text.find(": ", colon + 1)) {
            std::string_view rest = text.substr(colon + 2);
            if (rest.starts_with("host "))
                remember(Cursor(rest.substr(5)));
            if (startsWithReply(rest))
                return fillReply(rest, a);
        }
        return;
    }
    if (const auto at = text.find(kResponse); at != std::string_view::npos) { // closed connection, malformed reply
        a.stage = stageOfCommand(text.substr(at + kResponse.size()));
        if (text.starts_with(kHost))
            remember(Cursor(text.substr(kHost.size())));
        return;
    }
    // "Connection timed out: SMTP timeout after RCPT TO:<x>": the system's words, then Exim's.
    const auto timeout = text.find("SMTP timeout ", 1);
    if (a.stage = stageIn(kOwnWords, text); a.stage == Stage::Connect && timeout != std::string_view::npos) {
        fillError(text.substr(timeout), a);
        a.reply = text;
    }
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
        || text.starts_with("delivery cancelled by administrator");
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

std::int64_t eximDurationMs(std::string_view text)
{
    std::int64_t ms = 0;
    for (Cursor c(text); !c.atEnd();) {
        const auto n = c.takeNumber();
        if (!n || *n > 1'000'000'000)
            return -1;
        std::int64_t thousandths = static_cast<std::int64_t>(*n) * 1000;
        if (c.skip('.')) {
            std::int64_t weight = 100;
            for (; isDigit(c.peek()); c.take(1), weight /= 10)
                thousandths += (c.peek() - '0') * weight;
        }
        constexpr std::pair<char, std::int64_t> kUnits[]
            = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86'400 }, { 'w', 604'800 } };
        const auto* const unit = std::ranges::find(kUnits, c.peek(), &std::pair<char, std::int64_t>::first);
        if (unit == std::end(kUnits))
            return -1;
        c.take(1);
        ms += thousandths * unit->second;
    }
    return text.empty() ? -1 : ms;
}

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
        fillReply(unescaped(d.confirmation, texts.reply), a);
        return;
    }
    fillError(unescaped(d.text, texts.reply), a);
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
    if (takeHost(c, a.relayHost, a.relayIp)) { // before 4.83 without "H="
        skipPort(c);
        EximDelivery fields; // I=, DT= and others may follow
        while (c.skip(' ')) {
            if (stageIn(kOwnWords, c.rest()) != Stage::Unknown)
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
    fillError(unescaped(c.rest(), texts.reply), a);
    a.outcome = Outcome::NextMx;
    if (a.source.empty() && a.code >= 400)
        a.source = sendingIp(a.reply, a.relayIp);
    return !a.relayIp.empty() && (a.stage != Stage::Unknown || a.code != 0);
}

} // namespace mv
