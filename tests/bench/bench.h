// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include "tests/bench/figures.h"
#include <cstdint>
#include <filesystem>
#include <vector>

namespace mv::bench {

struct Options {
    std::filesystem::path folder = "bench-data"; // for logs and databases: several GB
    std::filesystem::path file;                  // import: this log instead of a generated one
    std::filesystem::path database;              // query: this database instead of a generated one
    std::uint64_t megabytes = 1000;              // import, memory: of the log
    std::uint64_t attempts = 10'000'000;         // query
    int runs = 3;                                // import: of each program but pflogsumm; the fastest counts
    bool references = true;                      // import: also run pflogsumm and lnav
};

using Figures = std::vector<Figure>;

// Import speed, memory, size on disk and .gz speed against pflogsumm, lnav and zlib on the same log in the same run.
Result<Figures> benchImport(const Options&);
// Import speed of every format, per second of processor time: `megabytes` of each of its fixtures.
Result<Figures> benchFormats(const Options&);
// Peak memory of an import of `megabytes` and of eight times as much, from a pipe.
Result<Figures> benchMemory(const Options&);
// Import speed of DMARC reports: about `megabytes` of them, 2,000 records each.
Result<Figures> benchReports(const Options&);
// Every question that a panel asks, cold and warm.
Result<Figures> benchQueries(const Options&);

// Messages for storm::writeLogs that make a log of about so many bytes, or attempts.
std::uint64_t messagesFor(std::uint64_t bytes);
std::uint64_t messagesForAttempts(std::uint64_t attempts);

} // namespace mv::bench
