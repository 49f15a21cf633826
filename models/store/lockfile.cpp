// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/lockfile.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <stdexcept>
#include <sys/file.h>
#include <unistd.h>

namespace mv {
namespace {

std::string holderIn(int descriptor)
{
    char text[16] = {};
    const auto got = pread(descriptor, text, sizeof text - 1, 0);
    std::string digits;
    for (auto i = 0; i < got && text[i] >= '0' && text[i] <= '9'; ++i)
        digits += text[i];
    return digits.empty() ? "unknown" : digits;
}

} // namespace

LockFile::LockFile(const std::filesystem::path& file, const std::filesystem::path& database)
    : m_descriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644))
{
    if (m_descriptor < 0)
        throw std::runtime_error(fmt::format(
            "The database {} cannot be locked: {}: {}.", database.string(), file.string(), std::strerror(errno)));
    if (flock(m_descriptor, LOCK_EX | LOCK_NB) != 0) {
        const std::string holder = holderIn(m_descriptor);
        ::close(m_descriptor);
        throw std::runtime_error(
            fmt::format("{} is open in another Mailvane (process {}).", database.string(), holder));
    }
    const std::string pid = fmt::format("{}\n", getpid());
    // Only a courtesy to whoever comes second: a full disk must not keep the database closed.
    if (ftruncate(m_descriptor, 0) == 0)
        static_cast<void>(pwrite(m_descriptor, pid.data(), pid.size(), 0) < 0);
}

LockFile::~LockFile() { ::close(m_descriptor); }

} // namespace mv
