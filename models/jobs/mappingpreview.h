// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/tablehead.h"
#include "models/jobs/headfacts.h"
#include "models/mail/columnmapping.h"
#include "models/mail/error.h"
#include "models/mail/time.h"
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// The beginning of a file that a ColumnMapping is made for.
struct MappingSample {
    std::string head;    // up to 64 KiB, decompressed
    UtcTime fileTime {}; // when it was last written to
    TableHead table;
    ColumnMapping guess;                                                // may lack something
    std::vector<std::string> valuesOf(const std::string& column) const; // all different ones, sorted
};
// Opens the file (of an archive or a folder, the first one in it). An Error also when it is no table.
Result<MappingSample> readMappingSample(const std::filesystem::path&);

// What Mailvane reads in a sample by a mapping. `zone`: of stamps without one.
HeadFacts previewMapping(const MappingSample&, const ColumnMapping&, const Zone& zone);

// What the values of the outcome column mean as long as the mapping says nothing of them; none: nothing is known.
std::optional<ColumnMapping::OutcomeWord> usualMeaning(const std::string& word);
// The form of the times in a column, into the mapping. False: they are no times.
bool guessTimesOf(ColumnMapping&, const MappingSample&, const std::string& column);
// Why no time can match the pattern, in words; empty: some can.
std::string mistakeInTimePattern(const std::string& pattern);

} // namespace mv
