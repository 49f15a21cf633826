// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/bytesource.h"
#include <stop_token>

namespace mv {

// The bytes of a file as they are on disk, by read(2). "-" is standard input. A pipe may be silent for hours: `stop`
// ends the waiting, and reading is cancelled().
class FileSource final : public ByteSource {
public:
    static Result<std::unique_ptr<FileSource>> open(const std::filesystem::path&, std::stop_token stop = {});
    ~FileSource() override;
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;

    Result<std::size_t> read(std::span<char> into) override;
    std::uint64_t diskPosition() const override { return m_position; }
    bool seek(std::uint64_t position) override;
    bool readyWithin(std::chrono::milliseconds patience) override;
    std::uint64_t size() const { return m_size; } // 0: not known (a pipe)

private:
    FileSource(int fd, std::string name, std::stop_token stop, bool isRegular, std::uint64_t size)
        : m_fd(fd)
        , m_name(std::move(name))
        , m_stop(std::move(stop))
        , m_isRegular(isRegular)
        , m_size(size)
    {
    }
    bool waitForData() const; // false: stopped

    int m_fd;
    std::string m_name;
    std::stop_token m_stop;
    bool m_isRegular;
    std::uint64_t m_size;
    std::uint64_t m_position = 0;
};

} // namespace mv
