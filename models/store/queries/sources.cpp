// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/sources.h"
#include "models/store/queries/cells.h"
#include <algorithm>
#include <arpa/inet.h>
#include <map>

namespace mv {
namespace {

struct Source {
    SourceRow row;
    std::map<NameId, std::uint64_t> attemptsByServer;
};

// Addresses before names, IPv4 before IPv6, each by number.
std::pair<int, std::string> sortKey(const std::string& source)
{
    char bytes[16] = {};
    if (inet_pton(AF_INET, source.c_str(), bytes) == 1)
        return { 0, std::string(bytes, 4) };
    if (inet_pton(AF_INET6, source.c_str(), bytes) == 1)
        return { 1, std::string(bytes, 16) };
    return { 2, source };
}

SourceRows sources(Reader::Impl& impl, const SourceQuestion& q, const std::stop_token& stop)
{
    SourceRows answer;
    answer.edges = edgesOf(q.scope, q.bucket);
    answer.covered = coveredBuckets(impl, answer.edges);
    const Selection selection(impl, q.scope.filters);
    const Buckets buckets(answer.edges, q.scope.range);
    const std::vector columns { Column::Source, Column::Server };
    std::vector<Source> found(impl.names(NameKind::Source).size());
    const auto of = [&](NameId id) -> Source& {
        Source& source = found.at(id);
        if (source.row.buckets.empty())
            source.row.buckets.resize(std::max<std::size_t>(1, buckets.size()));
        return source;
    };
    const NotKept notKept = walkCells(impl, { selection, buckets, columns }, stop, [&](const CellLabels& labels) {
        Source& source = of(labels.source);
        return [counts = source.row.buckets.data(), &ofServer = source.attemptsByServer[labels.server],
                   result = labels.result](std::size_t bucket, std::uint64_t count) {
            addTo(counts[bucket], result, count);
            ofServer += count;
        };
    });
    notKept.uncover(answer.edges, answer.covered);
    answer.keptFrom = notKept.keptFrom();
    if (q.scope.compares()) {
        const Buckets past(comparedEdgesOf(q.scope, answer.edges), q.scope.comparedRange());
        const NotKept inPast = walkCells(impl, { selection, past, columns }, stop, [&](const CellLabels& labels) {
            Source& source = of(labels.source);
            source.attemptsByServer.try_emplace(labels.server, 0);
            return [&total = source.row.comparedTotal, result = labels.result](
                       std::size_t, std::uint64_t count) { addTo(total, result, count); };
        });
        if (!answer.keptFrom)
            answer.keptFrom = inPast.keptFrom();
    }
    for (const Waiting& w : impl.waiting()) {
        if (selection.keepsWaiting(w) && w.arrivedMs < buckets.toMs()) {
            Source& source = of(w.source);
            ++source.row.waiting;
            source.attemptsByServer.try_emplace(w.server, 0);
        }
    }
    for (NameId id = 0; id < found.size(); ++id) {
        Source& source = found[id];
        if (source.row.buckets.empty())
            continue;
        source.row.source = impl.names(NameKind::Source).text(id);
        const auto most
            = std::ranges::max_element(source.attemptsByServer, {}, [](const auto& entry) { return entry.second; });
        source.row.server = impl.names(NameKind::Server).text(most->first);
        source.row.buckets.resize(buckets.size());
        for (const Counts& counts : source.row.buckets)
            source.row.total += counts;
        answer.rows.push_back(std::move(source.row));
    }
    std::ranges::sort(answer.rows, {}, [](const SourceRow& row) { return sortKey(row.source); });
    return answer;
}

} // namespace

Result<SourceRows> ask(Reader& reader, const SourceQuestion& question, std::stop_token stop)
{
    return answer(reader, stop, [&](Reader::Impl& impl) { return sources(impl, question, stop); });
}

} // namespace mv
