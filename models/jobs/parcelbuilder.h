// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/batchbuilder.h"
#include "models/jobs/classifier.h"
#include "models/jobs/handover.h"
#include <chrono>

namespace mv {

// Gathers what the files tell into parcels. The end of a file does not end a parcel, so that thousands of small logs
// are a few commits; a file in the middle of which one ends has a part in it and goes on in the next. So a parcel's
// facts, positions, format states and open messages are all of the same line. On the reading thread.
class ParcelBuilder {
public:
    ParcelBuilder(Correlator&, Handover&, Classifier, std::size_t batchRows);

    // Before a file's first line; its parts follow. A file has one part in a parcel: what was gathered is handed over
    // when it has one. False, here and below: the writer has given up.
    bool begin(FileId);
    Sink& sink() { return m_batch; }
    void shareWork();   // after some lines: labels what was read of them if the writer is behind
    bool isDue() const; // a parcel is full, or has been gathered for long enough
    // What was told since the last part was of the file as it now is. Hands over what is due. `row`: of the progress.
    bool add(std::size_t row, const ImportedFile& after);
    bool handOver(); // all that is gathered
    void finish();   // after the last file

private:
    Correlator& m_correlator;
    Handover& m_handover;
    Classifier m_classifier; // labels what would only wait, so that both threads end at the same time
    std::size_t m_batchRows;
    BatchBuilder m_batch;
    Parcel m_parcel; // without its facts, yet
    std::size_t m_rowsOfParts = 0, m_rejects = 0, m_evidence = 0;
    std::chrono::steady_clock::time_point m_begun = std::chrono::steady_clock::now();
};

} // namespace mv
