// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/formats/serverpool.h"

namespace mv {

// Of the line in `e`, about a message of `server`, if it names one: what the correlator knows of it is added, and the
// sink is told. `addressHash`: of the recipient, when the line does not name it.
inline void tell(Attempt& a, const Envelope& e, const ServerPool::Server& server, Correlator& correlator, Sink& sink,
    std::optional<std::uint64_t> addressHash = std::nullopt)
{
    a.at = e.at;
    a.offset = e.offset;
    a.server = server.name;
    if (a.source.empty())
        a.source = server.source;
    if (!a.queueId.empty())
        correlator.tried(a, addressHash.value_or(Correlator::hashOf(a.recipient)));
    sink.attempt(a);
}

// The same for a log whose copies are known by a CopyId; empty: this one is not. It leaves with its final outcome.
inline void tellCopy(Attempt& a, std::string_view copy, std::string_view shownId, const ServerPool::Server& server,
    Correlator& correlator, Sink& sink)
{
    a.server = server.name;
    a.queueId = copy;
    if (!copy.empty())
        correlator.tried(a);
    if (a.source.empty())
        a.source = server.source;
    a.queueId = shownId; // people know their mail by it
    sink.attempt(a);
    const bool left = isFinal(a.outcome) || (a.outcome == Outcome::Local && a.enhanced.cls() != 4);
    if (left && !copy.empty())
        correlator.removed(server.name, copy, a.at);
}

// An attempt that asked no remote host after all.
inline void becomeLocal(Attempt& a)
{
    if (a.outcome == Outcome::Deferred && a.enhanced.none())
        a.enhanced = EnhancedCode(4, 0, 0); // the copy waits
    a.outcome = Outcome::Local;
}

// The queue gives up on all recipients that still wait. False: none is known.
inline bool tellExpired(std::string_view queueId, std::string_view reply, const Envelope& e,
    const ServerPool::Server& server, Correlator& correlator, Sink& sink)
{
    bool any = false;
    correlator.expired(server.name, queueId, e.at, [&](Attempt a) {
        any = true;
        a.offset = e.offset;
        a.reply = reply;
        if (a.source.empty())
            a.source = server.source;
        sink.attempt(a);
    });
    return any;
}

} // namespace mv
