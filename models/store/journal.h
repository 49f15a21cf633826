// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/importedfile.h"
#include "models/store/sqlite/sqlite.h"
#include <span>
#include <string>

// The journal: which files were read, how far, and what of them was not understood.
namespace mv {

std::vector<ImportedFile> journalFiles(sql::Connection&); // newest import first

// A new row, or the known one again. `facts` and `duplicates` are the writer's own figures and not taken from here; the
// times only ever widen.
FileId putJournalFile(sql::Connection&, const ImportedFile&);

struct CommittedFacts {
    std::uint64_t stored = 0, duplicates = 0;
    TimeRange times;          // of both
    std::uint64_t tooOld = 0; // from before what is kept
};
void addToJournal(sql::Connection&, FileId, const CommittedFacts&);

std::string droppedOf(sql::Connection&, FileId); // see duplicates.h
void putDropped(sql::Connection&, FileId, std::string_view);

// Keeps the first 200 kinds of each reason; LineCounts has the counts of all.
void putRejected(sql::Connection&, FileId, std::span<const RejectedKind>);

} // namespace mv
