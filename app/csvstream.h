// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/panel.h"
#include <filesystem>

namespace mv {

using RowsWritten = std::function<void(std::uint64_t rows, std::uint64_t ofRows)>;

// A table of any length from the database into a file: all of it or, where it fails or is stopped, nothing. Tells how
// far it is about ten times a second. For a worker thread.
Result<void> streamCsv(
    const LongTable&, const std::filesystem::path& database, const QString& file, std::stop_token, const RowsWritten&);

} // namespace mv
