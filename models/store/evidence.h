// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/evidence.h"
#include "models/mail/importedfile.h"
#include "models/store/names.h"
#include "models/store/sqlite/sqlite.h"
#include <functional>
#include <optional>
#include <span>

// What is known besides attempts, in tables of its own: narrow rows with numbers of names.
namespace mv {

struct StoredEvidence {
    std::uint64_t stored = 0;   // records
    std::uint64_t repeated = 0; // of reports and mails that were imported before: dropped
    TimeRange times;            // of both
};

// In a transaction; names that are new are saved by the caller. Results of log lines that differ only within a quarter
// of an hour become one row.
StoredEvidence putEvidence(sql::Connection&, Dimensions&, FileId, const Evidence&);
std::int64_t putIncident(sql::Connection&, const Incident&); // id 0: new
void putProbes(sql::Connection&, std::optional<FileId>, std::span<const ProbeResult>);

// Labels results and placements anew.
void relabelReceivers(
    sql::Connection&, Dimensions&, const std::function<std::string(std::string_view receiver)>& providerOf);

// Lists of words in one column.
std::string joinLines(const std::vector<std::string>&);
std::vector<std::string> splitLines(std::string_view);
std::vector<Finding> findingsFrom(std::string_view column);

} // namespace mv
