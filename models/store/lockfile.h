// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>

namespace mv {

// An advisory lock (flock) on a file that holds the process id of whoever has it. The kernel lets go when the process
// dies, however it dies; the file itself stays.
class LockFile {
public:
    // Throws std::runtime_error: "<database> is open in another Mailvane (process 1234)".
    LockFile(const std::filesystem::path& file, const std::filesystem::path& database);
    ~LockFile();
    LockFile(const LockFile&) = delete;
    LockFile& operator=(const LockFile&) = delete;

private:
    int m_descriptor = -1;
};

} // namespace mv
