// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/blocks.h"
#include "models/store/errors.h"
#include "models/store/lockfile.h"
#include "models/store/names.h"
#include "models/store/openmessages.h"
#include "models/store/sqlite/sqlite.h"
#include "models/store/writer.h"
#include <set>

namespace mv {

// What a writer has in memory: the database's names and labels, which only it changes.
struct Writer::Impl {
    explicit Impl(const std::filesystem::path& database);

    // Runs `work` in one transaction. When it fails, the database and this are as before.
    template <class Work> auto inTransaction(Work&& work) -> Result<decltype(work())>;
    void load();
    std::uint64_t nextGeneration();
    void learnListed();                                                        // of the providers that are new
    std::vector<CommitResult> commit(const Batch&, std::span<const FilePart>); // in a transaction

    std::string path;
    LockFile lock;
    bool wasKilled; // the last writer left a write-ahead log behind
    sql::Connection db;
    Dimensions names;
    OpenMessages open;
    std::function<bool(std::string_view)> listed;
};

template <class Work> auto Writer::Impl::inTransaction(Work&& work) -> Result<decltype(work())>
{
    auto result = guarded(path, [&] {
        sql::Transaction transaction(db, sql::Transaction::Kind::Write);
        if constexpr (std::is_void_v<decltype(work())>) {
            work();
            transaction.commit();
        } else {
            auto value = work();
            transaction.commit();
            return value;
        }
    });
    if (result) {
        names.saved();
        return result;
    }
    // What was learnt in between is not in the database.
    if (auto loaded = guarded(path, [&] { load(); }); !loaded)
        return tl::unexpected(loaded.error());
    return result;
}

// A batch in the database's numbers; which file a fact is of is left open.
Facts factsFrom(const Batch&, Dimensions&);

} // namespace mv
