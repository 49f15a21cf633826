// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/linescore.h"
#include "models/ingest/cursor.h"
#include <algorithm>

namespace mv {

namespace {
constexpr std::size_t kScoredLines = 500;
}

int scoreOfLines(std::string_view head, const std::function<bool(const Envelope&, std::string_view line)>& isOurs)
{
    FormatOptions o;
    o.now = o.fileTime = UtcTime(std::chrono::hours(1)); // any: only the shape of lines counts here
    EnvelopeReader reader(o);
    std::size_t lines = 0;
    std::size_t ours = 0;
    std::size_t foreign = 0; // no log line at all
    for (Cursor c(head); !c.atEnd() && lines < kScoredLines;) {
        std::string_view text = c.takeUntil('\n');
        const bool whole = c.skip('\n');
        if (!whole && lines > 0)
            break; // cut off
        if (text.ends_with('\r'))
            text.remove_suffix(1);
        Envelope e;
        const auto kind = reader.read({ text, 0 }, e);
        if (kind == EnvelopeReader::Kind::Nothing)
            continue;
        ++lines;
        if (kind != EnvelopeReader::Kind::Message)
            ++foreign;
        else if (isOurs(e, text))
            ++ours;
    }
    if (ours == 0)
        return 0;
    return std::max(1, static_cast<int>(ours * 50 / lines + ours * 50 / (ours + foreign)));
}

} // namespace mv
