// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/candidate.h"
#include "models/jobs/knownfiles.h"
#include "models/jobs/parcelbuilder.h"
#include "models/jobs/progress.h"
#include "models/jobs/pseudonymiser.h"
#include <functional>
#include <memory>
#include <stop_token>

namespace mv {

// Changes the progress of the file, under its lock.
using ReportProgress = std::function<void(const std::function<void(FileProgress&)>&)>;

// How a file ended, apart from an Error of the reading itself (which is part of its last journal row).
enum class ReadEnd { NothingNew, Read, Cancelled };

// Reads one candidate into parcels: finds out whether the journal knows it, goes on from where it was left, and cuts
// the stream at line ends. Runs on the reading thread.
class FileReader {
public:
    struct Shared { // by all files of an import, one after the other
        Correlator& correlator;
        ParcelBuilder& parcels;
        KnownFiles& known; // imported before; a file that was read to its end is added
        SourceOpener& opener;
        std::stop_token stop;
        Pseudonymiser* pseudonymiser = nullptr; // null: addresses stay as they are

        Sink& sink() const { return pseudonymiser ? static_cast<Sink&>(*pseudonymiser) : parcels.sink(); }
    };
    // `row`: of the progress, and -1 - row is the id of the file, should the journal not know it.
    FileReader(const Shared&, const Candidate&, std::size_t row, ReportProgress report);
    ~FileReader();

    Result<ReadEnd> run();

private:
    enum class Compared { Same /* perhaps grown */, Shorter, Other };
    Result<Compared> resume(const ImportedFile& known);
    const FormatInfo* formatOf(const ImportedFile& known) const;
    Correlator& correlator() { return m_correlator ? *m_correlator : m_shared.correlator; }
    Result<void> restart();
    std::span<const Line> read(std::span<const Line>); // as the format sees them
    Result<ReadEnd> readLines();
    bool putPart(FileState, const std::string& message);
    bool tellBeforeSilence(); // false: the writer has given up
    bool endMayGrow() const;
    void report() const;

    const Shared& m_shared;
    const Candidate& m_candidate;
    std::size_t m_row;
    ReportProgress m_report;

    class Tracked;
    std::unique_ptr<Tracked> m_source;
    // Of a file that may be an older copy: it is read, and what the longer one has told is dropped fact by fact. But
    // the messages that are open at its end have ended since; so those of the import hear nothing of it.
    std::unique_ptr<Correlator> m_correlator;
    std::unique_ptr<LineFormat> m_format;
    ImportedFile m_file;
    LineCounts m_before;          // of earlier imports
    std::uint64_t m_position = 0; // of the first line not yet fed
    std::uint64_t m_told = 0;     // m_position as of the last part
    std::chrono::steady_clock::time_point m_started;
};

} // namespace mv
