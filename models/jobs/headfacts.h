// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"
#include <functional>
#include <string>
#include <vector>

namespace mv {

inline constexpr std::size_t kHeadBytes = 64 * 1024; // of a file, that tell what it is

// An Attempt that owns its texts; of addresses, only the domains.
struct HeadFact {
    UtcTime at {};
    Outcome outcome = Outcome::Deferred;
    std::uint16_t code = 0;
    EnhancedCode enhanced;
    std::string server, source, relay, recipientDomain, queueId, reply;
};

// What a format reads in the head of a file, for people to look at.
struct HeadFacts {
    std::vector<HeadFact> facts; // the first ones
    LineCounts lines;
    std::vector<RejectedLine> notUnderstood; // the first ones
};
// `isWhole`: the head is all of its file, also of a last line without an end.
HeadFacts factsIn(const std::string& head, bool isWhole, const FormatInfo&, const FormatOptions&);

// Has the lines of a head read until `enough`, or there are no more whole ones.
void readHead(const std::string& head, bool isWhole, LineFormat&, Sink&, const std::function<bool()>& enough);

} // namespace mv
