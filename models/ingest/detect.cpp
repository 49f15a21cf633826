// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/format.h"

namespace mv {

Detection detectFormat(std::string_view head)
{
    Detection best;
    for (const FormatInfo& format : formats()) {
        const int score = format.score(head);
        if (score > best.score) {
            best.format = &format;
            best.score = score;
        }
    }
    if (best.format)
        best.why = "its first lines look like " + std::string(best.format->name) + " (" + std::to_string(best.score)
            + " of 100)";
    else
        best.why = head.empty() ? "the file is empty" : "none of its first lines belongs to a known format";
    return best;
}

} // namespace mv
