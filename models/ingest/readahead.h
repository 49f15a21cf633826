// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/bytesource.h"

namespace mv {

// Reads `source` ahead on a thread of its own, at most a few blocks, so that decompressing and parsing overlap.
std::unique_ptr<ByteSource> readAhead(std::unique_ptr<ByteSource> source);

} // namespace mv
