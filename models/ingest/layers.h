// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/archivesource.h"
#include <stop_token>

namespace mv {

// A stream whose compression is taken off, and what is left inside.
struct Layers {
    std::unique_ptr<ByteSource> source;
    std::string name;                    // for messages
    StreamKind kind = StreamKind::Plain; // Plain, Tar or Zip
    bool wasCompressed = false;
    bool isArchive() const { return kind == StreamKind::Tar || kind == StreamKind::Zip; }
};

// Takes off every layer of compression (gzip in gzip is seen in the wild; maxDepth ends it) under the limits; UTF-16
// becomes UTF-8.
Result<Layers> decompressed(std::unique_ptr<ByteSource>, std::string name, const ReadLimits&);
Result<Layers> openLayers(const std::filesystem::path&, const ReadLimits&, std::stop_token stop = {}); // see FileSource

} // namespace mv
