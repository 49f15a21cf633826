// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/replies.h"
#include "models/store/queries/cells.h"
#include "models/store/queries/rates.h"
#include "models/store/times.h"
#include <algorithm>
#include <map>

namespace mv {
namespace {

struct Reply {
    std::vector<std::uint64_t> buckets;
    std::uint64_t attempts = 0, comparedAttempts = 0;
    std::map<std::pair<NameId, NameId>, std::uint64_t> byProviderAndReason;
    std::vector<bool> sources;
};
using ReplyId = std::pair<NameId, Outcome>; // of the template

void insert(std::vector<bool>& set, NameId id)
{
    if (id >= set.size())
        set.resize(id + 1);
    set[id] = true;
}

std::size_t sizeOf(const std::vector<bool>& set) { return static_cast<std::size_t>(std::ranges::count(set, true)); }

// What is known of every reply, over all data.
void putSightings(Reader::Impl& impl, const ReplyId& id, ReplyRow& row)
{
    sql::Statement known(
        impl.db, "SELECT code, enhanced, first_ms, last_ms FROM reply WHERE template = ? AND outcome = ?");
    if (!known.bind(id.first, static_cast<int>(id.second)).step())
        return;
    row.code = static_cast<std::uint16_t>(known.int64(0));
    row.enhanced = EnhancedCode::fromPacked(static_cast<std::uint32_t>(known.int64(1)));
    row.firstSeen = timeAt(known.int64(2));
    row.lastSeen = timeAt(known.int64(3));
}

ReplyRows replies(Reader::Impl& impl, const ReplyQuestion& q, const std::stop_token& stop)
{
    ReplyRows answer;
    answer.edges = edgesOf(q.scope, q.bucket);
    const Selection selection(impl, q.scope.filters);
    const Buckets buckets(answer.edges, q.scope.range);
    const std::vector columns { Column::Template, Column::Provider, Column::Reason, Column::Source };
    std::map<ReplyId, Reply> found;
    std::vector<bool> sources;
    const NotKept notKept = walkCells(impl, { selection, buckets, columns }, stop, [&](const CellLabels& labels) {
        Reply& reply = found[{ labels.templ, outcomeOf(labels.result) }];
        reply.buckets.resize(std::max<std::size_t>(1, buckets.size()));
        insert(reply.sources, labels.source);
        insert(sources, labels.source);
        return [&reply, &answer, &ofProvider = reply.byProviderAndReason[{ labels.provider, labels.reason }],
                   result = labels.result](std::size_t bucket, std::uint64_t count) {
            reply.buckets[bucket] += count;
            reply.attempts += count;
            ofProvider += count;
            addTo(answer.total, result, count);
        };
    });
    answer.keptFrom = notKept.keptFrom();
    if (q.scope.compares()) {
        const Buckets past(comparedEdgesOf(q.scope, answer.edges), q.scope.comparedRange());
        const NotKept inPast = walkCells(impl, { selection, past, columns }, stop, [&](const CellLabels& labels) {
            Reply& reply = found[{ labels.templ, outcomeOf(labels.result) }];
            auto& ofProvider = reply.byProviderAndReason[{ labels.provider, labels.reason }];
            return [&reply, &answer, &ofProvider, result = labels.result](std::size_t, std::uint64_t count) {
                reply.comparedAttempts += count;
                ofProvider += reply.attempts == 0 ? count : 0; // not seen any more: whose it was
                addTo(answer.comparedTotal, result, count);
            };
        });
        if (!answer.keptFrom)
            answer.keptFrom = inPast.keptFrom();
    }
    for (auto& [id, reply] : found) {
        ReplyRow& row = answer.rows.emplace_back();
        row.text = impl.names(NameKind::Template).text(id.first);
        row.outcome = id.second;
        const auto most
            = std::ranges::max_element(reply.byProviderAndReason, {}, [](const auto& entry) { return entry.second; });
        row.provider = most->first.first == kOther
            ? std::string(kOtherProviders)
            : std::string(impl.names(NameKind::Provider).text(most->first.first));
        row.reason = impl.names(NameKind::Reason).text(most->first.second);
        row.attempts = reply.attempts;
        row.comparedAttempts = reply.comparedAttempts;
        row.sources = sizeOf(reply.sources);
        row.buckets = std::move(reply.buckets);
        row.buckets.resize(buckets.size());
        putSightings(impl, id, row);
    }
    answer.sources = sizeOf(sources);
    std::ranges::stable_sort(answer.rows, std::greater(), &ReplyRow::attempts);
    return answer;
}

} // namespace

Result<ReplyRows> ask(Reader& reader, const ReplyQuestion& question, std::stop_token stop)
{
    return answer(reader, stop, [&](Reader::Impl& impl) { return replies(impl, question, stop); });
}

} // namespace mv
