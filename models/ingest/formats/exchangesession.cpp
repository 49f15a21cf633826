// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/exchangesession.h"
#include "models/ingest/correlator.h"
#include "models/ingest/formats/csvrecord.h"
#include "models/ingest/replytext.h"
#include <utility>

namespace mv {

namespace {

enum Awaits : char {
    Greeting = 'g',
    Helo = 'h',
    StartTls = 's',
    Auth = 'a',
    MailFrom = 'm',
    RcptTo = 'r',
    Data = 'd',
    Chunk = 'c',
    EndOfData = 'e',
    Other = 'o'
};

struct Command {
    std::string_view word;
    Awaits awaits;
};
constexpr Command kCommands[] = {
    { "EHLO", Helo },
    { "HELO", Helo },
    { "STARTTLS", StartTls },
    { "X-ANONYMOUSTLS", StartTls },
    { "AUTH", Auth },
    { "X-EXPS", Auth },
    { "MAIL FROM:", MailFrom },
    { "RCPT TO:", RcptTo },
    { "DATA", Data },
    { "BDAT", Chunk },
    { "RSET", Other },
    { "NOOP", Other },
    { "QUIT", Other },
    { "XPROXY", Other },
    { "XSHADOW", Other },
    { "XRDST", Other },
    { "XSESSIONPARAMS", Other },
};

Stage stageOf(char awaited)
{
    switch (awaited) {
    case Greeting:
        return Stage::Greeting;
    case Helo:
        return Stage::Helo;
    case StartTls:
        return Stage::StartTls;
    case Auth:
        return Stage::Auth;
    case MailFrom:
        return Stage::MailFrom;
    case RcptTo:
        return Stage::RcptTo;
    case Data:
        return Stage::Data;
    case Chunk:
    case EndOfData:
        return Stage::EndOfData;
    default:
        return Stage::Unknown;
    }
}

std::string_view inBrackets(std::string_view text)
{
    const auto open = text.find('<');
    return open == std::string_view::npos ? std::string_view() : text.substr(open + 1, text.find('>', open) - open - 1);
}

} // namespace

void ExchangeSession::connected()
{
    *this = {};
    awaited = Greeting;
}

void ExchangeSession::mailDone()
{
    sender.clear();
    messageId.clear();
    recipients.clear();
    answered = 0;
    refusal.clear();
}

void ExchangeSession::sent(std::string_view command)
{
    for (const Command& c : kCommands) {
        if (command.size() < c.word.size() || !sameIgnoringCase(command.substr(0, c.word.size()), c.word)
            || awaited.size() >= kMaxAwaited)
            continue;
        awaited += c.awaits == Chunk && command.ends_with(" LAST") ? EndOfData : c.awaits;
        if (c.awaits == MailFrom) {
            mailDone();
            messageId = std::exchange(nextMessageId, {});
            sender = inBrackets(command).substr(0, kMaxName);
        } else if (c.awaits == RcptTo && recipients.size() < kMaxRecipients) {
            const std::string_view address = inBrackets(command);
            const std::string_view domain = domainOf(address).substr(0, kMaxName);
            recipients.push_back(
                { domain.empty() ? std::string() : std::string("@").append(domain), Correlator::hashOf(address) });
        }
        return;
    }
}

std::optional<ExchangeSession::Answer> ExchangeSession::received(std::string_view line)
{
    if (!startsWithReplyCode(line))
        return std::nullopt;
    if (lines.size() + line.size() < kMaxAnswer) {
        if (!lines.empty())
            lines += ' ';
        lines += line;
    }
    if (line.size() > 3 && line[3] == '-')
        return std::nullopt;
    Answer answer { Stage::Unknown, std::move(lines), false };
    lines.clear();
    const char to = awaited.empty() ? static_cast<char>(Other) : awaited.front();
    answer.stage = stageOf(to);
    answer.endsMail = to == EndOfData || ((to == Data || to == Chunk) && line[0] >= '4');
    if (to == Auth && line.starts_with("334"))
        return std::nullopt; // goes on
    if (!awaited.empty())
        awaited.erase(0, 1);
    if (to == Data && line[0] == '3')
        awaited.insert(awaited.begin(), EndOfData);
    return answer;
}

void ExchangeSession::save(StateWriter& w) const
{
    w << relayHost << tls << sender << messageId << nextMessageId << refusal << awaited << lines
      << static_cast<std::uint64_t>(answered) << static_cast<std::uint64_t>(recipients.size());
    for (const Recipient& r : recipients)
        w << r.domain << r.addressHash;
}

void ExchangeSession::load(StateReader& r)
{
    for (std::string* text : { &relayHost, &tls, &sender, &messageId, &nextMessageId, &refusal, &awaited, &lines })
        *text = r.text();
    answered = r.number();
    const std::uint64_t count = r.number();
    for (std::uint64_t i = 0; i < count && !r.atEnd(); ++i) {
        Recipient& recipient = recipients.emplace_back();
        recipient.domain = r.text();
        recipient.addressHash = r.number();
    }
}

} // namespace mv
