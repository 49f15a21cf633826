// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/classify/replytimes.h"
#include "models/classify/replytokens.h"

namespace mv::reply {

namespace {

bool isMonthOrDay(std::string_view text)
{
    constexpr std::string_view kNames = "janfebmaraprmayjunjulaugsepoctnovdecmontuewedthufrisatsun";
    if (text.size() != 3)
        return false;
    for (std::size_t i = 0; i < kNames.size(); i += 3)
        if (equalsLower(text, kNames.substr(i, 3)))
            return true;
    return false;
}

bool isZoneOrYear(std::string_view text)
{
    constexpr std::string_view kZones[] = { "utc", "gmt", "cet", "cest", "bst", "est", "edt", "cst", "cdt", "mst",
        "mdt", "pst", "pdt", "jst", "msk", "ist" };
    if (text.starts_with('(') && text.ends_with(')'))
        text = text.substr(1, text.size() - 2);
    if (text.size() == 5 && (text[0] == '+' || text[0] == '-'))
        return digitsAt(text.substr(1)) == 4;
    if (text.size() == 4 && (text.starts_with("19") || text.starts_with("20")))
        return digitsAt(text) == 4;
    return std::ranges::any_of(kZones, [&](std::string_view zone) { return equalsLower(text, zone); });
}

// Whether what comes next is a word of its own: "12/Oct" is, "x-Oct" is not.
bool beginsWord(std::string_view before)
{
    return before.empty() || classOf(before.back()) == End || before.ends_with("‹n›/");
}

} // namespace

bool isClock(std::string_view text)
{
    if (digitsAt(text) > 2 || !takeNumber(text, 2) || !take(text, ':') || digitsAt(text) != 2 || !takeNumber(text, 2))
        return false;
    if (text.empty())
        return true;
    if (!take(text, ':') || digitsAt(text) != 2 || !takeNumber(text, 2))
        return false;
    return text.empty() || (take(text, '.') && takeNumber(text, 9) && text.empty());
}

bool isDate(std::string_view text)
{
    if (text.size() < 8 || text.size() > 10)
        return false;
    const std::size_t first = digitsAt(text);
    const char separator = first < text.size() ? text[first] : '\0';
    if (separator != '-' && separator != '/')
        return false;
    const bool yearFirst = first == 4;
    return takeNumber(text, yearFirst ? 4 : 2) && take(text, separator) && takeNumber(text, 2) && take(text, separator)
        && digitsAt(text) == (yearFirst ? text.size() : 4) && takeNumber(text, yearFirst ? 2 : 4) && text.empty();
}

bool isIsoTime(std::string_view text)
{
    constexpr std::size_t kDate = 10, kLongestZone = 6; // 2023-10-12, +02:00
    if (text.size() <= kDate || (text[kDate] != 'T' && text[kDate] != 't') || !isDate(text.substr(0, kDate)))
        return false;
    std::string_view clock = text.substr(kDate + 1);
    const auto zone = clock.find_first_of("Zz+-");
    if (zone != std::string_view::npos) {
        if (clock.size() - zone > kLongestZone
            || clock.find_first_not_of("0123456789:", zone + 1) != std::string_view::npos)
            return false;
        clock = clock.substr(0, zone);
    }
    return isClock(clock);
}

bool takeDateOff(TemplateLine& line, bool blankDue)
{
    constexpr std::size_t kName = 3;
    constexpr int kMostParts = 4; // day of the week, day, month, year
    std::string_view before = line.view();
    std::string_view kept = before;
    bool date = false; // numbers alone are none
    for (int i = 0; i < kMostParts; ++i) {
        while (!before.empty()
            && (before.back() == ' ' || before.back() == ',' || before.back() == '-' || before.back() == '/'))
            before.remove_suffix(1);
        const bool named = before.size() >= kName && isMonthOrDay(before.substr(before.size() - kName))
            && beginsWord(before.substr(0, before.size() - kName));
        const bool number = before.ends_with(text(Mask::Number));
        if (named)
            before.remove_suffix(kName);
        else if (number)
            before.remove_suffix(text(Mask::Number).size());
        else if (before.ends_with(text(Mask::Time)))
            before.remove_suffix(text(Mask::Time).size());
        else
            break;
        date = date || !number;
        if (date)
            kept = before;
    }
    if (!date)
        return blankDue;
    line.cut(kept.size());
    bool blank = false;
    for (; line.endsWith(" "); blank = true)
        line.cutBy(1);
    return blank;
}

std::size_t zoneLength(std::string_view after)
{
    if (!after.starts_with(' '))
        return 0;
    const std::string_view zone = after.substr(1);
    std::size_t length = 0;
    constexpr std::size_t kLongest = 6; // "(CEST)"
    const bool bracketed = zone.starts_with('(');
    while (length < zone.size() && length <= kLongest
        && (classOf(zone[length]) != End || (bracketed && zone[length] != ' ')))
        ++length;
    return isZoneOrYear(zone.substr(0, length)) ? length + 1 : 0;
}

} // namespace mv::reply
