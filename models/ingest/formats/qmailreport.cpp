// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/qmailreport.h"
#include "models/ingest/replytext.h"
#include "models/ingest/sendingip.h"
#include "models/ingest/stagewords.h"
#include <algorithm>

namespace mv {

namespace {

constexpr std::string_view kSaid = "Remote host said: ";
constexpr std::string_view kGaveUp = "I'm not going to try again; this message has been in the queue too long.";

// What stands after the address, and by itself where there is none (qmail-remote.c).
constexpr StageWord kAfterAddress[] = {
    { "accepted message", Stage::EndOfData },
    { "does not like recipient", Stage::RcptTo },
    { "but greeting failed", Stage::Greeting },
    { "but my name was rejected", Stage::Helo },
    { "but sender was rejected", Stage::MailFrom },
    { "failed on DATA command", Stage::Data },
    { "failed after I sent the message", Stage::EndOfData },
    { "but connection died. Possible duplicate!", Stage::EndOfData },
};
constexpr StageWord kOwnWords[] = {
    { "Sorry, I wasn't able to establish an SMTP connection", Stage::Connect },
    { "CNAME lookup failed", Stage::Dns },
    { "Sorry, I couldn't find any host", Stage::Dns },
    { "Sorry, I couldn't find a mail exchanger", Stage::Dns },
    { "Sorry. Although I'm listed as a best-preference MX", Stage::Dns },
    { "TLS ", Stage::StartTls },
    { "STARTTLS ", Stage::StartTls },
};

bool isReplyCode(std::string_view text)
{
    return text.size() >= 4 && startsWithReplyCode(text.substr(0, 3)) && (text[3] == '_' || text[3] == '-');
}

// Whether a '/' before `next` ends a line: before the next line of a reply or of qmail's own words, and at the end.
// Others are the text's own ("http://").
bool isLineEnd(std::string_view next)
{
    return next.empty() || isReplyCode(next) || next.starts_with("Remote_host_said:_")
        || next.starts_with("Giving_up_on_") || next.starts_with("I'm_not_going_to_try_again;");
}

// The first address, "192.0.2.1 does not ...", "Connected to 192.0.2.1 but ...", and what follows it.
std::string_view addressIn(std::string_view text, std::string_view& rest)
{
    constexpr int kWords = 4;
    for (int i = 0; i < kWords && !text.empty(); ++i) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        if (isIpAddress(word)) {
            rest = text;
            return word;
        }
    }
    return {};
}

// "(#4.4.1)" at the end of qmail's own words.
EnhancedCode ownCode(std::string_view text)
{
    const auto at = text.rfind("(#");
    return at == std::string_view::npos ? EnhancedCode()
                                        : EnhancedCode::parse(text.substr(at + 2, text.find(')', at) - at - 2));
}

} // namespace

QmailReport readQmailReport(std::string_view report)
{
    QmailReport out;
    out.text.reserve(report.size());
    for (std::size_t i = 0; i < report.size(); ++i) {
        const bool blank = report[i] == '_' || (report[i] == '/' && isLineEnd(report.substr(i + 1)));
        out.text += blank ? ' ' : report[i];
    }
    while (out.text.ends_with(' '))
        out.text.pop_back();
    if (out.text.ends_with(kGaveUp)) {
        out.gaveUp = true;
        out.text.resize(out.text.size() - kGaveUp.size());
        while (out.text.ends_with(' '))
            out.text.pop_back();
    }
    return out;
}

void describeQmailReport(const QmailReport& report, Attempt& a)
{
    const std::string_view text = report.text;
    const auto said = text.find(kSaid);
    const std::string_view own = text.substr(0, said);
    std::string_view rest;
    a.relayIp = addressIn(own, rest);
    a.stage = a.relayIp.empty() ? stageIn(kOwnWords, own) : stageIn(kAfterAddress, rest);
    a.reply = text;
    if (said == std::string_view::npos) {
        a.enhanced = ownCode(own);
        return;
    }
    std::string_view reply = text.substr(said + kSaid.size());
    reply = reply.substr(0, reply.find(" Giving up on "));
    const ReplyText r = parseReplyText(reply);
    a.code = r.code;
    a.enhanced = r.enhanced;
    a.reply = reply;
    if (r.code >= 400)
        a.source = sendingIp(reply, a.relayIp);
}

} // namespace mv
