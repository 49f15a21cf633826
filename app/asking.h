// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/panel.h"

namespace mv {

// A question as the query desk takes it; its answer is a `Rows`.
template <class Rows> Panel::Ask asking(auto question)
{
    return [question](Reader& reader, std::stop_token stop) -> Result<std::any> {
        auto rows = ask(reader, question, stop);
        if (!rows)
            return tl::unexpected(rows.error());
        return std::any(Rows(std::move(*rows)));
    };
}

} // namespace mv
