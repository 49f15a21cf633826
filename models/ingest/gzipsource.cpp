// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/gzipsource.h"
#include "models/ingest/sizes.h"
#include <isa-l/igzip_lib.h>
#include <limits>
#include <utility>

namespace mv {

namespace {

constexpr std::size_t kInputBlock = 256 * 1024;
// What isal_inflate() answers, in words (igzip_lib.h).
std::string damageText(int status)
{
    switch (status) {
    case ISAL_INCORRECT_CHECKSUM:
        return "its checksum is wrong";
    case ISAL_INVALID_WRAPPER:
    case ISAL_UNSUPPORTED_METHOD:
        return "what follows isn't gzip data";
    default:
        return "the compressed data is invalid";
    }
}

} // namespace

GzipSource::GzipSource(std::unique_ptr<ByteSource> compressed, std::string name)
    : m_compressed(std::move(compressed))
    , m_name(std::move(name))
    , m_input(kInputBlock)
    , m_stream(std::make_unique<inflate_state>())
{
    isal_inflate_init(m_stream.get());
    m_stream->crc_flag = ISAL_GZIP; // header and trailer too
}

GzipSource::~GzipSource() = default;

tl::unexpected<Error> GzipSource::damaged(const std::string& how)
{
    m_ended = true;
    return failure(m_name + " is damaged after " + sizeText(m_produced) + " of text: " + how + ".");
}

Result<bool> GzipSource::fill()
{
    if (m_stream->avail_in > 0)
        return true;
    const auto n = m_compressed->read(m_input);
    if (!n)
        return tl::unexpected(n.error());
    m_stream->next_in = reinterpret_cast<std::uint8_t*>(m_input.data());
    m_stream->avail_in = static_cast<std::uint32_t>(*n);
    return *n > 0;
}

Result<std::size_t> GzipSource::read(std::span<char> into)
{
    if (m_damage)
        return damaged(*std::exchange(m_damage, {}));
    const std::size_t wanted = std::min<std::size_t>(into.size(), std::numeric_limits<std::uint32_t>::max());
    m_stream->next_out = reinterpret_cast<std::uint8_t*>(into.data());
    m_stream->avail_out = static_cast<std::uint32_t>(wanted);
    const auto produced = [&] { return wanted - m_stream->avail_out; };

    while (m_stream->avail_out > 0 && !m_ended) {
        const auto more = fill();
        if (!more || !*more) {
            if (produced() > 0)
                break; // hand out what there is; the next call meets the same end again
            if (!more)
                return tl::unexpected(more.error());
            if (m_insideMember)
                return damaged("the file ends in the middle of the compressed data");
            m_ended = true;
            break;
        }
        if (!m_insideMember && *m_stream->next_in == 0 && m_produced + produced() > 0) {
            ++m_stream->next_in; // zero padding after the last member (gzip(1) ignores it as well)
            --m_stream->avail_in;
            continue;
        }
        m_insideMember = true;
        const int status = isal_inflate(m_stream.get());
        if (m_stream->block_state == ISAL_BLOCK_FINISH && status == ISAL_DECOMP_OK) {
            m_insideMember = false;
            isal_inflate_reset(m_stream.get());
        } else if (status < 0 || status == ISAL_NEED_DICT) {
            m_damage = damageText(status);
            if (produced() == 0)
                return damaged(*std::exchange(m_damage, {}));
            break;
        }
    }
    m_produced += produced();
    return produced();
}

} // namespace mv
