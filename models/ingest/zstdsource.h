// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/bytesource.h"
#include <memory>
#include <optional>
#include <string>

struct ZSTD_DCtx_s; // zstd.h

namespace mv {

// Decompresses zstd frames (RFC 8878), also several one after the other. KumoMTA writes its segments as frames that it
// flushes now and then and ends much later: where the bytes end inside a frame, all that was flushed is handed out, and
// that is no damage. What was decompressed before damage is handed out; the damage is the error of the next read.
// Memory is bounded by the window, of which no more than kMaxWindowLog is granted.
class ZstdSource final : public ByteSource {
public:
    static constexpr int kMaxWindowLog = 27; // 128 MiB; what zstd(1) grants unless told otherwise

    ZstdSource(std::unique_ptr<ByteSource> compressed, std::string name);
    ~ZstdSource() override;
    ZstdSource(const ZstdSource&) = delete;
    ZstdSource& operator=(const ZstdSource&) = delete;

    Result<std::size_t> read(std::span<char> into) override;
    bool isUnfinished() const override { return m_ended && m_insideFrame; }
    std::uint64_t diskPosition() const override { return m_compressed->diskPosition(); }

private:
    Result<bool> fill(); // false: no more compressed bytes
    tl::unexpected<Error> damaged(const std::string& how);

    std::unique_ptr<ByteSource> m_compressed;
    std::string m_name;
    std::vector<char> m_input;
    std::size_t m_begin = 0, m_end = 0; // of what is left of m_input
    std::unique_ptr<ZSTD_DCtx_s, std::size_t (*)(ZSTD_DCtx_s*)> m_stream;
    std::optional<std::string> m_damage; // met behind bytes that were handed out
    std::uint64_t m_produced = 0;
    bool m_insideFrame = false;
    bool m_ended = false;
};

} // namespace mv
