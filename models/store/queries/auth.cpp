// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/auth.h"
#include "models/store/queries/receiverfilter.h"
#include "models/store/queries/selection.h"
#include "models/store/times.h"
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace mv {
namespace {

// A row of auth_result: numbers of names, and its counts as of all its messages.
struct Row {
    std::int64_t fromMs = 0, toMs = 0;
    AuthEvidence evidence = AuthEvidence::AggregateReport;
    NameId receiver = 0, provider = 0, source = 0, headerFrom = 0, selector = 0;
    AuthCounts counts;
};

AuthVerdict verdictIn(const sql::Statement& rows, int column)
{
    const auto verdict = rows.int64(column);
    if (verdict < 0 || verdict >= static_cast<std::int64_t>(kAuthVerdictCount))
        throw DamagedData("an authentication result has a verdict that does not exist");
    return static_cast<AuthVerdict>(verdict);
}

void countAlignment(const sql::Statement& rows, int column, double messages, double& aligned, double& notAligned)
{
    if (!rows.isNull(column))
        (rows.int64(column) != 0 ? aligned : notAligned) += messages;
}

Row rowOf(const sql::Statement& rows)
{
    Row row;
    row.fromMs = rows.int64(0);
    row.toMs = rows.int64(1);
    row.evidence = static_cast<AuthEvidence>(rows.int64(2));
    row.receiver = static_cast<NameId>(rows.int64(3));
    row.provider = static_cast<NameId>(rows.int64(4));
    row.source = static_cast<NameId>(rows.int64(5));
    row.headerFrom = static_cast<NameId>(rows.int64(6));
    row.selector = static_cast<NameId>(rows.int64(7));
    const auto messages = static_cast<double>(rows.int64(8));
    row.counts.messages = messages;
    constexpr std::array kMethods { AuthMethod::Spf, AuthMethod::Dkim, AuthMethod::Dmarc };
    for (std::size_t i = 0; i < kMethods.size(); ++i) {
        const int column = 9 + static_cast<int>(i);
        if (!rows.isNull(column))
            row.counts[kMethods[i]][verdictIn(rows, column)] = messages;
    }
    countAlignment(rows, 12, messages, row.counts.spfAligned, row.counts.spfNotAligned);
    countAlignment(rows, 13, messages, row.counts.dkimAligned, row.counts.dkimNotAligned);
    return row;
}

AuthCounts times(AuthCounts counts, double share)
{
    for (VerdictCounts& method : counts.methods) {
        for (double& count : method.of)
            count *= share;
    }
    for (double* count :
        { &counts.messages, &counts.spfAligned, &counts.spfNotAligned, &counts.dkimAligned, &counts.dkimNotAligned })
        *count *= share;
    return counts;
}

// Calls visit(row) for what was told of any moment of the range.
template <class Visit>
void forEachRow(Reader::Impl& impl, std::int64_t fromMs, std::int64_t toMs, const std::stop_token& stop, Visit&& visit)
{
    sql::Statement rows(impl.db,
        "SELECT from_ms, to_ms, evidence, receiver, provider, source, header_from, selector, count, spf, dkim, dmarc, "
        "spf_aligned, dkim_aligned FROM auth_result WHERE to_ms >= ?1 AND from_ms < ?2");
    rows.bind(fromMs, toMs);
    while (rows.step()) {
        throwIfStopped(stop);
        visit(rowOf(rows));
    }
}

// Calls add(bucket, share) for each bucket that the row's time touches, with the share of it that lies there.
template <class Add> void spread(const Row& row, const Buckets& buckets, const std::vector<UtcTime>& edges, Add&& add)
{
    if (row.toMs <= row.fromMs) { // a moment
        if (row.fromMs >= buckets.fromMs() && row.fromMs < buckets.toMs())
            add(buckets.at(row.fromMs), 1.0);
        return;
    }
    const std::int64_t from = std::max(row.fromMs, buckets.fromMs()), to = std::min(row.toMs, buckets.toMs());
    if (from >= to)
        return;
    const auto length = static_cast<double>(row.toMs - row.fromMs);
    for (std::size_t i = buckets.at(from); i < buckets.size() && ms(edges[i]) < to; ++i) {
        const std::int64_t begin = std::max(from, ms(edges[i])), end = std::min(to, ms(edges[i + 1]));
        if (begin < end)
            add(i, static_cast<double>(end - begin) / length);
    }
}

using SourceKey = std::tuple<NameId, NameId, NameId>; // source, From domain, selector

struct FoundSource {
    AuthSource row;
    std::set<NameId> receivers;
};

class Gathering {
public:
    Gathering(Reader::Impl& impl, const AuthQuestion& q, AuthRows& answer, const std::stop_token& stop)
        : m_impl(impl)
        , m_answer(answer)
        , m_filter(impl, q.scope.filters)
        , m_stop(stop)
    {
    }
    void present(TimeRange range);
    void past(TimeRange range);
    void finish();

private:
    AuthReceiver& receiverOf(const Row&);
    FoundSource& sourceOf(const Row&);

    Reader::Impl& m_impl;
    AuthRows& m_answer;
    ReceiverFilter m_filter;
    const std::stop_token& m_stop;
    std::map<ReceiverKey, AuthReceiver> m_receivers;
    std::map<SourceKey, FoundSource> m_sources;
};

AuthReceiver& Gathering::receiverOf(const Row& row)
{
    AuthReceiver& receiver = m_receivers[ReceiverKey(row.provider, row.receiver)];
    if (receiver.buckets.empty()) {
        receiver.buckets.resize(std::max<std::size_t>(1, m_answer.edges.size()) - 1);
        receiver.comparedBuckets.resize(std::max<std::size_t>(1, m_answer.comparedEdges.size()) - 1);
    }
    return receiver;
}

FoundSource& Gathering::sourceOf(const Row& row) { return m_sources[{ row.source, row.headerFrom, row.selector }]; }

void Gathering::present(TimeRange range)
{
    const Buckets buckets(m_answer.edges, range);
    forEachRow(m_impl, buckets.fromMs(), buckets.toMs(), m_stop, [&](const Row& row) {
        if (row.evidence != AuthEvidence::FailureReport)
            spread(row, buckets, m_answer.edges, [&](std::size_t bucket, double) { m_answer.covered[bucket] = true; });
        if (!m_filter.keeps(row.provider, row.source, row.headerFrom))
            return;
        if (row.evidence == AuthEvidence::FailureReport) {
            if (row.fromMs >= buckets.fromMs())
                receiverOf(row).failureReports += static_cast<std::uint64_t>(row.counts.messages);
            return;
        }
        AuthCounts within;
        spread(row, buckets, m_answer.edges, [&](std::size_t bucket, double share) {
            const AuthCounts part = times(row.counts, share);
            receiverOf(row).buckets[bucket] += part;
            within += part;
        });
        if (within.messages <= 0)
            return;
        receiverOf(row).total += within;
        m_answer.total += within;
        FoundSource& source = sourceOf(row);
        const UtcTime first = timeAt(std::max(row.fromMs, buckets.fromMs()));
        const UtcTime last = timeAt(std::min(row.toMs, buckets.toMs()));
        const bool isFirst = source.row.total.messages <= 0;
        source.row.first = isFirst ? first : std::min(source.row.first, first);
        source.row.last = isFirst ? last : std::max(source.row.last, last);
        source.row.total += within;
        source.receivers.insert(row.receiver);
    });
}

void Gathering::past(TimeRange range)
{
    const Buckets buckets(m_answer.comparedEdges, range);
    forEachRow(m_impl, buckets.fromMs(), buckets.toMs(), m_stop, [&](const Row& row) {
        if (!m_filter.keeps(row.provider, row.source, row.headerFrom) || row.evidence == AuthEvidence::FailureReport)
            return;
        spread(row, buckets, m_answer.comparedEdges, [&](std::size_t bucket, double share) {
            const AuthCounts part = times(row.counts, share);
            AuthReceiver& receiver = receiverOf(row);
            receiver.comparedBuckets[bucket] += part;
            receiver.comparedTotal += part;
            sourceOf(row).row.comparedTotal += part;
            m_answer.comparedTotal += part;
        });
    });
}

void Gathering::finish()
{
    for (auto& [key, receiver] : m_receivers) {
        receiver.name = key.name(m_impl);
        receiver.listed = key.listed(m_impl);
        m_answer.receivers.push_back(std::move(receiver));
    }
    std::ranges::stable_sort(
        m_answer.receivers, std::greater {}, [](const AuthReceiver& r) { return r.total.messages; });
    for (auto& [key, found] : m_sources) {
        AuthSource& row = found.row;
        row.source = m_impl.names(NameKind::AuthSource).text(std::get<0>(key));
        row.headerFrom = m_impl.names(NameKind::Domain).text(std::get<1>(key));
        row.selector = m_impl.names(NameKind::Selector).text(std::get<2>(key));
        row.receivers = found.receivers.size();
        m_answer.sources.push_back(std::move(row));
    }
    std::ranges::stable_sort(m_answer.sources, std::greater {},
        [](const AuthSource& s) { return std::pair(s.total[AuthMethod::Dmarc].failed(), s.total.messages); });
}

AuthRows auth(Reader::Impl& impl, const AuthQuestion& q, const std::stop_token& stop)
{
    AuthRows answer;
    answer.edges = edgesOf(q.scope, q.bucket);
    answer.comparedEdges = comparedEdgesOf(q.scope, answer.edges);
    answer.covered.resize(std::max<std::size_t>(1, answer.edges.size()) - 1);
    sql::Statement all(impl.db, "SELECT min(from_ms), max(max(to_ms), max(from_ms) + 1) FROM auth_result");
    if (all.step() && !all.isNull(0)) {
        answer.any = true;
        answer.data = { timeAt(all.int64(0)), timeAt(all.int64(1)) };
    }
    all.reset();
    Gathering gathering(impl, q, answer, stop);
    gathering.present(q.scope.range);
    if (q.scope.compares())
        gathering.past(q.scope.comparedRange());
    gathering.finish();
    return answer;
}

} // namespace

Result<AuthRows> ask(Reader& reader, const AuthQuestion& question, std::stop_token stop)
{
    return answer(reader, stop, [&](Reader::Impl& impl) { return auth(impl, question, stop); });
}

} // namespace mv
