// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/bytesource.h"
#include "models/mail/error.h"
#include "models/mail/importedfile.h"
#include "models/mail/siphash.h"
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace mv {

// The raw line of a fact, read again from its file (also inside a .gz or an archive), with up to `around` lines before
// and after it. When the file has gone or is another one now, the Error says so and where it was.
struct RawLines {
    std::vector<std::string>
        lines; // control characters and those that turn the direction of text made visible, each at most 64 KiB
    std::size_t wanted = 0; // index of the line itself
};
// `key`: local parts are replaced by pseudonyms (pseudonyms.h); the log itself stays as it is.
Result<RawLines> readRawLine(const ImportedFile&, std::uint64_t offset, int around, std::stop_token,
    const std::optional<SipKey>& key = std::nullopt);

} // namespace mv
