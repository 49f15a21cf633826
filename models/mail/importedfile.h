// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace mv {

using FileId = std::int64_t;

// A file is known by its content: what it is called, where it lies and how it is compressed may change (rotation).
struct FileIdentity {
    std::uint64_t headDigest = 0; // XXH3 of the first headLength decompressed bytes
    std::uint32_t headLength = 0; // up to 16 KiB, less when the file was shorter when last read
    std::uint64_t tailDigest = 0; // XXH3 of the last (up to 4 KiB) bytes before `length`: a grown file still has them
    std::uint64_t length = 0;     // decompressed bytes read so far, up to the end of the last whole line
    bool operator==(const FileIdentity&) const = default;
};

enum class RejectReason : std::uint8_t { NotThisFormat, BadTime, BadField, Truncated, TooLong };
inline constexpr std::size_t kRejectReasonCount = 5;

struct RejectedLine {
    std::uint64_t offset = 0;
    RejectReason reason = RejectReason::NotThisFormat;
    std::string text; // the first 500 bytes
};

// A line that was not understood, for itself and all that differ from it only in what a template masks.
struct RejectedKind {
    RejectedLine first;
    std::uint64_t lines = 1;
    std::uint64_t kind = 0; // digest of the template: the same kind, the same digest
};

// Every line of a file is in exactly one of these.
struct LineCounts {
    std::uint64_t delivery = 0; // became a fact (attempt, held, local, ...)
    std::uint64_t context = 0;  // understood: tells sender, arrival, TLS, removal ...
    std::uint64_t other = 0;    // understood as not about outbound mail (another program, a start-up notice)
    std::array<std::uint64_t, kRejectReasonCount> rejected {}; // not understood, by reason
    std::uint64_t repeated = 0; // of `delivery`: copies told by "message repeated N times"

    std::uint64_t notUnderstood() const;
    std::uint64_t total() const { return delivery + context + other + notUnderstood(); }
    LineCounts& operator+=(const LineCounts&);
    LineCounts& operator-=(const LineCounts&); // of an earlier count of the same lines
    bool operator==(const LineCounts&) const = default;
};

enum class FileState : std::uint8_t { Reading, Complete, Cancelled, Failed };

// Where a log lies, as people read it: "-" is "(standard input)".
std::string shownPath(const std::string& path);
std::string shownPath(const std::string& path, const std::string& member); // "logs.tar!mail.log"

// A row of the journal.
struct ImportedFile {
    FileId id = 0;
    std::string path;   // where it was last seen
    std::string member; // inside an archive; empty otherwise
    std::string format; // FormatInfo::id
    std::string zone;   // used for stamps without one
    std::string server; // of lines that name no host; empty: none known
    bool serverChosen = false; // by the user, and of all lines
    FileIdentity identity;
    LineCounts lines;
    std::uint64_t facts = 0;      // stored
    std::uint64_t duplicates = 0; // facts that another file had told already
    TimeRange times;              // of the facts
    UtcTime importedAt {};
    FileState state = FileState::Reading;
    std::string message;     // when Failed: why; when Complete: what people should know that the counts do not tell
    std::string formatState; // LineFormat::saveState() at identity.length
};

} // namespace mv
