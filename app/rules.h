// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/commandline.h"
#include "models/classify/providers.h"
#include "models/classify/reasons.h"
#include "models/jobs/importjob.h"

namespace mv {

// The tables that classify attempts: ours, with the user's on top.
struct Rules {
    ProviderTable providers;
    ReasonRules reasons;
};
// The files named on the command line, else providers.tsv and replies.tsv in the configuration folder when they exist.
Result<Rules> loadRules(const CommandLine&);

Result<std::string> readText(const std::filesystem::path& file);

// What the command line says about reading logs; the source map is read from its file.
Result<ImportOptions> importOptions(const CommandLine&);
// The same for a source map: lines "server<TAB>source", # begins a comment.
Result<void> useSourceMap(ImportOptions&, const std::filesystem::path& file);

} // namespace mv
