// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/exchangereply.h"
#include "models/ingest/replytext.h"
#include "models/ingest/stagewords.h"
#include <algorithm>

namespace mv {

namespace {

// Exchange's own words, behind the code that it makes up for them, when no remote host answered.
constexpr StageWord kOwnWords[] = {
    { "DNS query failed", Stage::Dns },
    { "DNS domain ", Stage::Dns },
    { "Error encountered while communicating with primary target IP address", Stage::Connect },
    { "Failed to connect", Stage::Connect },
    { "Connection dropped due to ", Stage::Unknown },
    { "Connection dropped. ", Stage::Unknown },
    { "Socket error", Stage::Connect },
    { "TLS negotiation failed", Stage::StartTls },
    { "STARTTLS is required", Stage::StartTls },
    { "Must issue a STARTTLS", Stage::StartTls },
    { "QUEUE.", Stage::Unknown },
    { "RESOLVER.", Stage::Unknown },
    { "ROUTING.", Stage::Unknown },
    { "Message delayed", Stage::Unknown },
};

// "{KEY=value}" of a list in brackets; empty: not there.
std::string_view valueOf(std::string_view list, std::string_view key)
{
    const auto at = list.find(key);
    if (at == std::string_view::npos)
        return {};
    const std::string_view value = list.substr(at + key.size());
    return value.substr(0, std::min(value.find("};{"), value.rfind('}')));
}

// What the remote host said, inside of what Exchange says.
std::string_view quotedIn(std::string_view text)
{
    for (const std::string_view mark : { " responded with: \"", " -> " }) {
        const auto at = text.find(mark);
        if (at == std::string_view::npos)
            continue;
        std::string_view inner = text.substr(at + mark.size());
        if (mark.ends_with('"'))
            inner = inner.substr(0, inner.find('"'));
        if (startsWithReplyCode(inner))
            return inner;
    }
    return text;
}

// Behind "451 4.4.0 ".
std::string_view wordsOf(std::string_view reply)
{
    const auto end = reply.find_first_not_of("0123456789. -");
    return reply.substr(std::min(end, reply.size()));
}

} // namespace

void describeExchangeReply(std::string_view text, Attempt& a)
{
    if (text.starts_with("[{")) {
        if (a.relayHost.empty())
            a.relayHost = valueOf(text, "{FQDN=");
        if (a.relayIp.empty())
            a.relayIp = valueOf(text, "{IP=");
        text = valueOf(text, "{LED=");
    }
    const ReplyText r = parseReplyText(quotedIn(text));
    a.enhanced = r.enhanced;
    a.reply = r.reply;
    const std::string_view words = wordsOf(r.reply);
    const auto* const own
        = std::ranges::find_if(kOwnWords, [&](const StageWord& w) { return words.starts_with(w.text); });
    if (own != std::end(kOwnWords)) {
        a.code = 0;
        a.stage = own->stage;
        if (a.enhanced.none() && r.reply.size() > 4) // "550 4.4.7 QUEUE.Expired": of another class
            a.enhanced = EnhancedCode::parse(r.reply.substr(4, r.reply.find(' ', 4) - 4));
    } else {
        a.code = r.code;
        a.stage = r.stage;
    }
}

std::string_view exchangeStatus(std::string_view all, std::size_t n)
{
    for (std::size_t begin = 0;; --n) {
        auto end = all.find(';', begin);
        while (end != std::string_view::npos && !startsWithReplyCode(all.substr(end + 1))
            && !all.substr(end + 1).starts_with("[{"))
            end = all.find(';', end + 1);
        if (n == 0 || end == std::string_view::npos) // fewer than recipients: the last one tells for the rest
            return all.substr(begin, end - begin);
        begin = end + 1;
    }
}

} // namespace mv
