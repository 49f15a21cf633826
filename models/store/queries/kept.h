// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include "models/store/reader.h"

namespace mv {

// What a database keeps, and what pruning it at a time would take.
struct KeptQuestion {
    UtcTime before {}; // as for Writer::prune()
    bool operator==(const KeptQuestion&) const = default;
};

struct KeptRows {
    bool pseudonymised = false;
    int months = 0;                                  // that facts are kept; 0: for ever
    UtcTime keptFrom {};                             // since when they are; 1970: none were pruned
    std::uint64_t facts = 0, attempts = 0;           // that are kept
    std::uint64_t olderFacts = 0, olderAttempts = 0; // ... and older than `before`
};
Result<KeptRows> ask(Reader&, const KeptQuestion&, std::stop_token);

} // namespace mv
