// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include "models/store/blocks.h"
#include "models/store/duplicates.h"
#include "models/store/sqlite/sqlite.h"
#include <cstdint>
#include <span>
#include <vector>

// Facts older than a midnight (UTC) may be pruned, which can't be undone but by importing logs anew. The aggregates,
// the replies and the coverage stay: what charts tell of the time before is as it was, under the labels that it had.
// What only facts can tell of it is not known any more. A cut between days is one between cubes: days from there on can
// be built again from facts, and those before never are.
namespace mv {

struct PrunedFacts {           // all that were pruned so far
    std::int64_t beforeMs = 0; // a midnight; 0: none were
    std::uint64_t facts = 0, attempts = 0;
    std::int64_t firstMs = 0, lastMs = 0; // of them
};
PrunedFacts prunedFacts(sql::Connection&);

std::int64_t midnightBefore(UtcTime); // or at it, UTC
int monthsKept(sql::Connection&);     // that facts are to be kept; 0: for ever

// What blocks have from before a time.
struct OldFacts {
    std::uint64_t facts = 0, attempts = 0;
};
OldFacts factsBefore(sql::Connection&, Blocks&, std::int64_t ms);

// Takes facts from before a time out of a batch; the rows of its files become fewer. How many each file lost.
std::vector<std::uint64_t> withoutOld(Facts&, std::span<FileRows>, std::int64_t beforeMs);

} // namespace mv
