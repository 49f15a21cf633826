// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/journal.h"
#include "models/store/bytes.h"
#include "models/store/schema.h"
#include "models/store/times.h"
#include <array>
#include <fmt/format.h>
#include <stdexcept>

namespace mv {
namespace {

constexpr std::int64_t kKindsOfAReason = 200;
constexpr std::size_t kLongestSample = 500;

std::int64_t asSigned(std::uint64_t v) { return static_cast<std::int64_t>(v); }
std::uint64_t asUnsigned(std::int64_t v) { return static_cast<std::uint64_t>(v); }

std::string encode(const LineCounts& lines)
{
    std::string out;
    for (const auto count : { lines.delivery, lines.context, lines.other, lines.repeated })
        appendInteger(out, asSigned(count));
    for (const auto count : lines.rejected)
        appendInteger(out, asSigned(count));
    return out;
}

LineCounts decodeLines(std::string_view in)
{
    LineCounts lines;
    for (auto* count : { &lines.delivery, &lines.context, &lines.other, &lines.repeated })
        *count = asUnsigned(takeInteger(in));
    for (auto& count : lines.rejected)
        count = in.empty() ? 0 : asUnsigned(takeInteger(in));
    return lines;
}

// What people are told of lines from before what is kept (retention.h).
std::string tooOldInWords(std::uint64_t lines, UtcTime keptFrom)
{
    return fmt::format("{} {} older than what is kept (before {}) {} not stored.", lines, lines == 1 ? "line" : "lines",
        toIso(keptFrom).substr(0, 10), lines == 1 ? "was" : "were");
}

TimeRange knownTimes(sql::Connection& db, FileId id)
{
    sql::Statement known(db, "SELECT from_ms, to_ms FROM imported_file WHERE id = ?");
    return known.bind(id).step() ? TimeRange { timeAt(known.int64(0)), timeAt(known.int64(1)) } : TimeRange {};
}

} // namespace

std::vector<ImportedFile> journalFiles(sql::Connection& db)
{
    sql::Statement rows(db,
        "SELECT id, path, member, format, zone, head_digest, head_length, tail_digest, length, lines, facts, "
        "duplicates, from_ms, to_ms, imported_ms, state, error, format_state, server, server_chosen, too_old "
        "FROM imported_file "
        "ORDER BY imported_ms DESC, id DESC");
    const UtcTime keptFrom = timeAt(static_cast<std::int64_t>(metaValue(db, "pruned_before")));
    std::vector<ImportedFile> files;
    while (rows.step()) {
        ImportedFile& f = files.emplace_back();
        f.id = rows.int64(0);
        f.path = rows.text(1);
        f.member = rows.text(2);
        f.format = rows.text(3);
        f.zone = rows.text(4);
        f.identity = { asUnsigned(rows.int64(5)), static_cast<std::uint32_t>(rows.int64(6)), asUnsigned(rows.int64(7)),
            asUnsigned(rows.int64(8)) };
        f.lines = decodeLines(rows.blob(9));
        f.facts = asUnsigned(rows.int64(10));
        f.duplicates = asUnsigned(rows.int64(11));
        f.times = { timeAt(rows.int64(12)), timeAt(rows.int64(13)) };
        f.importedAt = timeAt(rows.int64(14));
        if (rows.int64(15) < 0 || rows.int64(15) > static_cast<int>(FileState::Failed))
            throw DamagedData("a file of the journal has a state that does not exist");
        f.state = static_cast<FileState>(rows.int64(15));
        f.message = rows.text(16);
        f.formatState = rows.blob(17);
        f.server = rows.text(18);
        f.serverChosen = rows.int64(19) != 0;
        if (const auto tooOld = asUnsigned(rows.int64(20)); tooOld != 0)
            f.message = fmt::format("{}{}{}", f.message, f.message.empty() ? "" : " ", tooOldInWords(tooOld, keptFrom));
    }
    return files;
}

FileId putJournalFile(sql::Connection& db, const ImportedFile& f)
{
    const TimeRange times = together(knownTimes(db, f.id), f.times);
    const std::string lines = encode(f.lines);
    sql::Statement put(db,
        "INSERT INTO imported_file(id, path, member, format, zone, head_digest, head_length, tail_digest, "
        "length, lines, facts, duplicates, from_ms, to_ms, imported_ms, state, error, format_state, server, "
        "server_chosen) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT(id) DO UPDATE SET path = excluded.path, member = excluded.member, "
        "format = excluded.format, zone = excluded.zone, head_digest = excluded.head_digest, "
        "head_length = excluded.head_length, tail_digest = excluded.tail_digest, "
        "length = excluded.length, lines = excluded.lines, from_ms = excluded.from_ms, "
        "to_ms = excluded.to_ms, imported_ms = excluded.imported_ms, state = excluded.state, "
        "error = excluded.error, format_state = excluded.format_state, server = excluded.server, "
        "server_chosen = excluded.server_chosen");
    const auto id = f.id == 0 ? std::nullopt : std::optional(f.id);
    put.run(id, f.path, f.member, f.format, f.zone, asSigned(f.identity.headDigest), f.identity.headLength,
        asSigned(f.identity.tailDigest), asSigned(f.identity.length), sql::Blob { lines }, ms(times.from), ms(times.to),
        ms(f.importedAt), static_cast<int>(f.state), f.message, sql::Blob { f.formatState }, f.server,
        f.serverChosen ? 1 : 0);
    return f.id == 0 ? db.lastRowId() : f.id;
}

void addToJournal(sql::Connection& db, FileId id, const CommittedFacts& more)
{
    const TimeRange times = together(knownTimes(db, id), more.times);
    sql::Statement add(db,
        "UPDATE imported_file SET facts = facts + ?, duplicates = duplicates + ?, from_ms = ?, to_ms = ?, "
        "too_old = too_old + ? WHERE id = ?");
    add.run(more.stored, more.duplicates, ms(times.from), ms(times.to), more.tooOld, id);
}

std::string droppedOf(sql::Connection& db, FileId id)
{
    sql::Statement known(db, "SELECT dropped FROM imported_file WHERE id = ?");
    return known.bind(id).step() ? std::string(known.blob(0)) : std::string();
}

void putDropped(sql::Connection& db, FileId id, std::string_view dropped)
{
    sql::Statement put(db, "UPDATE imported_file SET dropped = ? WHERE id = ?");
    put.run(sql::Blob { dropped }, id);
}

void putRejected(sql::Connection& db, FileId id, std::span<const RejectedKind> rejected)
{
    if (rejected.empty())
        return;
    std::array<std::int64_t, kRejectReasonCount> kept {};
    sql::Statement known(db, "SELECT count(*) FROM rejected_kind WHERE file = ? AND reason = ?");
    for (std::size_t reason = 0; reason < kept.size(); ++reason) {
        known.bind(id, reason).step();
        kept[reason] = known.int64(0);
    }
    known.reset();
    sql::Statement more(db, "UPDATE rejected_kind SET lines = lines + ? WHERE file = ? AND reason = ? AND kind = ?");
    sql::Statement put(
        db, "INSERT INTO rejected_kind(file, reason, kind, lines, offset, text) VALUES(?, ?, ?, ?, ?, ?)");
    for (const RejectedKind& r : rejected) {
        const int reason = static_cast<int>(r.first.reason);
        more.run(asSigned(r.lines), id, reason, asSigned(r.kind));
        if (db.changes() == 0 && kept[static_cast<std::size_t>(reason)]++ < kKindsOfAReason)
            put.run(id, reason, asSigned(r.kind), asSigned(r.lines), asSigned(r.first.offset),
                sql::Blob { std::string_view(r.first.text).substr(0, kLongestSample) });
    }
}

} // namespace mv
