// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/followedfiles.h"
#include "models/ingest/bytesource.h"
#include "models/jobs/candidate.h"
#include <sys/stat.h>
#include <utility>

namespace mv {

FollowedFiles::FollowedFiles(std::vector<std::filesystem::path> paths)
    : m_paths(std::move(paths))
{
}

std::vector<std::filesystem::path> FollowedFiles::changed(UtcTime now)
{
    std::vector<std::filesystem::path> changed;
    const auto before = std::exchange(m_seen, {});
    for (const std::filesystem::path& path : files()) {
        struct stat info { };
        if (m_seen.contains(path))
            continue; // named by itself and by its folder
        if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode) || info.st_size == 0)
            continue; // gone in this moment, or a log just after its rotation
        constexpr std::int64_t kNsPerSecond = 1'000'000'000;
        const Seen seen { info.st_dev, info.st_ino, static_cast<std::uint64_t>(info.st_size),
            info.st_mtim.tv_sec * kNsPerSecond + info.st_mtim.tv_nsec };
        const UtcTime modified { std::chrono::milliseconds(seen.modifiedNs / 1'000'000) };
        const bool settled = modified + kStillGrowing < now;
        const auto known = before.find(path);
        if (known == before.end() || known->second.seen != seen || (settled && !known->second.settled))
            changed.push_back(path);
        m_seen[path] = { seen, settled };
    }
    return changed;
}

std::vector<std::filesystem::path> FollowedFiles::files() const
{
    std::vector<std::filesystem::path> files;
    for (const std::filesystem::path& path : m_paths) {
        std::error_code unreadable; // for the moment, perhaps: looked at again
        if (!std::filesystem::is_directory(path, unreadable)) {
            files.push_back(path);
            continue;
        }
        const auto inside = filesIn(path, unreadable);
        files.insert(files.end(), inside.begin(), inside.end());
    }
    return files;
}

} // namespace mv
