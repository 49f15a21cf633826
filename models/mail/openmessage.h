// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include <string>
#include <vector>

namespace mv {

// A recipient whose copy was tried and waits, or one already done in a message that is still open.
struct OpenRecipient {
    std::uint64_t addressHash = 0; // of the full address; the address itself is not kept
    UtcTime firstTriedAt {};
    UtcTime lastTriedAt {};
    bool done = false;
    std::string domain, relayHost, source; // of the last try
    bool operator==(const OpenRecipient&) const = default;
};

// A message that the log has shown entering a queue and not yet leaving it. This is the correlator's memory: it is
// committed with the facts, so that a killed import resumes equal to an uninterrupted one, and it is the waiting mail
// of the Delay panel (recipients that are not done).
struct OpenMessage {
    std::string server, queueId;
    UtcTime arrivedAt {};
    UtcTime lastSeenAt {};
    std::string sender; // envelope sender; empty with senderKnown: the null sender
    bool senderKnown = false;
    std::uint32_t recipientCount = 0; // nrcpt, 0: not told
    std::vector<OpenRecipient> recipients;
    bool operator==(const OpenMessage&) const = default;
};

struct OpenChanges {                                         // since the last commit
    std::vector<OpenMessage> open;                           // new or changed: replace
    std::vector<std::pair<std::string, std::string>> closed; // (server, queue id): forget
};

} // namespace mv
