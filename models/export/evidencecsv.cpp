// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/evidencecsv.h"
#include "models/store/queries/auth.h"
#include "models/store/queries/mxhistory.h"
#include "models/store/queries/placements.h"
#include "models/store/queries/probes.h"
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mv::evidencecsv {
namespace {

using Cells = std::vector<std::string>;

std::string number(std::uint64_t n) { return fmt::format("{}", n); }
std::string share(std::optional<double> value) { return value ? fmt::format("{:.6f}", *value) : std::string(); }
// Spread over buckets, so that it may have a fraction.
std::string messages(double count)
{
    const double rounded = std::round(count * 100) / 100;
    return fmt::format("{}", rounded);
}
std::string joined(const std::vector<std::string>& texts, std::string_view with)
{
    return fmt::format("{}", fmt::join(texts, with));
}

std::string_view word(Check check) { return check == Check::Ok ? "ok" : check == Check::Bad ? "bad" : ""; }

Cells countCells(const VerdictCounts& counts)
{
    Cells cells { messages(counts.total()) };
    for (const double count : counts.of)
        cells.push_back(messages(count));
    cells.push_back(share(counts.failing()));
    return cells;
}

Cells countColumns()
{
    Cells names { "messages" };
    for (std::size_t v = 0; v < kAuthVerdictCount; ++v)
        names.emplace_back(toString(static_cast<AuthVerdict>(v)));
    names.emplace_back("failing_rate");
    return names;
}

constexpr std::array kMethods { AuthMethod::Spf, AuthMethod::Dkim, AuthMethod::Dmarc };

} // namespace

Result<CsvTable> auth(Reader& reader, const Scope& scope, Bucket bucket, std::stop_token stop)
{
    const auto rows = ask(reader, AuthQuestion { scope, bucket }, std::move(stop));
    if (!rows)
        return tl::unexpected(rows.error());
    CsvTable table { { "from", "to", "receiver", "method" }, {} };
    const Cells counts = countColumns();
    table.header.insert(table.header.end(), counts.begin(), counts.end());
    for (const AuthReceiver& receiver : rows->receivers) {
        for (std::size_t i = 0; i < receiver.buckets.size(); ++i) {
            for (const AuthMethod method : kMethods) {
                const VerdictCounts& found = receiver.buckets[i][method];
                Cells cells { toIso(rows->edges[i]), toIso(rows->edges[i + 1]), receiver.name,
                    std::string(toString(method)) };
                const Cells told = found.total() > 0 ? countCells(found) : Cells(counts.size());
                cells.insert(cells.end(), told.begin(), told.end());
                table.rows.push_back(std::move(cells));
            }
        }
    }
    return table;
}

Result<CsvTable> authSources(Reader& reader, const Scope& scope, Bucket, std::stop_token stop)
{
    const auto rows = ask(reader, AuthQuestion { scope, Bucket::Whole }, std::move(stop));
    if (!rows)
        return tl::unexpected(rows.error());
    CsvTable table { { "source", "header_from", "selector", "messages", "spf_pass_rate", "dkim_pass_rate",
                         "spf_aligned", "spf_not_aligned", "dkim_aligned", "dkim_not_aligned", "dmarc_failing_rate",
                         "compared_dmarc_failing_rate", "first", "last", "receivers" },
        {} };
    for (const AuthSource& s : rows->sources)
        table.rows.push_back({ s.source, s.headerFrom, s.selector, messages(s.total.messages),
            share(s.total[AuthMethod::Spf].passing()), share(s.total[AuthMethod::Dkim].passing()),
            messages(s.total.spfAligned), messages(s.total.spfNotAligned), messages(s.total.dkimAligned),
            messages(s.total.dkimNotAligned), share(s.total[AuthMethod::Dmarc].failing()),
            share(s.comparedTotal[AuthMethod::Dmarc].failing()), toIso(s.first), toIso(s.last), number(s.receivers) });
    return table;
}

Result<CsvTable> probes(Reader& reader, const Scope& scope, Bucket, std::stop_token stop)
{
    const auto rows = ask(reader, ProbeQuestion { scope }, std::move(stop));
    if (!rows)
        return tl::unexpected(rows.error());
    CsvTable table { { "at", "domain", "kind", "name", "status", "answers", "tls", "detail", "certificate_names",
                         "issuer", "not_before", "not_after", "name_check", "chain_check", "problem", "findings", "by",
                         "resolver" },
        {} };
    for (const ProbeResult& p : rows->results) {
        std::vector<std::string> findings;
        for (const Finding& f : p.findings)
            findings.push_back(f.source.empty() ? f.text : fmt::format("{} [{}]", f.text, f.source));
        const Certificate c = p.certificate.value_or(Certificate {});
        table.rows.push_back({ toIso(p.at), p.domain, std::string(toString(p.kind)), p.name,
            std::string(toString(p.status)), joined(p.answers, "; "), p.tls, p.detail, joined(c.names, " "), c.issuer,
            c.notBefore ? toIso(*c.notBefore) : "", c.notAfter ? toIso(*c.notAfter) : "",
            std::string(p.certificate ? word(c.name) : ""), std::string(p.certificate ? word(c.chain) : ""), c.problem,
            joined(findings, " "), p.by, p.resolver });
    }
    return table;
}

Result<CsvTable> mx(Reader& reader, const Scope& scope, Bucket, std::stop_token stop)
{
    const auto rows = ask(reader, MxHistoryQuestion { scope, Bucket::Whole }, std::move(stop));
    if (!rows)
        return tl::unexpected(rows.error());
    CsvTable table { { "domain", "server", "relay", "first", "last", "attempts", "false_unknown" }, {} };
    for (const MxDomain& domain : rows->domains) {
        for (const MxServerUse& use : domain.servers)
            table.rows.push_back({ domain.domain, use.server, use.relay, toIso(use.first), toIso(use.last),
                number(use.attempts), number(use.falseUnknown) });
    }
    table.keptFrom = rows->keptFrom;
    return table;
}

// The list not to purge by. Recipients are told by the hash that the database has: their addresses are in the lines
// (file and offset), under pseudonyms where the database has these.
Result<CsvTable> falseUnknown(Reader& reader, const Scope& scope, Bucket, std::stop_token stop)
{
    const auto history = ask(reader, MxHistoryQuestion { scope, Bucket::Whole }, stop);
    if (!history)
        return tl::unexpected(history.error());
    CsvTable table {
        { "at", "domain", "recipient_hash", "took_mail_before", "server", "relay", "queue_id", "file_id", "offset" }, {}
    };
    table.keptFrom = history->keptFrom;
    for (const MxDomain& domain : history->domains) {
        std::uint64_t any = 0;
        for (const MxUse& use : domain.relays)
            any += use.falseUnknown;
        if (any == 0)
            continue;
        const auto bounces = ask(reader, FalseUnknownQuestion { scope, domain.domain }, stop);
        if (!bounces)
            return tl::unexpected(bounces.error());
        for (const FalseUnknown& b : *bounces)
            table.rows.push_back({ toIso(b.at), domain.domain, fmt::format("{:08x}", b.recipient), toIso(b.tookMail),
                b.server, b.relay, b.queueId, fmt::format("{}", b.file), number(b.offset) });
    }
    return table;
}

Result<CsvTable> tls(Reader& reader, const Scope& scope, Bucket, std::stop_token stop)
{
    const auto rows = ask(reader, TlsQuestion { scope }, std::move(stop));
    if (!rows)
        return tl::unexpected(rows.error());
    CsvTable table { { "from", "to", "reporter", "policy_domain", "policy_type", "result_type", "mx_host", "source",
                         "reason", "sessions" },
        {} };
    for (const TlsSessionCount& s : *rows)
        table.rows.push_back({ toIso(s.period.from), toIso(s.period.to), s.reporter, s.policyDomain, s.policyType,
            s.resultType.empty() ? "successful" : s.resultType, s.mxHost, s.source, s.reason, number(s.sessions) });
    return table;
}

Result<CsvTable> placement(Reader& reader, const Scope& scope, Bucket bucket, std::stop_token stop)
{
    const auto rows = ask(reader, PlacementQuestion { scope, bucket }, std::move(stop));
    if (!rows)
        return tl::unexpected(rows.error());
    CsvTable table { { "from", "to", "receiver" }, {} };
    for (std::size_t f = 0; f < kFolderCount; ++f)
        table.header.emplace_back(toString(static_cast<Folder>(f)));
    table.header.emplace_back("inbox_rate");
    for (const PlacementReceiver& receiver : rows->receivers) {
        for (std::size_t i = 0; i < receiver.buckets.size(); ++i) {
            const FolderCounts& counts = receiver.buckets[i];
            Cells cells { toIso(rows->edges[i]), toIso(rows->edges[i + 1]), receiver.name };
            for (const std::uint64_t count : counts.of)
                cells.push_back(counts.total() > 0 ? number(count) : std::string());
            cells.push_back(share(counts.share(Folder::Inbox)));
            table.rows.push_back(std::move(cells));
        }
    }
    return table;
}

Result<CsvTable> reputation(Reader& reader, const Scope& scope, Bucket, std::stop_token stop)
{
    const auto rows = ask(reader, ReputationQuestion { scope }, std::move(stop));
    if (!rows)
        return tl::unexpected(rows.error());
    CsvTable table { { "from", "to", "system", "subject", "metric", "value", "word" }, {} };
    for (const Reputation& r : rows->figures)
        table.rows.push_back({ toIso(r.from), toIso(r.to), r.system, r.subject, r.metric,
            r.value ? fmt::format("{}", *r.value) : std::string(), r.word });
    return table;
}

} // namespace mv::evidencecsv
