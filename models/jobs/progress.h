// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/importedfile.h"
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace mv {

// What an import has done so far, written by the job and polled (at 10 Hz) by whoever shows it. Any thread.
struct FileProgress {
    std::string path, member;
    std::string format;                           // name for people; empty: not known yet
    std::uint64_t diskPosition = 0, diskSize = 0; // bytes of the file on disk
    std::uint64_t bytes = 0;                      // decompressed
    LineCounts lines;
    std::uint64_t facts = 0, duplicates = 0;
    double seconds = 0; // spent on it
    enum class State { Waiting, Reading, Done, AlreadyImported, Cancelled, Failed } state = State::Waiting;
    bool looksLikeTable = false; // failed as it is in no known format; a mapping of its columns would do
    std::string message;         // why it failed; or what people should know of it
};

class ImportProgress {
public:
    std::vector<FileProgress> snapshot() const;
    void set(std::vector<FileProgress>);
    void change(std::size_t index, const std::function<void(FileProgress&)>&);

private:
    mutable std::mutex m_mutex;
    std::vector<FileProgress> m_files;
};

} // namespace mv
