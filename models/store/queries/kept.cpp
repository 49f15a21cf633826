// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/kept.h"
#include "models/store/aggregates.h"
#include "models/store/privacy.h"
#include "models/store/readerimpl.h"
#include "models/store/schema.h"
#include "models/store/times.h"

namespace mv {
namespace {

KeptRows kept(Reader::Impl& impl, const KeptQuestion& q)
{
    KeptRows rows;
    rows.pseudonymised = isPseudonymised(impl.db);
    rows.months = monthsKept(impl.db);
    rows.keptFrom = timeAt(impl.pruned().beforeMs);
    sql::Statement all(impl.db, "SELECT coalesce(sum(rows), 0), coalesce(sum(attempts), 0) FROM fact_block");
    all.step();
    rows.facts = static_cast<std::uint64_t>(all.int64(0));
    rows.attempts = static_cast<std::uint64_t>(all.int64(1));
    const OldFacts old = factsBefore(impl.db, impl.blocks, midnightBefore(q.before));
    rows.olderFacts = old.facts;
    rows.olderAttempts = old.attempts;
    return rows;
}

} // namespace

Result<KeptRows> ask(Reader& reader, const KeptQuestion& question, std::stop_token stop)
{
    return answer(reader, stop, [&](Reader::Impl& impl) { return kept(impl, question); });
}

} // namespace mv
