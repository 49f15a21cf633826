// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/replytext.h"
#include "models/ingest/cursor.h"
#include "models/ingest/stagewords.h"
#include <algorithm>

namespace mv {

namespace {

// smtp_session.c, smtp_proto.c: the command that "in reply to ... command" and "while ..." name.
constexpr StageWord kCommands[] = {
    { "RCPT TO", Stage::RcptTo },
    { "end of DATA", Stage::EndOfData },
    { "MAIL FROM", Stage::MailFrom },
    { "DATA", Stage::Data },
    { "BDAT", Stage::EndOfData },
    { "EHLO", Stage::Helo },
    { "HELO", Stage::Helo },
    { "LHLO", Stage::Helo },
    { "STARTTLS", Stage::StartTls },
    { "AUTH", Stage::Auth },
    { "XFORWARD", Stage::Helo },
    { "message body", Stage::EndOfData },
    { "end of data", Stage::EndOfData },
    { "sending message body", Stage::EndOfData },
    { "XCLIENT", Stage::Helo },
};

constexpr StageWord kWhile[] = {
    { "receiving the initial server greeting", Stage::Greeting },
    { "receiving the initial SMTP greeting", Stage::Greeting },
    { "receiving the initial LMTP greeting", Stage::Greeting },
    { "performing the EHLO handshake", Stage::Helo },
    { "performing the HELO handshake", Stage::Helo },
    { "performing the LHLO handshake", Stage::Helo },
    { "performing the initial protocol handshake", Stage::Helo },
    { "negotiating the TLS session", Stage::StartTls },
    { "performing the TLS handshake", Stage::StartTls },
    { "performing SASL authentication", Stage::Auth },
    { "sending RCPT TO", Stage::RcptTo },
    { "sending MAIL FROM", Stage::MailFrom },
    { "sending end of data", Stage::EndOfData },
    { "sending message body", Stage::EndOfData },
    { "sending DATA", Stage::Data },
    { "sending BDAT", Stage::EndOfData },
    { "sending STARTTLS", Stage::StartTls },
};

// The MTA's own words, without a remote answer.
constexpr StageWord kOwnWords[] = {
    { "Host or domain name not found", Stage::Dns },
    { "Name service error", Stage::Dns },
    { "Host not found", Stage::Dns },
    { "Domain ", Stage::Dns }, // "Domain x does not accept mail (nullMX)"
    { "Cannot start TLS", Stage::StartTls },
    { "TLS is required", Stage::StartTls },
    { "Server certificate ", Stage::StartTls },
    { "SASL authentication failed", Stage::Auth },
};

// "H[IP]" or "H[IP]:25" at the cursor.
bool takeHost(Cursor& c, ReplyText& out)
{
    Cursor probe = c;
    const std::string_view host = probe.takeUntil('[');
    if (host.empty() || host.find(' ') != std::string_view::npos || !probe.skip('['))
        return false;
    const std::string_view ip = probe.takeUntil(']');
    if (!probe.skip(']'))
        return false;
    if (probe.skip(':'))
        probe.takeNumber();
    out.host = host;
    out.ip = ip;
    c = probe;
    return true;
}

// "451 4.7.500 text", "421-4.7.0 text", "250 ok": RFC 5321 4.2.
void parseBare(std::string_view text, ReplyText& out)
{
    out.reply = text;
    if (!startsWithReplyCode(text))
        return;
    out.code = static_cast<std::uint16_t>((text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0'));
    std::string_view rest = text.size() > 4 ? text.substr(4) : std::string_view();
    while (rest.starts_with(' '))
        rest.remove_prefix(1);
    std::size_t end = 0;
    while (end < rest.size() && (rest[end] == '.' || (rest[end] >= '0' && rest[end] <= '9')))
        ++end;
    if (end >= 5 && rest[0] == text[0] && rest[1] == '.')
        out.enhanced = EnhancedCode::parse(rest.substr(0, end));
}

// Cuts " (in reply to RCPT TO command)" off the end.
std::string_view withoutCommand(std::string_view text, Stage& stage)
{
    constexpr std::string_view kMark = " (in reply to ";
    if (!text.ends_with("command)"))
        return text;
    const auto at = text.rfind(kMark);
    if (at == std::string_view::npos)
        return text;
    stage = stageIn(kCommands, text.substr(at + kMark.size()));
    return text.substr(0, at);
}

// "lost connection with H[IP] while ...", "conversation with H[IP] timed out while ...".
bool parseLost(Cursor c, std::string_view text, ReplyText& out)
{
    if (!c.skip("lost connection with ") && !c.skip("conversation with ") && !c.skip("timed out while talking to "))
        return false;
    takeHost(c, out);
    out.reply = text;
    const auto at = c.rest().find("while ");
    out.stage = at == std::string_view::npos ? Stage::Unknown : stageIn(kWhile, c.rest().substr(at + 6));
    return true;
}

bool parseHostSaid(Cursor c, ReplyText& out)
{
    if (!c.skip("host ") || !takeHost(c, out))
        return false;
    if (c.skip(" said: "))
        parseBare(withoutCommand(c.rest(), out.stage), out);
    else if (c.skip(" refused to talk to me: ")) {
        out.stage = Stage::Greeting;
        parseBare(withoutCommand(c.rest(), out.stage), out);
    } else
        return false;
    return true;
}

void parseOwnWords(std::string_view text, ReplyText& out)
{
    out.reply = text;
    out.stage = stageIn(kOwnWords, text);
    // "TLS is required, but was not offered by host H[IP]"
    if (const auto at = text.rfind("by host "); at != std::string_view::npos) {
        Cursor c(text.substr(at + 8));
        takeHost(c, out);
    }
}

} // namespace

bool startsWithReplyCode(std::string_view text)
{
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    return text.size() >= 3 && text[0] >= '2' && text[0] <= '5' && digit(1) && digit(2)
        && (text.size() == 3 || text[3] == ' ' || text[3] == '-');
}

std::string_view withReplyCode(std::string& buffer, std::string_view text, std::uint16_t code)
{
    buffer.clear();
    if (code != 0 && !startsWithReplyCode(text))
        buffer.append(std::to_string(code)).append(text.empty() ? 0 : 1, ' ');
    buffer += text;
    std::ranges::replace(buffer, '\n', ' ');
    return buffer;
}

ReplyText parseReplyText(std::string_view text)
{
    ReplyText out;
    constexpr std::string_view kSuspended = "delivery temporarily suspended: ";
    if (text.starts_with(kSuspended)) {
        out.suspended = true;
        text.remove_prefix(kSuspended.size());
    }
    const Cursor c(text);
    if (!text.empty() && text[0] >= '0' && text[0] <= '9') {
        Stage stage = Stage::Unknown;
        parseBare(withoutCommand(text, stage), out);
        out.stage = stage;
        if (out.code >= 200 && out.code < 300 && stage == Stage::Unknown)
            out.stage = Stage::EndOfData; // the only positive answer that an MTA logs
        return out;
    }
    if (parseHostSaid(c, out))
        return out;
    out.host = out.ip = {};
    out.stage = Stage::Unknown;
    if (parseLost(c, text, out))
        return out;
    if (Cursor connect = c; connect.skip("connect to ")) {
        takeHost(connect, out);
        out.stage = Stage::Connect;
        out.reply = text;
        return out;
    }
    parseOwnWords(text, out);
    return out;
}

} // namespace mv
