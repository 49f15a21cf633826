// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/bytesource.h"
#include "models/ingest/format.h"

namespace mv {

// Cuts a source into lines, a block at a time. A line ends with LF or CR LF; bytes are not looked at otherwise. A line
// without its end is not handed out before `final`: a growing file may end in the middle of one. Of a line longer than
// kMaxLine only the first kMaxLine bytes are kept and it is marked by its length: text.size() == kMaxLine. Memory is
// bounded by the block and kMaxLine whatever the input is.
class LineReader {
public:
    static constexpr std::size_t kBlock = std::size_t(1) << 20;
    static constexpr std::size_t kMaxLine = std::size_t(1) << 20; // an ESP's post of events is one line

    // Starts at `offset` (the source is already there). `block`: bytes read at a time.
    explicit LineReader(ByteSource& source, std::uint64_t offset = 0, std::size_t block = kBlock);

    // The next lines, valid until the next call; empty at the end of what there is. `final`: hand out a last line
    // that has no end, too.
    Result<std::span<const Line>> next(bool final);
    // Where the first line not yet handed out begins: what to resume from.
    std::uint64_t offset() const { return m_offset; }

private:
    void cut();
    void keepRest();

    ByteSource& m_source;
    std::size_t m_block;
    std::vector<char> m_buffer;
    std::size_t m_begin = 0, m_end = 0; // of the bytes not handed out, in m_buffer
    std::uint64_t m_dropped = 0;        // bytes of the line at m_begin that are beyond kMaxLine
    std::uint64_t m_offset;             // of m_begin
    std::vector<Line> m_lines;
};

} // namespace mv
