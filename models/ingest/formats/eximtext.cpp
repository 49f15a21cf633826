// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/eximtext.h"
#include "models/ingest/replytext.h"
#include "models/ingest/stagewords.h"

namespace mv {

namespace {

// What "after ..." and "in response to ..." name (src/transports/smtp.c, lmtp.c).
constexpr StageWord kCommands[] = {
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
constexpr StageWord kOwnWords[] = {
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
    { "host lookup for ", Stage::Dns },
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

Stage stageOfCommand(std::string_view command)
{
    if (command.starts_with("pipelined "))
        command.remove_prefix(10);
    return stageIn(kCommands, command);
}

} // namespace

Stage stageOfEximWords(std::string_view text) { return stageIn(kOwnWords, text); }

bool takeEximHost(Cursor& c, std::string_view& host, std::string_view& ip)
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

std::string_view unescapeExim(std::string_view text, std::string& storage)
{
    std::size_t escape = text.find('\\');
    if (escape == std::string_view::npos)
        return text;
    storage.clear();
    for (std::size_t from = 0; from < text.size(); escape = text.find('\\', from)) {
        storage.append(text, from, escape - from);
        if (escape == std::string_view::npos)
            break;
        from = escape;
        if (from + 1 < text.size() && (text[from + 1] == '\\' || text[from + 1] == '"'))
            ++from;
        const bool lineEnd = text[from] == '\\' && from + 1 < text.size() && text[from + 1] == 'n';
        storage += lineEnd ? ' ' : text[from];
        from += lineEnd ? 2 : 1;
    }
    return storage;
}

void fillEximReply(std::string_view reply, Attempt& a)
{
    const ReplyText r = parseReplyText(reply);
    a.code = r.code;
    a.enhanced = r.enhanced;
    a.reply = r.reply;
}

void fillEximError(std::string_view text, Attempt& a)
{
    a.reply = text;
    const auto remember = [&](Cursor c) {
        std::string_view host, ip;
        if (a.relayIp.empty() && takeEximHost(c, host, ip)) {
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
            if (startsWithReplyCode(rest))
                return fillEximReply(rest, a);
        }
        return;
    }
    if (const auto at = text.find(kResponse); at != std::string_view::npos) { // closed connection, malformed reply
        a.stage = stageOfCommand(text.substr(at + kResponse.size()));
        if (text.starts_with(kHost))
            remember(Cursor(text.substr(kHost.size())));
        return;
    }
    // "host mx.example.com [192.0.2.25]: 550 No such user"
    const auto reply = text.starts_with("host ") ? text.find("]: ") : std::string_view::npos;
    if (reply != std::string_view::npos && startsWithReplyCode(text.substr(reply + 3))) {
        remember(Cursor(text.substr(5)));
        return fillEximReply(text.substr(reply + 3), a);
    }
    // "Connection timed out: SMTP timeout after RCPT TO:<x>": the system's words, then Exim's.
    const auto timeout = text.find("SMTP timeout ", 1);
    if (a.stage = stageIn(kOwnWords, text); a.stage == Stage::Connect && timeout != std::string_view::npos) {
        fillEximError(text.substr(timeout), a);
        a.reply = text;
    }
}

} // namespace mv
