// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/cursor.h"
#include "models/ingest/formats/loglines.h"

namespace mv {

// Each of the first lines of a file that is not empty, up to some hundred; not one that is cut off with the head.
template <class Each> void forEachHeadLine(std::string_view head, Each&& each)
{
    constexpr std::size_t kScoredLines = 500;
    std::size_t lines = 0;
    for (Cursor c(withoutMark(head)); !c.atEnd() && lines < kScoredLines;) {
        std::string_view text = c.takeUntil('\n');
        if (!c.skip('\n') && lines > 0)
            break;
        if (text.ends_with('\r'))
            text.remove_suffix(1);
        if (text.empty())
            continue;
        ++lines;
        each(text);
    }
}

// How much the head looks like a format, 0..100, by the share of lines that are `isOurs`.
template <class IsOurs> int scoreOfHeadLines(std::string_view head, IsOurs&& isOurs)
{
    int lines = 0;
    int ours = 0;
    forEachHeadLine(head, [&](std::string_view text) {
        ++lines;
        ours += isOurs(text) ? 1 : 0;
    });
    return ours == 0 ? 0 : std::max(1, ours * 100 / lines);
}

} // namespace mv
