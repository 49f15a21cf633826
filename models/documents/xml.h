// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// Called for each element of an XML text, in its order. Names are local: without prefix.
class XmlElements {
public:
    virtual ~XmlElements() = default;
    virtual void begin(std::string_view name, std::uint64_t offset) = 0; // offset: of its tag, in bytes of the text
    // `text`: what stands in it outside of other elements, in UTF-8, trimmed.
    virtual void end(std::string_view name, std::string_view text) = 0;
    // Asked after each end: why there is no sense in reading on.
    virtual std::optional<Error> stop() const { return std::nullopt; }
};

// Reads an XML 1.0 text with expat, in the encoding that it declares; UTF-8 is believed whatever is declared, and what
// claims to be UTF-8 and isn't is read as windows-1252. A document type is refused, so that there are no entities but
// those of XML itself. The Error of what is not well-formed tells its line. Gives the deviations that were understood.
inline constexpr int kMaxXmlDepth = 32;
inline constexpr std::size_t kMaxXmlText = 4096; // bytes of one element: more is cut
Result<std::vector<std::string>> readXml(std::string_view text, XmlElements&);

} // namespace mv
