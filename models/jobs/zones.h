// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// Zones by IANA name ("Europe/Berlin", "UTC") or fixed offset ("+05:30"), from the system's database (QTimeZone,
// /usr/share/zoneinfo): offsets from 1990 to ten years from now. None: no such zone.
std::optional<Zone> zoneByName(std::string_view name);
Zone systemZone();
std::vector<std::string> zoneNames();

} // namespace mv
