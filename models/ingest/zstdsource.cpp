// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/zstdsource.h"
#include "models/ingest/sizes.h"
#include <new>
#include <utility>
#include <zstd.h>

namespace mv {

ZstdSource::ZstdSource(std::unique_ptr<ByteSource> compressed, std::string name)
    : m_compressed(std::move(compressed))
    , m_name(std::move(name))
    , m_input(ZSTD_DStreamInSize())
    , m_stream(ZSTD_createDCtx(), ZSTD_freeDCtx)
{
    if (!m_stream)
        throw std::bad_alloc();
    ZSTD_DCtx_setParameter(m_stream.get(), ZSTD_d_windowLogMax, kMaxWindowLog);
}

ZstdSource::~ZstdSource() = default;

tl::unexpected<Error> ZstdSource::damaged(const std::string& how)
{
    m_ended = true;
    m_insideFrame = false; // no matter what comes behind it
    return failure(m_name + " is damaged after " + sizeText(m_produced) + " of text: " + how + ".");
}

Result<bool> ZstdSource::fill()
{
    if (m_begin < m_end)
        return true;
    const auto n = m_compressed->read(m_input);
    if (!n)
        return tl::unexpected(n.error());
    m_begin = 0;
    m_end = *n;
    return *n > 0;
}

Result<std::size_t> ZstdSource::read(std::span<char> into)
{
    if (m_damage)
        return damaged(*std::exchange(m_damage, {}));
    ZSTD_outBuffer out { into.data(), into.size(), 0 };
    while (out.pos < out.size && !m_ended) {
        const auto more = fill();
        if (!more) {
            if (out.pos > 0)
                break; // hand out what there is; the next call meets the same end again
            return tl::unexpected(more.error());
        }
        ZSTD_inBuffer in { m_input.data(), m_end, m_begin };
        const std::size_t before = out.pos;
        const std::size_t status = ZSTD_decompressStream(m_stream.get(), &out, &in);
        if (ZSTD_isError(status) != 0) {
            m_damage = ZSTD_getErrorName(status);
            if (out.pos == 0)
                return damaged(*std::exchange(m_damage, {}));
            break;
        }
        if (in.pos > m_begin)
            m_insideFrame = status != 0;
        m_begin = in.pos;
        if (!*more && out.pos == before) { // not even of what the stream had kept
            m_ended = out.pos == 0;
            break;
        }
    }
    m_produced += out.pos;
    return out.pos;
}

} // namespace mv
