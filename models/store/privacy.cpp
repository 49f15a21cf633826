// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/privacy.h"
#include "models/mail/pseudonyms.h"
#include "models/store/retention.h"
#include "models/store/schema.h"
#include "models/store/writerimpl.h"
#include <tuple>

namespace mv {
namespace {

SipKey keyOf(sql::Connection& db)
{
    if (const auto key = sipKeyFrom(settingValue(db, kPseudonymKey)))
        return *key;
    const SipKey key = randomSipKey();
    putSettingValue(db, kPseudonymKey, toText(key));
    return key;
}

// File by file: of its samples, those that name a mailbox alone are mostly near one with its address.
void pseudonymiseSamples(sql::Connection& db, Pseudonyms& names)
{
    std::vector<std::int64_t> files;
    sql::Statement having(db, "SELECT DISTINCT file FROM rejected_kind");
    while (having.step())
        files.push_back(having.int64(0));
    struct Sample {
        std::int64_t reason, kind;
        std::string text;
    };
    sql::Statement samples(db, "SELECT reason, kind, text FROM rejected_kind WHERE file = ?");
    sql::Statement update(db, "UPDATE rejected_kind SET text = ? WHERE file = ? AND reason = ? AND kind = ?");
    for (const std::int64_t file : files) {
        std::vector<Sample> all;
        for (samples.bind(file); samples.step();)
            all.push_back({ samples.int64(0), samples.int64(1), names.in(samples.blob(2)) });
        for (const Sample& sample : all)
            update.run(sql::Blob { sample.text }, file, sample.reason, sample.kind);
    }
}

// The hashes of what is there are of addresses: who has a list of these could tell which are meant.
void forgetRecipients(Blocks& blocks)
{
    Facts none;
    for (const BlockInfo& block : blocks.all()) {
        none[Column::Recipient].assign(block.rows, 0);
        blocks.rewrite(block, { Column::Recipient }, none);
    }
}

} // namespace

bool isPseudonymised(sql::Connection& db) { return settingValue(db, kPseudonymise) == kOn; }

void eraseWhatGoes(sql::Connection& db, bool erase)
{
    db.exec(erase ? "PRAGMA secure_delete = ON" : "PRAGMA secure_delete = OFF");
}

Result<void> Writer::setPseudonymised(bool on)
{
    Impl& impl = *m_impl;
    auto done = impl.inTransaction([&] {
        if (isPseudonymised(impl.db) == on)
            return;
        eraseWhatGoes(impl.db, on);
        putSettingValue(impl.db, kPseudonymise, on ? kOn : "off");
        Blocks blocks(impl.db);
        if (!blocks.all().empty())
            putMeta(impl.db, kMixedRecipients, 1);
        if (on) {
            Pseudonyms names(keyOf(impl.db));
            pseudonymiseSamples(impl.db, names);
            impl.open.pseudonymise(impl.db, names);
            forgetRecipients(blocks);
        }
        requireThisVersion(impl.db);
        impl.nextGeneration();
    });
    // What was replaced is in the log of the database, too, until that begins anew. Somebody who reads may delay it.
    if (done)
        std::ignore = guarded(impl.path, [&] { impl.db.exec("PRAGMA wal_checkpoint(TRUNCATE)"); });
    return done;
}

} // namespace mv
