// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <charconv>
#include <string_view>

// Settings that are kept with the data (Writer::putSetting) and that more than one part of the program asks for.
namespace mv {

inline constexpr std::string_view kPseudonymise = "pseudonymise"; // kOn, or something else
inline constexpr std::string_view kOn = "on";
inline constexpr std::string_view kPseudonymKey = "pseudonym-key"; // 32 hexadecimal digits, made once
inline constexpr std::string_view kMonthsKept = "months-kept";     // facts, in whole months; "0" or empty: for ever

inline int monthsIn(std::string_view kept) // a value of kMonthsKept
{
    int months = 0;
    std::from_chars(kept.data(), kept.data() + kept.size(), months);
    return std::max(months, 0);
}

} // namespace mv
