// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/exchangesession.h"
#include "models/ingest/correlator.h"
#include "models/ingest/formats/csvrecord.h"
#include "models/ingest/replytext.h"
#include <utility>

namespace mv {

namespace {

// What an answer is awaited to.
constexpr char kGreeting = 'g';
constexpr char kHelo = 'h';
constexpr char kStartTls = 's';
constexpr char kAuth = 'a';
constexpr char kMailFrom = 'm';
constexpr char kRcptTo = 'r';
constexpr char kData = 'd';
constexpr char kChunk = 'c';
constexpr char kEndOfData = 'e';
constexpr char kOther = 'o';

struct Command {
    std::string_view word;
    char awaits;
};
constexpr Command kCommands[] = {
    { "EHLO", kHelo },
    { "HELO", kHelo },
    { "STARTTLS", kStartTls },
    { "X-ANONYMOUSTLS", kStartTls },
    { "AUTH", kAuth },
    { "X-EXPS", kAuth },
    { "MAIL FROM:", kMailFrom },
    { "RCPT TO:", kRcptTo },
    { "DATA", kData },
    { "BDAT", kChunk },
};

Stage stageOf(char awaited)
{
    switch (awaited) {
    case kGreeting:
        return Stage::Greeting;
    case kHelo:
        return Stage::Helo;
    case kStartTls:
        return Stage::StartTls;
    case kAuth:
        return Stage::Auth;
    case kMailFrom:
        return Stage::MailFrom;
    case kRcptTo:
        return Stage::RcptTo;
    case kData:
        return Stage::Data;
    case kChunk:
    case kEndOfData:
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
    awaited = kGreeting;
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
    if (awaited.size() >= kMaxAwaited)
        return;
    for (const Command& c : kCommands) {
        if (!sameIgnoringCase(command.substr(0, c.word.size()), c.word))
            continue;
        awaited += c.awaits == kChunk && command.ends_with(" LAST") ? kEndOfData : c.awaits;
        if (c.awaits == kMailFrom) {
            mailDone();
            messageId = std::exchange(nextMessageId, {});
            sender = inBrackets(command).substr(0, kMaxName);
        } else if (c.awaits == kRcptTo && recipients.size() < kMaxRecipients) {
            const std::string_view address = inBrackets(command);
            const std::string_view domain = domainOf(address).substr(0, kMaxName);
            recipients.push_back(
                { domain.empty() ? std::string() : std::string("@").append(domain), Correlator::hashOf(address) });
        }
        return;
    }
    // Neither the data's end, nor what AUTH exchanges, nor our answer in a receive connector's log.
    if (!command.empty() && command != "." && !awaited.starts_with(kAuth) && !startsWithReplyCode(command))
        awaited += kOther;
}

std::optional<ExchangeSession::Answer> ExchangeSession::received(std::string_view line)
{
    if (!startsWithReplyCode(line))
        return std::nullopt;
    if (lines.size() < kMaxAnswer) {
        if (!lines.empty())
            lines += ' ';
        lines += line.substr(0, kMaxAnswer);
    }
    if (line.size() > 3 && line[3] == '-')
        return std::nullopt;
    Answer answer { Stage::Unknown, std::move(lines), false };
    lines.clear();
    const char to = awaited.empty() ? kOther : awaited.front();
    answer.stage = stageOf(to);
    answer.endsMail = to == kEndOfData || ((to == kData || to == kChunk) && line[0] >= '4');
    if (to == kAuth && line.starts_with("334"))
        return std::nullopt; // goes on
    if (!awaited.empty())
        awaited.erase(0, 1);
    if (to == kData && line[0] == '3')
        awaited.insert(awaited.begin(), kEndOfData);
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
