// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/importedfile.h"
#include "models/store/reader.h"
#include <vector>

namespace mv {

// The journal, and the kinds of lines that were not understood.
struct ImportQuestion {
    std::size_t kinds = 200; // at most, per file; those with the most lines
    bool operator==(const ImportQuestion&) const = default;
};

struct ImportRows {
    std::vector<ImportedFile> files; // newest import first
    struct NotUnderstood {
        FileId file = 0;
        RejectedKind kind;
    };
    std::vector<NotUnderstood> notUnderstood;
};
Result<ImportRows> ask(Reader&, const ImportQuestion&, std::stop_token);

// What the database holds, for the status bar, the presets and empty states.
struct OverviewQuestion {
    bool operator==(const OverviewQuestion&) const = default;
};

struct OverviewRows {
    TimeRange data;                        // first to last fact; empty: nothing imported
    std::uint64_t facts = 0, attempts = 0; // also those that are only in the aggregates any more
    UtcTime keptFrom {};                   // facts from before are no longer kept; 1970: all are
    std::uint64_t files = 0, bytes = 0;    // decompressed
    std::uint64_t lines = 0, notUnderstood = 0;
    std::uint64_t waiting = 0;                                     // recipients
    std::vector<std::string> providers, sources, servers, reasons; // for choosing filters; providers: the listed ones
    std::uint64_t generation = 0;
};
Result<OverviewRows> ask(Reader&, const OverviewQuestion&, std::stop_token);

} // namespace mv
