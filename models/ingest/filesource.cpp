// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/filesource.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mv {

namespace {

std::string systemError() { return std::generic_category().message(errno); }

} // namespace

Result<std::unique_ptr<FileSource>> FileSource::open(const std::filesystem::path& path, std::stop_token stop)
{
    const bool standardInput = path == "-";
    const std::string name = standardInput ? "standard input" : path.string();
    // Not waiting for somebody to write to a named pipe: that is done when it is read.
    const int fd = standardInput ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return failure("Cannot open " + name + ": " + systemError() + ".");
    struct stat info { };
    if (::fstat(fd, &info) != 0 || S_ISDIR(info.st_mode)) {
        ::close(fd);
        return failure("Cannot read " + name + ": it is a folder, not a file.");
    }
    const bool regular = S_ISREG(info.st_mode);
    if (regular)
        ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    return std::unique_ptr<FileSource>(
        new FileSource(fd, name, std::move(stop), regular, regular ? static_cast<std::uint64_t>(info.st_size) : 0));
}

FileSource::~FileSource() { ::close(m_fd); }

Result<std::size_t> FileSource::read(std::span<char> into)
{
    for (;;) {
        if (!m_isRegular && !waitForData())
            return cancelled();
        const ssize_t n = ::read(m_fd, into.data(), into.size());
        if (n >= 0) {
            m_position += static_cast<std::uint64_t>(n);
            return static_cast<std::size_t>(n);
        }
        if (errno != EINTR && errno != EAGAIN)
            return failure("Cannot read " + m_name + ": " + systemError() + ".");
    }
}

bool FileSource::waitForData() const
{
    constexpr int kStopSeenAfterMs = 100;
    pollfd waiting { m_fd, POLLIN, 0 };
    while (::poll(&waiting, 1, kStopSeenAfterMs) <= 0) {
        if (m_stop.stop_requested())
            return false;
    }
    return !m_stop.stop_requested();
}

bool FileSource::readyWithin(std::chrono::milliseconds patience)
{
    pollfd waiting { m_fd, POLLIN, 0 };
    return m_isRegular || ::poll(&waiting, 1, static_cast<int>(patience.count())) != 0;
}

bool FileSource::seek(std::uint64_t position)
{
    if (::lseek(m_fd, static_cast<off_t>(position), SEEK_SET) < 0)
        return false;
    m_position = position;
    return true;
}

} // namespace mv
