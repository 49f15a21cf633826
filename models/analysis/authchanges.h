// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/analysis/changepoints.h"
#include <string>
#include <vector>

namespace mv {

// How much fails at one receiver, bucket by bucket.
struct ReceiverFailures {
    std::string receiver;
    std::vector<Trials> buckets;
};

// Who moved. Ours: what we send or publish changed, since all receivers that could tell moved together. Theirs: one
// receiver moved and others, which got as much to judge by, did not. Unclear: neither.
enum class WhoseChange : std::uint8_t { Ours, Theirs, Unclear };

struct AuthChange {
    WhoseChange whose = WhoseChange::Unclear;
    std::size_t bucket = 0;           // since
    std::size_t until = 0;            // first bucket of the next level of those that moved; the end when there is none
    double before = 0, after = 0;     // failing, over those that moved: the median of their levels
    double confidence = 0;            // the least of theirs
    std::vector<std::string> moved;   // receivers, the largest move first
    std::vector<std::string> unmoved; // that had enough to judge by on both sides
};

// Changes of several receivers count as one when they lie within `together` buckets and go the same way. Oldest first.
std::vector<AuthChange> authChanges(
    const std::vector<ReceiverFailures>&, const ChangeOptions& = {}, std::size_t together = 1);

} // namespace mv
