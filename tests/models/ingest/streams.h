// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/bytesource.h"
#include <QByteArray>
#include <QStringEncoder>
#include <archive.h>
#include <archive_entry.h>
#include <string>
#include <utility>
#include <vector>
#include <zlib.h>
#include <zstd.h>

// Streams as files hold them, and what is read of one.
namespace mv::test {

inline QByteArray logText(int lines)
{
    std::string out;
    for (int i = 0; i < lines; ++i)
        out.append("Oct 12 14:00:00 mta1 postfix/qmgr[900]: ")
            .append(std::to_string(100'000'000 + i * 7919LL))
            .append(": removed\n");
    return QByteArray::fromStdString(out);
}

inline QByteArray gzip(const QByteArray& text)
{
    z_stream z {};
    if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        qFatal("deflateInit2");
    QByteArray out(static_cast<qsizetype>(deflateBound(&z, static_cast<uLong>(text.size()))), '\0');
    QByteArray in = text;
    z.next_in = reinterpret_cast<Bytef*>(in.data());
    z.avail_in = static_cast<uInt>(in.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        qFatal("deflate");
    out.resize(static_cast<qsizetype>(z.total_out));
    deflateEnd(&z);
    return out;
}

using Members = std::vector<std::pair<QByteArray, QByteArray>>;

// An archive, or (raw) a compressed stream of the only member.
inline QByteArray packed(int format, int filter, const Members& members)
{
    archive* a = archive_write_new();
    archive_write_add_filter(a, filter);
    archive_write_set_format(a, format);
    archive_write_set_bytes_per_block(a, 0);
    QByteArray out(32 << 20, '\0');
    std::size_t used = 0;
    if (archive_write_open_memory(a, out.data(), static_cast<std::size_t>(out.size()), &used) != ARCHIVE_OK)
        qFatal("archive_write_open_memory");
    for (const auto& [name, text] : members) {
        archive_entry* e = archive_entry_new();
        archive_entry_set_pathname(e, name.constData());
        archive_entry_set_size(e, text.size());
        archive_entry_set_filetype(e, name.endsWith('/') ? AE_IFDIR : AE_IFREG);
        archive_entry_set_perm(e, 0644);
        archive_entry_set_mtime(e, 1'697'119'761, 0);
        if (archive_write_header(a, e) < ARCHIVE_WARN)
            qFatal("archive_write_header: %s", archive_error_string(a));
        archive_write_data(a, text.constData(), static_cast<std::size_t>(text.size()));
        archive_entry_free(e);
    }
    archive_write_close(a);
    archive_write_free(a);
    out.resize(static_cast<qsizetype>(used));
    return out;
}

inline QByteArray raw(int filter, const QByteArray& text)
{
    return packed(ARCHIVE_FORMAT_RAW, filter, { { "x", text } });
}
inline QByteArray tar(const Members& members, int filter = ARCHIVE_FILTER_NONE)
{
    return packed(ARCHIVE_FORMAT_TAR_USTAR, filter, members);
}
inline QByteArray zip(const Members& members) { return packed(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, members); }

// A frame of `flushed`, and then of what is not flushed yet: as a segment that is being written.
inline QByteArray unfinishedZstd(const QByteArray& flushed, int windowLog = 0)
{
    ZSTD_CCtx* const z = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(z, ZSTD_c_windowLog, windowLog);
    QByteArray out(static_cast<qsizetype>(ZSTD_compressBound(static_cast<std::size_t>(flushed.size()))) + 1000, '\0');
    ZSTD_outBuffer to { out.data(), static_cast<std::size_t>(out.size()), 0 };
    ZSTD_inBuffer from { flushed.constData(), static_cast<std::size_t>(flushed.size()), 0 };
    while (ZSTD_compressStream2(z, &to, &from, ZSTD_e_flush) != 0) { }
    ZSTD_freeCCtx(z);
    out.resize(static_cast<qsizetype>(to.pos));
    return out;
}

inline QByteArray utf16(const QByteArray& text, QStringConverter::Encoding order = QStringConverter::Utf16LE)
{
    return QStringEncoder(order, QStringConverter::Flag::WriteBom).encode(QString::fromUtf8(text));
}

// ASCII, two, three and four bytes of UTF-8, two lines.
inline QByteArray manyLengths() { return "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x93\xac\r\nz\xf4\x8f\xbf\xbf\n"; }

struct Content {
    QByteArray text;
    QByteArray error;
    std::uint64_t disk = 0;
};

inline Content readAll(ByteSource& source, std::size_t block)
{
    Content out;
    std::vector<char> buffer(block);
    for (;;) {
        const auto n = source.read(buffer);
        out.disk = source.diskPosition();
        if (!n) {
            out.error = QByteArray::fromStdString(n.error().what);
            return out;
        }
        if (*n == 0)
            return out;
        out.text.append(buffer.data(), static_cast<qsizetype>(*n));
    }
}

inline Content content(const SourceRef& ref, const ReadLimits& limits = {}, std::size_t block = 65'536)
{
    const auto source = openSource(ref, limits);
    if (!source)
        return { {}, QByteArray::fromStdString(source.error().what), 0 };
    return readAll(**source, block);
}

} // namespace mv::test
