// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/batchbuilder.h"
#include "models/store/writer.h"
#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

namespace mv {

// What one commit writes: facts, and the journal rows as they are after them.
struct Parcel {
    ReadBatch read;                // its first rows may be labelled already
    std::vector<FilePart> parts;   // the ids of files are negative until the writer has given one
    std::vector<std::size_t> rows; // of the parts in the progress
};

// From the reading to the writing thread: at most two parcels wait, so that memory is bounded and both threads are
// busy. Emptied batches travel back, so that their memory is used again.
class Handover {
public:
    // Blocks while two wait. False: the writer has given up; read no further.
    bool put(Parcel);
    bool isFull(); // put() would block: the writer is behind
    void finish(); // the reader's last word
    // Blocks until there is one; none: finished and empty.
    std::optional<Parcel> take();
    void giveUp(); // the writer's last word

    void giveBack(ReadBatch);
    ReadBatch emptyBatch();

private:
    static constexpr std::size_t kWaiting = 2;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Parcel> m_parcels;
    std::vector<ReadBatch> m_empty;
    bool m_finished = false;
    bool m_givenUp = false;
};

} // namespace mv
