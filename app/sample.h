// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/importjob.h"
#include <filesystem>
#include <vector>

namespace mv {

// The shipped sample storm (resources/sample): where it is; empty: not installed. Beside the program when installed, in
// the source tree when it runs from a build.
std::filesystem::path sampleFolder();

// Its log files; sets what the options must say about them (zone, sources).
Result<std::vector<std::filesystem::path>> useSample(ImportOptions&);
// Its declared incidents, into a database that has none of them yet.
Result<void> putSampleIncidents(Writer&);

} // namespace mv
