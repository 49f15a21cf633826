// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include <span>
#include <string_view>

namespace mv {

// Words of an MTA that tell how far the dialogue had come.
struct StageWord {
    std::string_view text;
    Stage stage;
};

// Of the first row that the text begins with; Unknown when there is none.
inline Stage stageIn(std::span<const StageWord> table, std::string_view text)
{
    for (const StageWord& w : table) {
        if (text.starts_with(w.text))
            return w.stage;
    }
    return Stage::Unknown;
}

} // namespace mv
