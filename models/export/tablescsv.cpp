// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/tablescsv.h"
#include "models/analysis/recovery.h"
#include "models/export/attemptscsv.h"
#include "models/export/evidencecsv.h"
#include "models/store/queries/delays.h"
#include "models/store/queries/imports.h"
#include "models/store/queries/rates.h"
#include "models/store/queries/replies.h"
#include "models/store/queries/sources.h"
#include <array>
#include <fmt/format.h>

namespace mv {
namespace {

using Cells = std::vector<std::string>;

std::string number(std::uint64_t n) { return fmt::format("{}", n); }
std::string share(std::optional<double> value) { return value ? fmt::format("{:.6f}", *value) : std::string(); }
std::string seconds(std::chrono::milliseconds t) { return fmt::format("{}", static_cast<double>(t.count()) / 1000); }

Cells countCells(const Counts& c)
{
    return { number(c.attempts()), number(c.of(Outcome::Delivered)), number(c.of(Outcome::Deferred)),
        number(c.of(Outcome::Bounced)), share(c.deferralRate()), share(c.bounceRate()), number(c.firstTries),
        number(c.firstDeferred), share(c.messagesAffected()), number(c.of(Outcome::Expired)),
        number(c.of(Outcome::Held)), number(c.of(Outcome::Local)) };
}
const Cells kCountColumns { "attempts", "delivered", "deferred", "bounced", "deferral_rate", "bounce_rate",
    "first_tries", "first_deferred", "messages_affected", "expired", "held", "local" };

Cells joined(std::initializer_list<Cells> parts)
{
    Cells all;
    for (const Cells& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

Cells prefixed(const char* prefix, const Cells& names)
{
    Cells all;
    for (const std::string& name : names)
        all.push_back(prefix + name);
    return all;
}

Result<CsvTable> providers(Reader& reader, const Scope& scope, Bucket, std::stop_token stop)
{
    const auto rows = ask(reader, RateQuestion { scope, Bucket::Whole, GroupBy::Provider }, std::move(stop));
    if (!rows)
        return tl::unexpected(rows.error());
    CsvTable table { joined({ { "provider" }, kCountColumns }), {} };
    if (scope.compares())
        table.header = joined({ table.header, prefixed("compared_", kCountColumns) });
    for (const RateGroup& group : rows->groups) {
        Cells cells = joined({ { group.name }, countCells(group.total) });
        table.rows.push_back(scope.compares() ? joined({ cells, countCells(group.comparedTotal) }) : cells);
    }
    table.keptFrom = rows->keptFrom;
    return table;
}

Result<CsvTable> timeline(Reader& reader, const Scope& scope, Bucket bucket, std::stop_token stop)
{
    const auto rows = ask(reader, RateQuestion { scope, bucket, GroupBy::Provider }, std::move(stop));
    if (!rows)
        return tl::unexpected(rows.error());
    CsvTable table { joined({ { "from", "to", "provider", "has_data" }, kCountColumns }), {} };
    for (std::size_t i = 0; i + 1 < rows->edges.size(); ++i) {
        for (const RateGroup& group : rows->groups) {
            table.rows.push_back(
                joined({ { toIso(rows->edges[i]), toIso(rows->edges[i + 1]), group.name, rows->covered[i] ? "1" : "0" },
                    rows->covered[i] ? countCells(group.buckets[i]) : Cells(kCountColumns.size()) }));
        }
    }
    table.keptFrom = rows->keptFrom;
    return table;
}

Result<CsvTable> replies(Reader& reader, const Scope& scope, Bucket bucket, std::stop_token stop)
{
    const auto rows = ask(reader, ReplyQuestion { scope, bucket }, std::move(stop));
    if (!rows)
        return tl::unexpected(rows.error());
    CsvTable table { { "outcome", "reason", "provider", "code", "enhanced", "template", "attempts", "compared_attempts",
                         "sources", "first_seen", "last_seen" },
        {} };
    for (const ReplyRow& r : rows->rows) {
        table.rows.push_back({ std::string(toString(r.outcome)), r.reason, r.provider,
            r.code == 0 ? std::string() : number(r.code), r.enhanced.toString(), r.text, number(r.attempts),
            scope.compares() ? number(r.comparedAttempts) : std::string(), number(r.sources), toIso(r.firstSeen),
            toIso(r.lastSeen) });
    }
    table.keptFrom = rows->keptFrom;
    return table;
}

Result<CsvTable> sources(Reader& reader, const Scope& scope, Bucket bucket, std::stop_token stop)
{
    const auto rows = ask(reader, SourceQuestion { scope, bucket }, std::move(stop));
    if (!rows)
        return tl::unexpected(rows.error());
    CsvTable table { joined({ { "source", "server" }, kCountColumns,
                         { "limited_since", "recovered_at", "rate_while_limited", "waiting" } }),
        {} };
    for (const SourceRow& row : rows->rows) {
        Cells limited(3);
        if (const auto spans = limitedSpans(rows->edges, row.buckets); !spans.empty()) {
            const LimitedSpan& last = spans.back();
            limited
                = { toIso(last.since), last.recovered ? toIso(*last.recovered) : std::string(), share(last.rateWhile) };
        }
        table.rows.push_back(
            joined({ { row.source, row.server }, countCells(row.total), limited, { number(row.waiting) } }));
    }
    table.keptFrom = rows->keptFrom;
    return table;
}

Cells delayCells(const DelayCell& cell)
{
    Cells cells;
    for (const auto& delay : { cell.p50, cell.p90, cell.p95 }) {
        cells.push_back(delay ? seconds(delay->value) : std::string());
        cells.push_back(delay ? (delay->atLeast ? "1" : "0") : "");
    }
    cells.push_back(number(cell.finished));
    cells.push_back(number(cell.waiting));
    return cells;
}

Result<CsvTable> delay(Reader& reader, const Scope& scope, Bucket bucket, std::stop_token stop)
{
    const auto rows = ask(reader, DelayQuestion { scope, bucket }, std::move(stop));
    if (!rows)
        return tl::unexpected(rows.error());
    CsvTable table { { "arrived_from", "arrived_to", "provider", "p50_s", "p50_at_least", "p90_s", "p90_at_least",
                         "p95_s", "p95_at_least", "finished", "waiting" },
        {} };
    const std::string from = toIso(scope.range.from), to = toIso(scope.range.to);
    for (const DelayRow& row : rows->providers)
        table.rows.push_back(joined({ { from, to, row.provider }, delayCells(row.cell) }));
    for (std::size_t i = 0; i < rows->buckets.size(); ++i)
        table.rows.push_back(
            joined({ { toIso(rows->edges[i]), toIso(rows->edges[i + 1]), "" }, delayCells(rows->buckets[i]) }));
    table.keptFrom = rows->keptFrom;
    return table;
}

Result<CsvTable> imports(Reader& reader, const Scope&, Bucket, std::stop_token stop)
{
    const auto rows = ask(reader, ImportQuestion {}, std::move(stop));
    if (!rows)
        return tl::unexpected(rows.error());
    constexpr std::array<const char*, 4> kStates { "reading", "complete", "cancelled", "failed" };
    const auto names = fileNames(rows->files);
    CsvTable table { { "file", "format", "zone", "state", "message", "imported_at", "bytes", "lines", "delivery_lines",
                         "context_lines", "other_lines", "not_understood", "facts", "duplicates", "first", "last" },
        {} };
    for (const ImportedFile& f : rows->files) {
        table.rows.push_back({ names.at(f.id), f.format, f.zone, kStates.at(static_cast<std::size_t>(f.state)),
            f.message, toIso(f.importedAt), number(f.identity.length), number(f.lines.total()),
            number(f.lines.delivery), number(f.lines.context), number(f.lines.other), number(f.lines.notUnderstood()),
            number(f.facts), number(f.duplicates), f.times.empty() ? "" : toIso(f.times.from),
            f.times.empty() ? "" : toIso(f.times.to - std::chrono::milliseconds(1)) });
    }
    return table;
}

struct Table {
    std::string_view name;
    Result<CsvTable> (*make)(Reader&, const Scope&, Bucket, std::stop_token);
};
constexpr std::array kTables { Table { "providers", providers }, Table { "replies", replies },
    Table { "sources", sources }, Table { "timeline", timeline }, Table { "delay", delay },
    Table { "imports", imports }, Table { "auth", evidencecsv::auth },
    Table { "auth-sources", evidencecsv::authSources }, Table { "mx", evidencecsv::mx },
    Table { "false-unknown", evidencecsv::falseUnknown }, Table { "probes", evidencecsv::probes },
    Table { "tls", evidencecsv::tls }, Table { "placement", evidencecsv::placement },
    Table { "reputation", evidencecsv::reputation } };

} // namespace

std::vector<std::string_view> tableNames()
{
    std::vector<std::string_view> names;
    names.reserve(kTables.size());
    for (const Table& table : kTables)
        names.push_back(table.name);
    return names;
}

Result<CsvTable> exportTable(
    std::string_view name, Reader& reader, const Scope& scope, Bucket bucket, std::stop_token stop)
{
    for (const Table& table : kTables) {
        if (table.name == name)
            return table.make(reader, scope, bucket, std::move(stop));
    }
    return failure(fmt::format("There is no table \"{}\".", name));
}

} // namespace mv
