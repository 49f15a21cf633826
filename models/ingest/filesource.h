// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/bytesource.h"

namespace mv {

// The bytes of a file as they are on disk, by read(2). "-" is standard input.
class FileSource final : public ByteSource {
public:
    static Result<std::unique_ptr<FileSource>> open(const std::filesystem::path&);
    ~FileSource() override;
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;

    Result<std::size_t> read(std::span<char> into) override;
    std::uint64_t diskPosition() const override { return m_position; }
    bool seek(std::uint64_t position) override;
    std::uint64_t size() const { return m_size; } // 0: not known (a pipe)

private:
    FileSource(int fd, std::string name, std::uint64_t size)
        : m_fd(fd)
        , m_name(std::move(name))
        , m_size(size)
    {
    }
    int m_fd;
    std::string m_name;
    std::uint64_t m_size;
    std::uint64_t m_position = 0;
};

} // namespace mv
