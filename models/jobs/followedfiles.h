// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <cstdint>
#include <filesystem>
#include <map>
#include <vector>

namespace mv {

// Which files may have something new, of files and folders that are followed while they grow. That is all it knows:
// whether a file is a known one that was renamed, compressed or cut, an import tells by its content. One thread.
class FollowedFiles {
public:
    explicit FollowedFiles(std::vector<std::filesystem::path> paths);

    // Files that are new or were written to since the last call, and those that have been left alone for kStillGrowing
    // since: only then is a last line without end, or a compressed file, complete. At first: all.
    std::vector<std::filesystem::path> changed(UtcTime now);
    void forget() { m_seen.clear(); }                   // all are told again
    std::size_t count() const { return m_seen.size(); } // of files, at the last call

private:
    struct Seen {
        std::uint64_t device = 0, inode = 0, size = 0;
        std::int64_t modifiedNs = 0; // since 1970
        bool operator==(const Seen&) const = default;
    };
    struct File {
        Seen seen;
        bool settled = false; // told after it was left alone
    };
    std::vector<std::filesystem::path> files() const;

    std::vector<std::filesystem::path> m_paths;
    std::map<std::filesystem::path, File> m_seen;
};

} // namespace mv
