// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/bytesource.h"
#include "models/ingest/format.h"
#include "models/jobs/importjob.h"
#include <memory>
#include <string>

namespace mv {

// A stream that may be imported, after a look at its first 64 KiB.
struct Candidate {
    SourceRef ref;
    std::string head;
    std::shared_ptr<ByteSource> rest;   // what follows the head in a pipe, which can be read only once; else null
    const FormatInfo* format = nullptr; // null: the stream is empty
    FormatOptions options;              // zone, year and server decided; no head: it has told what it could
    UtcTime firstLine {};               // files are read oldest first
};

// Whether the file was written to in the last minute: it may not be complete.
bool isFresh(const SourceRef&, UtcTime now);
// Damage of a compressed file that is just being written is no reason to worry: says so.
Error inWords(Error, const SourceRef&, UtcTime now);

// Reads the head and decides format, zone (the user's, else what the log tells, else the system's) and year.
Result<Candidate> examine(const SourceRef&, const ImportOptions&, UtcTime now);

} // namespace mv
