// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/correlator.h"
#include "models/mail/attempt.h"
#include "models/mail/columnmapping.h"
#include "models/mail/evidence.h"
#include "models/mail/importedfile.h"
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mv {

// What a Format gives; ingest owns this port, jobs implements it. Called on the reading thread.
class Sink {
public:
    virtual ~Sink() = default;
    virtual void attempt(const Attempt&) = 0;
    virtual void reject(const RejectedLine&) = 0;
    virtual void evidence(Evidence&&) = 0; // offsets in it are of lines
};

struct Line {
    std::string_view text; // without its line end; valid until feed() returns
    std::uint64_t offset;  // decompressed bytes from the start of the file
};

// How stamps without year or zone are read, and what the log does not say. Chosen per file.
struct FormatOptions {
    Zone zone;               // of stamps without one
    std::optional<int> year; // of the first line, when the user said it; otherwise inferred
    UtcTime fileTime {};     // the file's modification time: no line is later (but for a day's tolerance)
    UtcTime now {};          // "never in the future"
    std::string server;      // when lines carry no host name; also "host" for all lines if overrideServer
    bool overrideServer = false;
    std::string_view head; // the first bytes of the file (up to 64 KiB): evidence for year and zone
    std::string path;      // where the file was found, also in an archive: a mailbox is called like its folder
    // Source for a server ("host" or "host/instance"), from the user's mapping; empty: none.
    std::function<std::string(std::string_view server)> sourceOf;
    SharedMapping mapping; // of the format "mapped"; null: none
};

// Reads the lines of one file. One thread. Every line is counted in exactly one of LineCounts.
class LineFormat {
public:
    virtual ~LineFormat() = default;
    virtual void feed(std::span<const Line>, Sink&) = 0; // the views die when feed returns
    virtual void finish(Sink&) = 0;                      // no more lines
    virtual std::string remark() const { return {}; }    // what people should know that the counts do not tell
    virtual LineCounts counts() const = 0;               // of the whole file so far: part of the saved state
    virtual std::string
    saveState() const = 0; // everything but the correlator: clock, TLS joins; committed with the facts
    virtual void loadState(std::string_view) = 0;
    // A state may hold words of lines, and then those that name a mailbox are blanked where people are to have no
    // names. Not so where columns are named in it: a mailbox may be called like one of them.
    virtual bool stateNamesColumns() const { return false; }
};

struct FormatInfo {
    std::string_view id;                 // stable: stored in the journal, names the fixture folder: "postfix"
    std::string_view name;               // shown to people: "Postfix"
    int (*score)(std::string_view head); // 0..100 for the first 64 KiB; 0: not this format
    std::unique_ptr<LineFormat> (*make)(const FormatOptions&, Correlator&);
};

std::span<const FormatInfo> formats();             // the hand-written table in formats/table.cpp, in priority order
const FormatInfo* formatById(std::string_view id); // of these and of mappedFormat()
// Logs that only a ColumnMapping tells how to read: never detected, hence not in the table.
const FormatInfo& mappedFormat();

struct Detection {
    const FormatInfo* format = nullptr; // null: none scored
    int score = 0;
    std::string why; // for people: "18 of the first 20 lines are Postfix lines"
};
Detection detectFormat(std::string_view head);

} // namespace mv
