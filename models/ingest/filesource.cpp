// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/filesource.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mv {

namespace {

std::string systemError() { return std::generic_category().message(errno); }

} // namespace

Result<std::unique_ptr<FileSource>> FileSource::open(const std::filesystem::path& path)
{
    const bool standardInput = path == "-";
    const std::string name = standardInput ? "standard input" : path.string();
    const int fd = standardInput ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
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
        new FileSource(fd, name, regular ? static_cast<std::uint64_t>(info.st_size) : 0));
}

FileSource::~FileSource() { ::close(m_fd); }

Result<std::size_t> FileSource::read(std::span<char> into)
{
    for (;;) {
        const ssize_t n = ::read(m_fd, into.data(), into.size());
        if (n >= 0) {
            m_position += static_cast<std::uint64_t>(n);
            return static_cast<std::size_t>(n);
        }
        if (errno != EINTR)
            return failure("Cannot read " + m_name + ": " + systemError() + ".");
    }
}

bool FileSource::seek(std::uint64_t position)
{
    if (::lseek(m_fd, static_cast<off_t>(position), SEEK_SET) < 0)
        return false;
    m_position = position;
    return true;
}

} // namespace mv
