// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/classify/templateline.h"
#include <string_view>

namespace mv::reply {

// Each asks whether the whole text is one.
bool isClock(std::string_view);   // 14:09, 14:09:29, 14:09:29.604
bool isDate(std::string_view);    // 2023-10-12, 2023/10/12, 12/10/2023
bool isIsoTime(std::string_view); // 2023-10-12T14:09:29.604Z

// A date before a clock is part of the time, in whatever order of RFC 5322, ctime or ISO 8601 it comes: takes "Thu, 12
// Oct 2023", already masked in part, off the end of the template. True when a blank stood before it.
bool takeDateOff(TemplateLine&, bool blankDue);

// Length of the zone or year, with the blank before it, that the text after a clock begins with: " +0200", " (CEST)",
// " 2023". 0 when there is none.
std::size_t zoneLength(std::string_view after);

} // namespace mv::reply
