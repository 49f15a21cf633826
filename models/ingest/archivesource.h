// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/bytesource.h"
#include <string_view>

struct archive;

namespace mv {

// What a stream begins with, by its magic bytes.
enum class StreamKind { Plain, Gzip, Zstd, Compressed /* xz, bzip2, lz4, lzip */, Tar, Zip };
inline constexpr std::size_t kMagicLength = 512;
StreamKind streamKind(std::string_view head); // the first kMagicLength bytes, or all

// A compressed stream or an archive, read by libarchive from another source.
class ArchiveReader {
public:
    // Compressed: one nameless member. Tar, Zip: several.
    static Result<std::unique_ptr<ArchiveReader>> open(std::unique_ptr<ByteSource>, StreamKind, std::string name);
    ~ArchiveReader();
    ArchiveReader(const ArchiveReader&) = delete;
    ArchiveReader& operator=(const ArchiveReader&) = delete;

    struct Member {
        std::string path;
        UtcTime modified {};
        std::uint64_t size = 0; // 0: not told
        bool file = false;      // a regular file
    };
    Result<bool> next(Member&);                     // false: no more
    Result<std::size_t> read(std::span<char> into); // of the current member
    std::uint64_t diskPosition() const { return m_input->diskPosition(); }

private:
    struct Callbacks;
    ArchiveReader(std::unique_ptr<ByteSource>, std::string name);
    tl::unexpected<Error> damaged() const;

    std::unique_ptr<ByteSource> m_input;
    std::string m_name;
    std::vector<char> m_block;
    archive* m_archive;
    std::string_view m_pending; // decompressed, in libarchive's memory
    std::uint64_t m_produced = 0;
    Error m_inputError; // why the last read of the input failed
};

// The current member of an archive as a source; it goes before the reader goes on.
class MemberSource final : public ByteSource {
public:
    explicit MemberSource(std::shared_ptr<ArchiveReader> reader)
        : m_reader(std::move(reader))
    {
    }
    Result<std::size_t> read(std::span<char> into) override { return m_reader->read(into); }
    std::uint64_t diskPosition() const override { return m_reader->diskPosition(); }

private:
    std::shared_ptr<ArchiveReader> m_reader;
};

} // namespace mv
