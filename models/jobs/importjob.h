// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/classify/providers.h"
#include "models/classify/reasons.h"
#include "models/ingest/bytesource.h"
#include "models/jobs/progress.h"
#include "models/mail/columnmapping.h"
#include "models/mail/error.h"
#include "models/store/writer.h"
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace mv {

// What the user says of logs that they do not tell themselves, or tell wrongly.
struct FileOptions {
    std::optional<Zone> zone; // of stamps without one; none: see ServerZones, then the system's zone
    std::optional<int> year;  // of the first line; none: inferred
    std::string format;       // FormatInfo::id; empty: detected
    SharedMapping mapping;    // how they are read, with the format "mapped"; null: see `format`
    std::string server;       // overrides the host names in the lines; empty: as logged, else see FolderServers
    bool operator==(const FileOptions&) const = default;
};

struct ImportOptions : FileOptions {
    // Of single files, or members of archives, instead of what is said of all.
    std::map<std::pair<std::filesystem::path, std::string>, FileOptions> ofFile;
    // The source that a server ("host" or "host/instance") sends from, as the user said; empty: not known. May be
    // empty.
    std::function<std::string(std::string_view server)> sourceOf;
    // The user's saved ones, for files that are in no known format; asked for when there is one. May be empty.
    std::function<Result<std::vector<SharedMapping>>()> mappings;
    ReadLimits limits;
    std::size_t batchRows = 32'768; // half a block of the store, which takes it as it is

    const FileOptions& of(const SourceRef& ref) const
    {
        const auto said = ofFile.find({ ref.path, ref.member });
        return said == ofFile.end() ? *this : said->second;
    }
};

struct ImportSummary {
    std::vector<FileProgress> files;
    std::uint64_t facts = 0, duplicates = 0;
    std::uint64_t tooOld = 0; // facts from before what the database keeps: not stored
    Writer::Pruned pruned;    // afterwards, as the database is set
    LineCounts lines;
    double seconds = 0;
    bool cancelled = false;
};

// Reads files and folders into the database, oldest first, and returns when done, cancelled or nothing more can be
// written. A file that cannot be read fails alone. Kill it at any moment: imported again, the database equals an
// uninterrupted import. Runs on the calling thread, with a reading thread of its own.
Result<ImportSummary> importFiles(const std::vector<std::filesystem::path>&, const ImportOptions&, Writer&,
    const ProviderTable&, const ReasonRules&, ImportProgress&, std::stop_token,
    const std::function<void(std::uint64_t generation)>& committed = {});

} // namespace mv
