// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/duration.h"
#include "models/ingest/cursor.h"
#include "models/mail/ascii.h"
#include <algorithm>
#include <utility>

namespace mv {

namespace {

} // namespace

std::int64_t durationMs(std::string_view text)
{
    std::int64_t ms = 0;
    for (Cursor c(text); !c.atEnd();) {
        const auto n = c.takeNumber();
        if (!n || *n > 1'000'000'000)
            return -1;
        std::int64_t thousandths = static_cast<std::int64_t>(*n) * 1000;
        if (c.skip('.')) {
            std::int64_t weight = 100;
            for (; isDigit(c.peek()); c.take(1), weight /= 10)
                thousandths += (c.peek() - '0') * weight;
        }
        constexpr std::pair<char, std::int64_t> kUnits[]
            = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86'400 }, { 'w', 604'800 } };
        const auto* const unit = std::ranges::find(kUnits, c.peek(), &std::pair<char, std::int64_t>::first);
        if (unit == std::end(kUnits))
            return -1;
        c.take(1);
        ms += thousandths * unit->second;
    }
    return text.empty() ? -1 : ms;
}

} // namespace mv
