// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/archivesource.h"
#include "models/ingest/sizes.h"
#include <archive.h>
#include <archive_entry.h>
#include <cerrno>
#include <new>

namespace mv {

namespace {

constexpr std::size_t kInputBlock = 256 * 1024;

bool has(std::string_view head, std::size_t at, std::string_view magic)
{
    return head.size() >= at + magic.size() && head.substr(at, magic.size()) == magic;
}

} // namespace

StreamKind streamKind(std::string_view head)
{
    using namespace std::string_view_literals;
    if (has(head, 0, "\x1f\x8b\x08"sv))
        return StreamKind::Gzip;
    if (has(head, 0, "\x28\xb5\x2f\xfd"sv))
        return StreamKind::Zstd;
    if (has(head, 0,
            "\xfd"
            "7zXZ\0"sv)
        || has(head, 0, "\x04\x22\x4d\x18"sv) || has(head, 0, "LZIP\x01"sv))
        return StreamKind::Compressed;
    // "BZh", a level, and the magic of a block (pi) or of the end of an empty stream (root of pi).
    if (has(head, 0, "BZh"sv) && (has(head, 4, "1AY&SY"sv) || has(head, 4, "\x17\x72\x45\x38\x50\x90"sv)))
        return StreamKind::Compressed;
    if (has(head, 257, "ustar"sv))
        return StreamKind::Tar;
    if (has(head, 0, "PK\x03\x04"sv) || has(head, 0, "PK\x05\x06"sv))
        return StreamKind::Zip;
    return StreamKind::Plain;
}

// libarchive calls these for input. Its C signatures stay in here.
struct ArchiveReader::Callbacks {
    static la_ssize_t read(archive* a, void* self, const void** block)
    {
        auto* reader = static_cast<ArchiveReader*>(self);
        const auto n = reader->m_input->read(reader->m_block);
        if (!n) {
            reader->m_inputError = n.error();
            archive_set_error(a, EIO, "%s", n.error().what.c_str());
            return -1;
        }
        *block = reader->m_block.data();
        return static_cast<la_ssize_t>(*n);
    }
};

ArchiveReader::ArchiveReader(std::unique_ptr<ByteSource> input, std::string name)
    : m_input(std::move(input))
    , m_name(std::move(name))
    , m_block(kInputBlock)
    , m_archive(archive_read_new())
{
    if (!m_archive)
        throw std::bad_alloc();
}

ArchiveReader::~ArchiveReader() { archive_read_free(m_archive); }

Result<std::unique_ptr<ArchiveReader>> ArchiveReader::open(
    std::unique_ptr<ByteSource> input, StreamKind kind, std::string name)
{
    std::unique_ptr<ArchiveReader> reader(new ArchiveReader(std::move(input), std::move(name)));
    archive* a = reader->m_archive;
    // Only what the magic bytes promised: anything wider lets hostile data choose its parser.
    switch (kind) {
    case StreamKind::Tar:
        archive_read_support_format_tar(a);
        break;
    case StreamKind::Zip:
        archive_read_support_format_zip_streamable(a);
        break;
    default:
        archive_read_support_format_raw(a);
        archive_read_support_filter_xz(a);
        archive_read_support_filter_bzip2(a);
        archive_read_support_filter_lz4(a);
        archive_read_support_filter_lzip(a);
    }
    if (archive_read_open2(a, reader.get(), nullptr, &Callbacks::read, nullptr, nullptr) != ARCHIVE_OK)
        return reader->damaged();
    return reader;
}

tl::unexpected<Error> ArchiveReader::damaged() const
{
    if (!m_inputError.what.empty())
        return tl::unexpected(m_inputError);
    const char* how = archive_error_string(m_archive);
    return failure(m_name + " is damaged after " + sizeText(m_produced)
        + " of text: " + (how ? how : "no archive or compressed data") + ".");
}

Result<bool> ArchiveReader::next(Member& member)
{
    m_pending = {};
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(m_archive, &entry);
    if (status == ARCHIVE_EOF)
        return false;
    if (status < ARCHIVE_WARN)
        return damaged();
    const char* path = archive_entry_pathname(entry);
    member.path = path ? path : "";
    member.modified = UtcTime(std::chrono::seconds(archive_entry_mtime_is_set(entry) ? archive_entry_mtime(entry) : 0));
    member.size = archive_entry_size_is_set(entry) ? static_cast<std::uint64_t>(archive_entry_size(entry)) : 0;
    member.file = archive_entry_filetype(entry) == AE_IFREG && !archive_entry_hardlink(entry);
    return true;
}

// By blocks and not by archive_read_data(), which drops what it has when damage follows. Holes in sparse members are
// left out: a log has none.
Result<std::size_t> ArchiveReader::read(std::span<char> into)
{
    while (m_pending.empty()) {
        const void* block = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        const int status = archive_read_data_block(m_archive, &block, &size, &offset);
        if (status == ARCHIVE_EOF)
            return std::size_t(0);
        if (status < ARCHIVE_WARN)
            return damaged();
        m_pending = { static_cast<const char*>(block), size };
    }
    const std::size_t n = m_pending.copy(into.data(), into.size());
    m_pending.remove_prefix(n);
    m_produced += n;
    return n;
}

} // namespace mv
