// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/bytesource.h"
#include <string_view>

namespace mv {

// Whether a text is UTF-16, as Windows PowerShell and Microsoft 365 export: by its byte order mark or, without one, by
// the zeros beside its first four characters, which are ASCII.
bool isUtf16(std::string_view head);

// Turns UTF-16 of either byte order (RFC 2781) into UTF-8 without the mark; a surrogate without its other half becomes
// U+FFFD. What the text ends in the middle of waits for the rest: the UTF-8 of a file's beginning is the beginning of
// its UTF-8, so that a file that grows is known again.
class Utf16Source final : public ByteSource {
public:
    explicit Utf16Source(std::unique_ptr<ByteSource>);

    Result<std::size_t> read(std::span<char> into) override;
    std::uint64_t diskPosition() const override { return m_source->diskPosition(); }

private:
    Result<bool> fill(); // false: the end
    void transcode();
    char16_t unit(std::size_t at) const;

    std::unique_ptr<ByteSource> m_source;
    std::vector<char> m_input, m_text;
    std::size_t m_inputEnd = 0;         // of the bytes in m_input
    std::size_t m_begin = 0, m_end = 0; // of the text not handed out, in m_text
    bool m_begun = false;
    bool m_bigEndian = false;
};

} // namespace mv
