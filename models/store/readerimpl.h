// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/blocks.h"
#include "models/store/errors.h"
#include "models/store/names.h"
#include "models/store/openmessages.h"
#include "models/store/reader.h"
#include "models/store/retention.h"
#include "models/store/sqlite/sqlite.h"
#include <bitset>
#include <optional>

namespace mv {

// What a reader has in memory between questions. Valid for one generation; answer() brings it up to date.
struct Reader::Impl {
    explicit Impl(const std::filesystem::path& database);

    void refresh(); // at the begin of a read transaction
    const Names& names(NameKind);
    bool listed(NameId provider)
    {
        names(NameKind::Provider);
        return m_dimensions.listed(provider);
    }
    const std::vector<Waiting>& waiting();
    const PrunedFacts& pruned() const { return m_pruned; }

    std::string path;
    sql::Connection db;
    Blocks blocks;

private:
    Dimensions m_dimensions;
    std::bitset<kNameKinds> m_current; // which names are those of `m_generation`
    std::optional<std::vector<Waiting>> m_waitingNow;
    PrunedFacts m_pruned;
    std::optional<std::uint64_t> m_generation, m_labels;
};

// Answers a question from one consistent state of the database: `work` runs in a read transaction that `stop`
// interrupts.
template <class Work> auto answer(Reader& reader, const std::stop_token& stop, Work&& work)
{
    Reader::Impl& impl = reader.impl();
    return guarded(impl.path, [&] {
        throwIfStopped(stop);
        const sql::StopWith stopWith(impl.db, stop);
        const sql::Transaction transaction(impl.db, sql::Transaction::Kind::Read);
        impl.refresh();
        return work(impl);
    });
}

} // namespace mv
