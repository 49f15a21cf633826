// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/gzipsource.h"
#include "models/ingest/sizes.h"
#include <limits>
#include <new>

namespace mv {

namespace {

constexpr std::size_t kInputBlock = 256 * 1024;
constexpr int kGzipWindow = 15 + 16; // zlib.h: gzip header and trailer, largest window

} // namespace

GzipSource::GzipSource(std::unique_ptr<ByteSource> compressed, std::string name)
    : m_compressed(std::move(compressed))
    , m_name(std::move(name))
    , m_input(kInputBlock)
{
    if (inflateInit2(&m_stream, kGzipWindow) != Z_OK)
        throw std::bad_alloc();
}

GzipSource::~GzipSource() { inflateEnd(&m_stream); }

tl::unexpected<Error> GzipSource::damaged(const std::string& how) const
{
    return failure(m_name + " is damaged after " + sizeText(m_produced) + " of text: " + how + ".");
}

Result<bool> GzipSource::fill()
{
    if (m_stream.avail_in > 0)
        return true;
    const auto n = m_compressed->read(m_input);
    if (!n)
        return tl::unexpected(n.error());
    m_stream.next_in = reinterpret_cast<Bytef*>(m_input.data());
    m_stream.avail_in = static_cast<uInt>(*n);
    return *n > 0;
}

Result<std::size_t> GzipSource::read(std::span<char> into)
{
    const std::size_t wanted = std::min<std::size_t>(into.size(), std::numeric_limits<uInt>::max());
    m_stream.next_out = reinterpret_cast<Bytef*>(into.data());
    m_stream.avail_out = static_cast<uInt>(wanted);
    const auto produced = [&] { return wanted - m_stream.avail_out; };

    while (m_stream.avail_out > 0 && !m_ended) {
        const auto more = fill();
        if (!more || !*more) {
            if (produced() > 0)
                break; // hand out what there is; the next call meets the same end again
            if (!more)
                return tl::unexpected(more.error());
            m_ended = true;
            if (m_insideMember)
                return damaged("the file ends in the middle of the compressed data");
            break;
        }
        if (!m_insideMember && m_stream.next_in[0] == 0 && m_produced + produced() > 0) {
            ++m_stream.next_in; // zero padding after the last member (gzip(1) ignores it as well)
            --m_stream.avail_in;
            continue;
        }
        m_insideMember = true;
        const int status = inflate(&m_stream, Z_NO_FLUSH);
        if (status == Z_STREAM_END) {
            m_insideMember = false;
            inflateReset(&m_stream);
        } else if (status != Z_OK && status != Z_BUF_ERROR) {
            if (produced() > 0)
                break; // zlib stays in its error state: the next call reports it
            m_ended = true;
            return damaged(m_stream.msg ? m_stream.msg : "not gzip data");
        }
    }
    m_produced += produced();
    return produced();
}

} // namespace mv
