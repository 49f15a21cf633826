// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/placements.h"
#include "models/store/queries/receiverfilter.h"
#include "models/store/queries/selection.h"
#include "models/store/times.h"
#include <algorithm>
#include <map>

namespace mv {
namespace {

TimeRange dataOf(Reader::Impl& impl, std::string_view minMaxSql)
{
    sql::Statement all(impl.db, minMaxSql);
    return all.step() && !all.isNull(0) ? TimeRange { timeAt(all.int64(0)), timeAt(all.int64(1) + 1) } : TimeRange {};
}

// Calls visit(receiver, at, folder, count) for the placements of a range that the filter keeps.
template <class Visit>
void forEachPlacement(
    Reader::Impl& impl, const ReceiverFilter& filter, TimeRange range, const std::stop_token& stop, Visit&& visit)
{
    sql::Statement rows(impl.db,
        "SELECT at_ms, receiver, provider, folder, source, header_from, count FROM placement "
        "WHERE at_ms >= ? AND at_ms < ?");
    rows.bind(ms(range.from), ms(range.to));
    while (rows.step()) {
        throwIfStopped(stop);
        const auto id = [&](int column) { return static_cast<NameId>(rows.int64(column)); };
        const auto folder = static_cast<std::size_t>(rows.int64(3));
        if (folder >= kFolderCount)
            throw DamagedData("a placement has a folder that does not exist");
        if (filter.keeps(id(2), id(4), id(5)))
            visit(ReceiverKey(id(2), id(1)), rows.int64(0), folder, static_cast<std::uint64_t>(rows.int64(6)));
    }
}

PlacementRows placements(Reader::Impl& impl, const PlacementQuestion& q, const std::stop_token& stop)
{
    PlacementRows answer;
    answer.edges = edgesOf(q.scope, q.bucket);
    answer.data = dataOf(impl, "SELECT min(at_ms), max(at_ms) FROM placement");
    const Buckets buckets(answer.edges, q.scope.range);
    const ReceiverFilter filter(impl, q.scope.filters);
    std::map<ReceiverKey, PlacementReceiver> receivers;
    const auto of = [&](const ReceiverKey& key) -> PlacementReceiver& {
        PlacementReceiver& receiver = receivers[key];
        receiver.buckets.resize(buckets.size());
        return receiver;
    };
    forEachPlacement(impl, filter, { timeAt(buckets.fromMs()), timeAt(buckets.toMs()) }, stop,
        [&](const ReceiverKey& key, std::int64_t at, std::size_t folder, std::uint64_t count) {
            PlacementReceiver& receiver = of(key);
            receiver.buckets[buckets.at(at)].of[folder] += count;
            receiver.total.of[folder] += count;
        });
    if (q.scope.compares())
        forEachPlacement(impl, filter, q.scope.comparedRange(), stop,
            [&](const ReceiverKey& key, std::int64_t, std::size_t folder, std::uint64_t count) {
                of(key).comparedTotal.of[folder] += count;
            });
    for (auto& [key, receiver] : receivers) {
        receiver.name = key.name(impl);
        receiver.listed = key.listed(impl);
        answer.receivers.push_back(std::move(receiver));
    }
    std::ranges::stable_sort(
        answer.receivers, std::greater {}, [](const PlacementReceiver& r) { return r.total.total(); });
    return answer;
}

bool isAbout(std::string_view subject, const Filters& filters)
{
    const auto has
        = [&](const std::vector<std::string>& names) { return std::ranges::find(names, subject) != names.end(); };
    if (filters.sources.empty() && filters.senderDomains.empty())
        return true;
    return has(filters.sources) || has(filters.senderDomains);
}

ReputationRows reputation(Reader::Impl& impl, const ReputationQuestion& q, const std::stop_token& stop)
{
    ReputationRows answer;
    answer.data = dataOf(impl, "SELECT min(from_ms), max(to_ms) FROM reputation");
    sql::Statement rows(impl.db,
        "SELECT system, subject, metric, from_ms, to_ms, value, word, offset FROM reputation "
        "WHERE to_ms >= ? AND from_ms < ? ORDER BY system, subject, metric, from_ms");
    rows.bind(ms(q.scope.range.from), ms(q.scope.range.to));
    while (rows.step()) {
        throwIfStopped(stop);
        if (!isAbout(rows.text(1), q.scope.filters))
            continue;
        Reputation& r = answer.figures.emplace_back();
        r.system = rows.text(0);
        r.subject = rows.text(1);
        r.metric = rows.text(2);
        r.from = timeAt(rows.int64(3));
        r.to = timeAt(rows.int64(4));
        if (!rows.isNull(5))
            r.value = rows.real(5);
        r.word = rows.text(6);
        r.offset = static_cast<std::uint64_t>(rows.int64(7));
    }
    return answer;
}

} // namespace

Result<PlacementRows> ask(Reader& reader, const PlacementQuestion& question, std::stop_token stop)
{
    return answer(reader, stop, [&](Reader::Impl& impl) { return placements(impl, question, stop); });
}

Result<ReputationRows> ask(Reader& reader, const ReputationQuestion& question, std::stop_token stop)
{
    return answer(reader, stop, [&](Reader::Impl& impl) { return reputation(impl, question, stop); });
}

} // namespace mv
