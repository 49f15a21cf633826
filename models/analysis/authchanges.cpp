// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/analysis/authchanges.h"
#include <algorithm>
#include <cmath>
#include <map>

namespace mv {
namespace {

struct Move {
    std::size_t receiver = 0;
    ChangePoint change;
    std::size_t until = 0; // the receiver's next change, or the end
    bool up() const { return change.after > change.before; }
    double size() const { return std::abs(change.after - change.before); }
};

// Whether a receiver got enough before and after a bucket to have noticed a change there.
bool couldTell(const ReceiverFailures& receiver, std::size_t bucket, std::size_t until, double leastTrials)
{
    double before = 0, after = 0;
    for (std::size_t i = 0; i < receiver.buckets.size() && i < until; ++i)
        (i < bucket ? before : after) += receiver.buckets[i].trials;
    return before >= leastTrials && after >= leastTrials;
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

WhoseChange judged(std::size_t moved, std::size_t unmoved)
{
    constexpr std::size_t kFewestForAll = 2;
    if (moved >= kFewestForAll && unmoved * 4 <= moved) // nearly all
        return WhoseChange::Ours;
    return moved == 1 && unmoved >= 1 ? WhoseChange::Theirs : WhoseChange::Unclear;
}

AuthChange together(std::vector<Move> moves, const std::vector<ReceiverFailures>& receivers, double leastTrials)
{
    std::ranges::sort(moves, std::greater {}, &Move::size);
    AuthChange change;
    std::vector<double> before, after;
    std::vector<std::size_t> since;
    change.confidence = 1;
    std::map<std::size_t, bool> isMoved;
    for (const Move& move : moves) {
        isMoved[move.receiver] = true;
        change.moved.push_back(receivers[move.receiver].receiver);
        before.push_back(move.change.before);
        after.push_back(move.change.after);
        since.push_back(move.change.bucket);
        change.until = std::max(change.until, move.until);
        change.confidence = std::min(change.confidence, move.change.confidence);
    }
    change.bucket = *std::ranges::min_element(since);
    change.before = median(before);
    change.after = median(after);
    for (std::size_t i = 0; i < receivers.size(); ++i) {
        if (!isMoved[i] && couldTell(receivers[i], change.bucket, change.until, leastTrials))
            change.unmoved.push_back(receivers[i].receiver);
    }
    change.whose = judged(change.moved.size(), change.unmoved.size());
    return change;
}

} // namespace

std::vector<AuthChange> authChanges(
    const std::vector<ReceiverFailures>& receivers, const ChangeOptions& options, std::size_t togetherWithin)
{
    std::vector<Move> moves;
    for (std::size_t i = 0; i < receivers.size(); ++i) {
        const auto changes = changePoints(receivers[i].buckets, options);
        for (std::size_t k = 0; k < changes.size(); ++k)
            moves.push_back(
                { i, changes[k], k + 1 < changes.size() ? changes[k + 1].bucket : receivers[i].buckets.size() });
    }
    std::ranges::stable_sort(moves, {}, [](const Move& m) { return m.change.bucket; });

    std::vector<AuthChange> changes;
    std::vector<bool> taken(moves.size());
    for (std::size_t i = 0; i < moves.size(); ++i) {
        if (taken[i])
            continue;
        std::vector<Move> alike;
        for (std::size_t k = i; k < moves.size(); ++k) {
            const bool near = moves[k].change.bucket <= moves[i].change.bucket + togetherWithin;
            const bool known
                = std::ranges::any_of(alike, [&](const Move& m) { return m.receiver == moves[k].receiver; });
            if (!taken[k] && near && !known && moves[k].up() == moves[i].up()) {
                taken[k] = true;
                alike.push_back(moves[k]);
            }
        }
        changes.push_back(together(std::move(alike), receivers, options.leastTrials));
    }
    return changes;
}

} // namespace mv
