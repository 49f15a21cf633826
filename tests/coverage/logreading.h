// SPDX-License-Identifier: GPL-3.0-or-later
// One log, read as an import reads it, and how many facts of each outcome came of it.
#pragma once
#include "models/ingest/format.h"
#include "models/ingest/headfirst.h"
#include "models/ingest/lines.h"
#include "models/ingest/sourceopener.h"
#include <array>
#include <memory>

namespace mv::test {

class CountingSink final : public Sink {
public:
    void attempt(const Attempt& a) override { ++facts[static_cast<std::size_t>(a.outcome)]; }
    void reject(const RejectedLine&) override { } // LineCounts has them
    void evidence(Evidence&&) override { }
    std::array<std::uint64_t, kOutcomeCount> facts {};
};

struct LogReading {
    const FormatInfo* format = nullptr; // found by content; null: none, which is no error, and all else is 0
    LineCounts lines;
    std::array<std::uint64_t, kOutcomeCount> facts {};
};

inline Result<LogReading> readLog(std::unique_ptr<ByteSource> source, UtcTime modified)
{
    constexpr std::size_t kHead = std::size_t { 64 } * 1024; // as an import looks at
    std::string head(kHead, '\0');
    const auto length = readFully(*source, head);
    if (!length)
        return tl::unexpected(length.error());
    head.resize(*length);
    LogReading out;
    out.format = detectFormat(head).format;
    if (!out.format)
        return out;
    FormatOptions options;
    options.now = systemNow();
    options.fileTime = modified;
    options.server = "server";
    options.head = head;
    Correlator correlator;
    const auto reading = out.format->make(options, correlator);
    HeadFirst whole(head, std::move(source));
    LineReader lines(whole);
    CountingSink sink;
    for (;;) {
        const auto block = lines.next(true);
        if (!block)
            return tl::unexpected(block.error());
        if (block->empty())
            break;
        reading->feed(*block, sink);
    }
    reading->finish(sink);
    out.lines = reading->counts();
    out.facts = sink.facts;
    return out;
}

} // namespace mv::test
