// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/bytesource.h"
#include <memory>
#include <optional>
#include <string>

struct inflate_state; // ISA-L: igzip_lib.h

namespace mv {

// Inflates gzip data (RFC 1952) with ISA-L, also several members one after the other, as logrotate and `cat a.gz b.gz`
// make them. What was inflated before damage is handed out; the damage itself is the error of the next read.
class GzipSource final : public ByteSource {
public:
    GzipSource(std::unique_ptr<ByteSource> compressed, std::string name);
    ~GzipSource() override;
    GzipSource(const GzipSource&) = delete;
    GzipSource& operator=(const GzipSource&) = delete;

    Result<std::size_t> read(std::span<char> into) override;
    std::uint64_t diskPosition() const override { return m_compressed->diskPosition(); }

private:
    Result<bool> fill(); // false: no more compressed bytes
    tl::unexpected<Error> damaged(const std::string& how);

    std::unique_ptr<ByteSource> m_compressed;
    std::string m_name;
    std::vector<char> m_input;
    std::unique_ptr<inflate_state> m_stream;
    std::optional<std::string> m_damage; // met behind bytes that were handed out
    std::uint64_t m_produced = 0;
    bool m_insideMember = false;
    bool m_ended = false;
};

} // namespace mv
