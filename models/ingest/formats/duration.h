// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string_view>

namespace mv {

// "3m45s", "1.578s", "2d1h": in milliseconds. -1: not a duration.
std::int64_t durationMs(std::string_view text);

} // namespace mv
