// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include "models/mail/time.h"
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace mv {

// What ends a decompression bomb. A limit hit is an error that names the limit; what came before it is kept.
struct ReadLimits {
    std::uint64_t maxBytes = std::uint64_t(1) << 40; // decompressed, per file or member
    std::uint64_t maxRatio = 1000;                   // decompressed : compressed, judged after the first 64 MiB
    std::uint32_t maxMembers = 100'000;              // of an archive
    std::uint32_t maxDepth = 3;                      // archive in archive
};

// Decompressed bytes of one file or archive member, read from front to back; of UTF-16 its UTF-8. One thread.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    // Fills the front of `into`; 0 at the end.
    virtual Result<std::size_t> read(std::span<char> into) = 0;
    // Goes on at `position` of the decompressed bytes without reading what lies between. False: it can't (compressed, a
    // pipe), and nothing has changed.
    virtual bool seek(std::uint64_t position)
    {
        static_cast<void>(position);
        return false;
    }
    // Whether read() returns within `patience`. False: a pipe is silent.
    virtual bool readyWithin(std::chrono::milliseconds patience)
    {
        static_cast<void>(patience);
        return true;
    }
    // The end that was met is not that of the data but how far its writer has come.
    virtual bool isUnfinished() const { return false; }
    // Bytes of the file on disk consumed so far: what progress is measured in.
    virtual std::uint64_t diskPosition() const = 0;
};

// Fills `into` with as many reads as it takes; less at the end, or once `enough(filled)`, which is asked before every
// read but the first. What comes before damage counts: an Error only when it is the first thing.
Result<std::size_t> readFully(
    ByteSource&, std::span<char> into, const std::function<bool(std::size_t filled)>& enough = {});

// One readable stream found at a path: the file itself, or a member of an archive.
struct SourceRef {
    std::filesystem::path path; // "-" is standard input
    std::string member;         // path inside the archive; empty for a plain or merely compressed file
    UtcTime modified {};        // of the file, or the member's own time
    std::uint64_t diskSize = 0; // of the file on disk (for a member: its share of it); 0: not known
    bool compressed = false;    // the file itself; of a pipe it is not known
    // The folder that was named and it was found in, or where that one lies if several were; empty: it was named itself.
    std::filesystem::path under = {};
    bool operator==(const SourceRef&) const = default;
};

// Expands files and folders (recursively, hidden and empty files skipped) into streams; archives into their members.
// A path that cannot be opened is an Error in its place, so that one bad file does not stop the others.
std::vector<Result<SourceRef>> findSources(const std::vector<std::filesystem::path>&, const ReadLimits&);

// The files in a folder that findSources() would look into, sorted by name. An error ends the walk; what was found
// before it is returned.
std::vector<std::filesystem::path> filesIn(const std::filesystem::path& folder, std::error_code&);

// Opens plain files (fast path) and .gz .xz .bz2 .zst by content, not by name, and archive members, all decompressed on
// the fly with bounded memory. `stop` ends the waiting for a silent pipe.
Result<std::unique_ptr<ByteSource>> openSource(const SourceRef&, const ReadLimits&, std::stop_token stop = {});

} // namespace mv
