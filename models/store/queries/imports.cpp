// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/imports.h"
#include "models/store/journal.h"
#include "models/store/readerimpl.h"
#include "models/store/times.h"
#include <algorithm>

namespace mv {
namespace {

ImportRows imports(Reader::Impl& impl, const ImportQuestion& q)
{
    ImportRows rows;
    rows.files = journalFiles(impl.db);
    sql::Statement kinds(impl.db,
        "SELECT offset, reason, text, lines, kind FROM rejected_kind WHERE file = ? ORDER BY lines DESC, offset LIMIT "
        "?");
    for (const ImportedFile& file : rows.files) {
        kinds.bind(file.id, q.kinds);
        while (kinds.step()) {
            const auto reason = static_cast<std::size_t>(kinds.int64(1));
            if (reason >= kRejectReasonCount)
                throw DamagedData("a rejected line has a reason that does not exist");
            RejectedLine first { static_cast<std::uint64_t>(kinds.int64(0)), static_cast<RejectReason>(reason),
                std::string(kinds.blob(2)) };
            rows.notUnderstood.push_back({ file.id,
                { std::move(first), static_cast<std::uint64_t>(kinds.int64(3)),
                    static_cast<std::uint64_t>(kinds.int64(4)) } });
        }
    }
    return rows;
}

template <class Keep> std::vector<std::string> sortedNames(const Names& names, Keep keep)
{
    std::vector<std::string> texts;
    for (NameId id = 1; id < names.size(); ++id) {
        if (keep(id))
            texts.emplace_back(names.text(id));
    }
    std::ranges::sort(texts);
    return texts;
}

OverviewRows overview(Reader::Impl& impl)
{
    OverviewRows rows;
    sql::Statement facts(
        impl.db, "SELECT coalesce(sum(rows), 0), coalesce(sum(attempts), 0), min(min_ms), max(max_ms) FROM fact_block");
    facts.step();
    rows.facts = static_cast<std::uint64_t>(facts.int64(0));
    rows.attempts = static_cast<std::uint64_t>(facts.int64(1));
    if (!facts.isNull(2))
        rows.data = { timeAt(facts.int64(2)), timeAt(facts.int64(3) + 1) };
    if (const PrunedFacts& pruned = impl.pruned(); pruned.facts != 0) {
        rows.facts += pruned.facts;
        rows.attempts += pruned.attempts;
        const TimeRange old { timeAt(pruned.firstMs), timeAt(pruned.lastMs + 1) };
        rows.data = { old.from, std::max(old.to, rows.data.to) }; // no fact is older than a pruned one
        rows.keptFrom = timeAt(pruned.beforeMs);
    }
    for (const ImportedFile& file : journalFiles(impl.db)) {
        rows.data = together(rows.data, file.times); // also of what tells no facts
        ++rows.files;
        rows.bytes += file.identity.length;
        rows.lines += file.lines.total();
        rows.notUnderstood += file.lines.notUnderstood();
    }
    rows.waiting = impl.waiting().size();
    const auto all = [](NameId) { return true; };
    rows.providers = sortedNames(impl.names(NameKind::Provider), [&](NameId id) { return impl.listed(id); });
    rows.sources = sortedNames(impl.names(NameKind::Source), all);
    rows.servers = sortedNames(impl.names(NameKind::Server), all);
    rows.reasons = sortedNames(impl.names(NameKind::Reason), all);
    sql::Statement generation(impl.db, "SELECT value FROM meta WHERE key = 'generation'");
    if (generation.step())
        rows.generation = static_cast<std::uint64_t>(generation.int64(0));
    return rows;
}

} // namespace

Result<ImportRows> ask(Reader& reader, const ImportQuestion& question, std::stop_token stop)
{
    return answer(reader, stop, [&](Reader::Impl& impl) { return imports(impl, question); });
}

Result<OverviewRows> ask(Reader& reader, const OverviewQuestion&, std::stop_token stop)
{
    return answer(reader, stop, [](Reader::Impl& impl) { return overview(impl); });
}

} // namespace mv
