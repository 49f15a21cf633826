// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include <string>
#include <vector>

namespace mv {

struct UnpackedFile {
    std::string name; // in the archive; empty: it was none
    std::string bytes;
};

// What is in an attachment: its files when it is an archive, else itself, in either case without compression, known by
// content. Limits: kMaxDocument bytes of a file, `room` of all together (which becomes less), kMaxUnpackedFiles,
// compression of three layers.
inline constexpr std::size_t kMaxUnpackedFiles = 100;
Result<std::vector<UnpackedFile>> unpacked(std::string bytes, const std::string& name, std::size_t& room);

} // namespace mv
