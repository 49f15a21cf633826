// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/bytesource.h"
#include "models/ingest/format.h"
#include "models/ingest/sourceopener.h"
#include "models/jobs/fileformat.h"
#include "models/jobs/folderservers.h"
#include "models/jobs/headfacts.h"
#include "models/jobs/importjob.h"
#include "models/jobs/serverzones.h"
#include <memory>
#include <string>

namespace mv {

// A stream that may be imported, after a look at its head.
struct Candidate {
    SourceRef ref;
    std::string head;
    std::shared_ptr<ByteSource> rest;       // what follows the head in a pipe, which can be read only once; else null
    const FormatInfo* format = nullptr;     // null: see `document`
    const DocumentInfo* document = nullptr; // it is read whole; null, like `format`: the stream is empty
    // Not empty: it looks like a table whose columns no mapping tells. Why it can't be read, unless the journal knows
    // it and how it was begun.
    std::string unreadable;
    bool formatChosen = false; // by the user; else it is a guess, and a known file keeps its own
    FormatOptions options;     // zone, year and server decided; no head: it has told what it could
    enum class ZoneFrom : std::uint8_t { Elsewhere, Log, User } zoneFrom = ZoneFrom::Elsewhere;
    std::string server;   // that wrote the first line; empty: not told
    UtcTime firstLine {}; // files are read oldest first
};

// A file that has been left alone for this long is complete, even if its last line has no end.
inline constexpr std::chrono::minutes kStillGrowing { 1 };
// Of a pipe that says nothing for this long, what came is read without waiting for more.
inline constexpr std::chrono::milliseconds kSilence { 300 };
bool isFresh(const SourceRef&, UtcTime now);
bool isPipe(const SourceRef&); // standard input, a FIFO, a shell's <(...): can be read only once
// Damage of a compressed file that is just being written is no reason to worry: says so.
Error inWords(Error, const SourceRef&, UtcTime now);

// What the database knows of logs.
struct KnownOfLogs {
    explicit KnownOfLogs(const ReadSetting& setting)
        : zones(setting)
        , servers(setting)
    {
    }
    ServerZones zones;
    FolderServers servers;
};

// Reads the head and decides format, server, year and zone: the user's, else what he chose for this server before, else
// what the log tells, else what the server's log told before, else the system's.
Result<Candidate> examine(const SourceRef&, const ImportOptions&, KnownOfLogs&, SourceOpener&, UtcTime now);

} // namespace mv
