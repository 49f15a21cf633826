// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/probes.h"
#include "models/store/evidence.h"
#include "models/store/readerimpl.h"
#include "models/store/times.h"
#include <algorithm>
#include <tuple>

namespace mv {
namespace {

constexpr const char* kColumns
    = "SELECT p.at_ms, p.kind, p.status, p.domain, p.name, p.answers, p.tls, p.detail, p.by, p.resolver, p.findings, "
      "p.offset, c.probe, c.names, c.subject, c.issuer, c.not_before_ms, c.not_after_ms, c.fingerprint, c.name_check, "
      "c.chain_check, c.problem FROM probe_result p LEFT JOIN probe_certificate c ON c.probe = p.id ";

template <class Enum> Enum enumIn(const sql::Statement& rows, int column, std::size_t count)
{
    const auto value = rows.int64(column);
    if (value < 0 || value >= static_cast<std::int64_t>(count))
        throw DamagedData("a probe's result has a number that means nothing");
    return static_cast<Enum>(value);
}

std::optional<UtcTime> timeIn(const sql::Statement& rows, int column)
{
    return rows.isNull(column) ? std::nullopt : std::optional(timeAt(rows.int64(column)));
}

Certificate certificateOf(const sql::Statement& rows)
{
    Certificate c;
    c.names = splitLines(rows.text(13));
    c.subject = rows.text(14);
    c.issuer = rows.text(15);
    c.notBefore = timeIn(rows, 16);
    c.notAfter = timeIn(rows, 17);
    c.fingerprint = rows.text(18);
    c.name = enumIn<Check>(rows, 19, 3);
    c.chain = enumIn<Check>(rows, 20, 3);
    c.problem = rows.text(21);
    return c;
}

ProbeResult resultOf(const sql::Statement& rows)
{
    ProbeResult p;
    p.at = timeAt(rows.int64(0));
    p.kind = enumIn<ProbeKind>(rows, 1, kProbeKindCount);
    p.status = enumIn<ProbeStatus>(rows, 2, kProbeStatusCount);
    p.domain = rows.text(3);
    p.name = rows.text(4);
    p.answers = splitLines(rows.text(5));
    p.tls = rows.text(6);
    p.detail = rows.text(7);
    p.by = rows.text(8);
    p.resolver = rows.text(9);
    p.findings = findingsFrom(rows.text(10));
    p.offset = static_cast<std::uint64_t>(rows.int64(11));
    if (!rows.isNull(12))
        p.certificate = certificateOf(rows);
    return p;
}

ProbeRows probes(Reader::Impl& impl, const ProbeQuestion& q, const std::stop_token& stop)
{
    ProbeRows answer;
    sql::Statement all(impl.db, "SELECT count(DISTINCT domain), min(at_ms), max(at_ms) FROM probe_result");
    if (all.step() && all.int64(0) > 0) {
        answer.domains = static_cast<std::size_t>(all.int64(0));
        answer.data = { timeAt(all.int64(1)), timeAt(all.int64(2) + 1) };
    }
    all.reset();
    const auto& wanted = q.scope.filters.recipientDomains;
    const auto take = [&](sql::Statement& rows) {
        while (rows.step()) {
            throwIfStopped(stop);
            if (!wanted.empty() && std::ranges::find(wanted, rows.text(3)) == wanted.end())
                continue;
            if (answer.results.size() >= q.most) {
                answer.cut = true;
                return;
            }
            answer.results.push_back(resultOf(rows));
        }
    };
    sql::Statement within(
        impl.db, std::string(kColumns) + "WHERE p.at_ms >= ? AND p.at_ms < ? ORDER BY p.at_ms DESC, p.id DESC");
    within.bind(ms(q.scope.range.from), ms(q.scope.range.to));
    take(within);
    sql::Statement before(impl.db,
        std::string(kColumns)
            + "WHERE p.id IN (SELECT id FROM (SELECT id, max(at_ms) FROM probe_result WHERE at_ms < ? "
              "GROUP BY domain, kind, name))");
    before.bind(ms(q.scope.range.from));
    take(before);
    std::ranges::reverse(answer.results); // equal ones stay in the order in which they came
    std::ranges::stable_sort(
        answer.results, {}, [](const ProbeResult& p) { return std::tie(p.domain, p.kind, p.name, p.at); });
    return answer;
}

std::vector<TlsSessionCount> tlsSessions(Reader::Impl& impl, const TlsQuestion& q, const std::stop_token& stop)
{
    std::vector<TlsSessionCount> answer;
    const auto& wanted = q.scope.filters.recipientDomains;
    sql::Statement rows(impl.db,
        "SELECT from_ms, to_ms, reporter, policy_domain, policy_type, result_type, mx_host, source, reason, sessions "
        "FROM tls_sessions WHERE to_ms >= ? AND from_ms < ? ORDER BY from_ms, id");
    rows.bind(ms(q.scope.range.from), ms(q.scope.range.to));
    while (rows.step()) {
        throwIfStopped(stop);
        TlsSessionCount s;
        s.policyDomain = impl.names(NameKind::Domain).text(static_cast<NameId>(rows.int64(3)));
        if (!wanted.empty() && std::ranges::find(wanted, s.policyDomain) == wanted.end())
            continue;
        s.period = { timeAt(rows.int64(0)), timeAt(rows.int64(1)) };
        s.reporter = impl.names(NameKind::Receiver).text(static_cast<NameId>(rows.int64(2)));
        s.policyType = rows.text(4);
        s.resultType = rows.text(5);
        s.mxHost = rows.text(6);
        s.source = rows.text(7);
        s.reason = rows.text(8);
        s.sessions = static_cast<std::uint64_t>(rows.int64(9));
        answer.push_back(std::move(s));
    }
    return answer;
}

} // namespace

Result<ProbeRows> ask(Reader& reader, const ProbeQuestion& question, std::stop_token stop)
{
    return answer(reader, stop, [&](Reader::Impl& impl) { return probes(impl, question, stop); });
}

Result<std::vector<TlsSessionCount>> ask(Reader& reader, const TlsQuestion& question, std::stop_token stop)
{
    return answer(reader, stop, [&](Reader::Impl& impl) { return tlsSessions(impl, question, stop); });
}

} // namespace mv
