// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/batchbuilder.h"
#include "models/jobs/candidate.h"
#include "models/jobs/handover.h"
#include "models/jobs/progress.h"
#include <functional>
#include <stop_token>
#include <vector>

namespace mv {

// Changes the progress of the file, under its lock.
using ReportProgress = std::function<void(const std::function<void(FileProgress&)>&)>;

// How a file ended, apart from an Error of the reading itself (which is part of the last parcel's journal row).
enum class ReadEnd { NothingNew, Read, Cancelled };

// Reads one candidate into parcels: finds out whether the journal knows it, goes on from where it was left, and cuts the
// stream at line ends. Every parcel's facts, position, format state and open messages are of the same line. Runs on the
// reading thread.
class FileReader {
public:
    struct Shared { // by all files of an import, one after the other
        Correlator& correlator;
        BatchBuilder& builder;
        Handover& handover;
        std::size_t batchRows;
        const ReadLimits& limits;
        std::stop_token stop;
    };
    // `journal`: what was imported before, to which a file read to its end is added. `row`: of the progress, and -1 - row is
    // the id of the file, should the journal not know it.
    FileReader(const Shared&, const Candidate&, std::size_t row, std::vector<ImportedFile>& journal,
        ReportProgress report);
    ~FileReader();

    Result<ReadEnd> run();

private:
    Result<bool> resume(const ImportedFile& known);
    Result<void> restart();
    Result<ReadEnd> readLines();
    bool putParcel(FileState, const std::string& error);
    void remember();
    bool endMayGrow() const;
    void report() const;

    const Shared& m_shared;
    const Candidate& m_candidate;
    std::size_t m_row;
    std::vector<ImportedFile>& m_journal;
    ReportProgress m_report;

    class Tracked;
    std::unique_ptr<Tracked> m_source;
    std::unique_ptr<LineFormat> m_format;
    ImportedFile m_file;
    LineCounts m_before; // of earlier imports
    std::uint64_t m_position = 0; // of the first line not yet fed
    std::chrono::steady_clock::time_point m_started, m_lastParcel;
};

} // namespace mv
