// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/m365record.h"
#include "models/ingest/formats/csvrecord.h"
#include <algorithm>

namespace mv {

namespace {

enum class Means : std::uint8_t { Delivered, Sent, Mailbox, Failed, Waiting, Kept, Nothing };
struct StatusWord {
    std::string_view word;
    Means means;
};
// Statuses of Get-MessageTrace, then the events of the summary report.
constexpr StatusWord kWords[] = {
    { "Delivered", Means::Delivered },
    { "Failed", Means::Failed },
    { "Pending", Means::Waiting },
    { "Quarantined", Means::Kept },
    { "FilteredAsSpam", Means::Kept },
    { "Expanded", Means::Nothing },
    { "GettingStatus", Means::Nothing },
    { "Getting status", Means::Nothing },
    { "None", Means::Nothing },
    { "Send", Means::Sent },
    { "Deliver", Means::Mailbox },
    { "Fail", Means::Failed },
    { "Defer", Means::Waiting },
    { "Quarantine", Means::Kept },
    { "Drop", Means::Kept },
    { "Receive", Means::Nothing },
    { "Submit", Means::Nothing },
    { "Expand", Means::Nothing },
    { "Resolve", Means::Nothing },
    { "Resolved", Means::Nothing },
    { "Redirect", Means::Nothing },
    { "Transfer", Means::Nothing },
};

std::string_view lastEvent(std::string_view status)
{
    status.remove_prefix(status.rfind(',') + 1); // none: + 1 is 0
    status.remove_prefix(std::min(status.find_first_not_of(' '), status.size()));
    return status;
}

// Whether the recipient is at a remote host: the service asked one, or would. From outside it goes to our mailboxes.
bool isRemote(const M365Record& r)
{
    if (!r.toIp.empty())
        return true;
    if (!r.direction.empty())
        return (r.direction == "Originating" || r.direction == "2")
            && !sameIgnoringCase(domainOf(r.sender), domainOf(r.recipient));
    return r.fromIp.empty() && !sameIgnoringCase(domainOf(r.sender), domainOf(r.recipient));
}

Outcome outcomeOf(Means means, const M365Record& r)
{
    if (means == Means::Sent)
        return Outcome::Delivered;
    if (means == Means::Delivered && r.hasToIp)
        return r.toIp.empty() ? Outcome::Local : Outcome::Delivered;
    if (means == Means::Mailbox || means == Means::Kept || !isRemote(r))
        return Outcome::Local;
    return means == Means::Delivered ? Outcome::Delivered
        : means == Means::Failed     ? Outcome::Bounced
                                     : Outcome::Deferred;
}

} // namespace

M365Status describeM365(const M365Record& r, Attempt& a)
{
    const std::string_view event = lastEvent(r.status);
    const auto* const word
        = std::ranges::find_if(kWords, [&](const StatusWord& w) { return sameIgnoringCase(w.word, event); });
    if (word == std::end(kWords))
        return M365Status::Unknown;
    if (word->means == Means::Nothing)
        return M365Status::NotFinal;
    a.outcome = outcomeOf(word->means, r);
    a.sender = r.sender == "<>" ? std::string_view() : r.sender;
    a.recipient = r.recipient;
    a.relayIp = r.toIp.substr(0, r.toIp.find_first_of(" ,;"));
    a.queueId = r.id;
    a.reply = r.status;
    if (a.outcome == Outcome::Delivered) {
        a.stage = Stage::EndOfData;
        a.code = 250; // a trace leaves it away
    } else if (a.outcome == Outcome::Local && word->means == Means::Waiting) {
        a.enhanced = EnhancedCode(4, 0, 0); // the copy waits
    }
    return M365Status::Told;
}

void tellM365(Attempt& a, const ServerPool::Server& server, CopyId& copies, Correlator& correlator, Sink& sink)
{
    a.server = server.name;
    a.source = server.source;
    const std::string_view shown = a.queueId;
    a.queueId = copies.of({ shown, a.recipient }); // a message's recipients end one by one, in any order
    const bool again = correlator.knows(a.server, a.queueId);
    correlator.tried(a);
    a.firstTry = a.firstTry && !again;
    if (isFinal(a.outcome) || (a.outcome == Outcome::Local && a.enhanced.none()))
        correlator.removed(a.server, a.queueId, a.at);
    a.queueId = shown;
    sink.attempt(a);
}

} // namespace mv
