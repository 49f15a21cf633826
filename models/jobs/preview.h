// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/headfacts.h"
#include "models/jobs/importjob.h"
#include "models/jobs/serverzones.h"

namespace mv {

// What an import would make of the beginning of a log, to look at before.
struct FilePreview : HeadFacts {
    SourceRef ref;
    std::string error;  // why nothing can be read of it, for people; empty: it can
    std::string format; // FormatInfo::id; empty: the file is, too
    Zone zone;          // of stamps without one
    std::string server; // that wrote its first record; empty: not told
};

struct Previews {
    std::vector<FilePreview> files;
    std::size_t others = 0; // files beyond the first kMostPreviewed: not looked at
};
inline constexpr std::size_t kMostPreviewed = 500;

// Looks into files, folders and archives as an import with these options would. Reads 64 KiB of each, but all of an
// archive. Nothing is read from pipes: it would be gone for the import.
Result<Previews> preview(
    const std::vector<std::filesystem::path>&, const ImportOptions&, const ReadSetting&, std::stop_token);

} // namespace mv
