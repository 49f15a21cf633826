// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/importedfile.h"
#include "models/mail/scope.h"
#include "models/store/reader.h"
#include <optional>
#include <string>
#include <vector>

namespace mv {

// Which relays took the mail of recipient domains, and when: the history of their MX without DNS, as our own servers
// used it. Read from facts, so that what was pruned is a gap. All filters of the scope apply.
struct MxHistoryQuestion {
    Scope scope;
    Bucket bucket = Bucket::Day;
    std::size_t mostDomains = 500; // with the most attempts; the rest are counted only
    bool operator==(const MxHistoryQuestion&) const = default;
};

struct MxUse { // of a relay, for one domain
    std::string relay;
    std::string provider;
    UtcTime first {}, last {};
    std::vector<std::uint32_t> attempts; // one per bucket
    std::uint64_t total = 0;
    // Bounces that say that there is no such user, and those of them whose recipient had taken mail before (within what
    // is kept): a list that is purged by these loses people who exist.
    std::uint64_t unknownUser = 0, falseUnknown = 0;
    std::vector<std::uint32_t> falseUnknownByBucket; // one per bucket
};

struct MxServerUse { // of a server of ours, for one domain and relay
    std::string server, relay;
    UtcTime first {}, last {};
    std::uint64_t attempts = 0, falseUnknown = 0;
};

struct MxDomain {
    std::string domain;
    std::uint64_t attempts = 0;
    std::vector<MxUse> relays; // by first use
    std::vector<MxServerUse> servers;
};

struct MxHistoryRows {
    std::vector<UtcTime> edges;
    std::vector<MxDomain> domains; // by attempts, descending
    std::size_t otherDomains = 0;  // that are not among them
    std::optional<UtcTime> keptFrom;
};
Result<MxHistoryRows> ask(Reader&, const MxHistoryQuestion&, std::stop_token);

// The bounces behind MxUse::falseUnknown, oldest first: where their lines are, which tell the recipients.
struct FalseUnknownQuestion {
    Scope scope;
    std::string domain;
    std::size_t most = 100'000;
    bool operator==(const FalseUnknownQuestion&) const = default;
};
struct FalseUnknown {
    UtcTime at {};
    std::string server, relay, queueId;
    std::uint32_t recipient = 0; // 32 bits of a hash of the address (Batch::recipientHash)
    UtcTime tookMail {};         // when it last did, before
    FileId file = 0;             // of the line, and where it is
    std::uint64_t offset = 0;
};
Result<std::vector<FalseUnknown>> ask(Reader&, const FalseUnknownQuestion&, std::stop_token);

} // namespace mv
