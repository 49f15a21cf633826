// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/classify/replytokens.h"
#include <algorithm>

namespace mv::reply {

namespace {

// Who publishes block lists: names that replies give as the cause.
constexpr std::string_view kBlockLists[] = { "spamhaus.org", "spamhaus.net", "spamcop.net", "sorbs.net",
    "barracudacentral.org", "surbl.org", "uribl.com", "abuseat.org", "mailspike.net", "manitu.net", "spamrats.com",
    "surriel.com", "junkemailfilter.com", "cloudmark.com", "invaluement.com", "uceprotect.net", "senderscore.com",
    "trustedsource.org", "cobion.com", "lashback.com", "gbudb.net", "backscatterer.org", "s5h.net", "dronebl.org",
    "nordspam.com", "spfbl.net", "0spam.org", "blocklist.de", "mipspace.com", "spamrl.com" };
constexpr std::string_view kListLabels[]
    = { "dnsbl", "rbl", "zen", "sbl", "xbl", "pbl", "dbl", "bl", "sbl-xbl", "prs" };

} // namespace

std::size_t digitsAt(std::string_view text)
{
    std::size_t count = 0;
    while (count < text.size() && isDigit(text[count]))
        ++count;
    return count;
}

bool take(std::string_view& text, char c)
{
    if (!text.starts_with(c))
        return false;
    text.remove_prefix(1);
    return true;
}

bool takeNumber(std::string_view& text, std::size_t mostDigits)
{
    const std::size_t digits = digitsAt(text);
    if (digits == 0 || digits > mostDigits)
        return false;
    text.remove_prefix(digits);
    return true;
}

bool equalsLower(std::string_view text, std::string_view lower)
{
    return text.size() == lower.size()
        && std::ranges::equal(text, lower, [](char a, char b) { return (isUpper(a) ? a - 'A' + 'a' : a) == b; });
}

std::size_t utf8Length(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (text.empty())
        return 0;
    const unsigned char lead = byte(0);
    if (lead < 0x80)
        return 1;
    const std::size_t length = lead >= 0xC2 && lead <= 0xDF ? 2
        : (lead & 0xF0) == 0xE0                             ? 3
        : lead >= 0xF0 && lead <= 0xF4                      ? 4
                                                            : 0;
    if (length == 0 || text.size() < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0) != 0x80)
            return 0;
    const unsigned char second = byte(1);
    const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool surrogate = lead == 0xED && second > 0x9F;
    const bool tooLarge = lead == 0xF4 && second > 0x8F;
    const bool control = lead == 0xC2 && second < 0xA0; // C1
    return overlong || surrogate || tooLarge || control ? 0 : length;
}

bool isReplyCode(std::string_view text)
{
    return text.size() == 3 && text[0] >= '2' && text[0] <= '5' && isDigit(text[1]) && isDigit(text[2]);
}

bool isEnhancedCode(std::string_view text)
{
    if (text.size() < 5 || (text[0] != '2' && text[0] != '4' && text[0] != '5'))
        return false;
    text.remove_prefix(1);
    return take(text, '.') && takeNumber(text, 3) && take(text, '.') && takeNumber(text, 3) && text.empty();
}

bool isIpv4(std::string_view text)
{
    for (int part = 0; part < 4; ++part)
        if ((part > 0 && !take(text, '.')) || !takeNumber(text, 3))
            return false;
    return text.empty();
}

bool isIpv6(std::string_view text)
{
    constexpr int kGroups = 8;
    int groups = 0;
    bool gap = false, digit = false;
    if (text.starts_with("::")) {
        gap = true;
        text.remove_prefix(2);
    }
    while (!text.empty()) {
        std::size_t length = 0;
        while (length < text.size() && isHex(text[length])) {
            digit = digit || isDigit(text[length]);
            ++length;
        }
        if (length < text.size() && text[length] == '.') { // ::ffff:192.0.2.1
            groups += 2;
            return isIpv4(text) && (gap ? groups < kGroups : groups == kGroups);
        }
        if (length == 0 || length > 4 || ++groups > kGroups)
            return false;
        text.remove_prefix(length);
        if (text.empty())
            break;
        if (!take(text, ':'))
            return false;
        if (take(text, ':')) {
            if (gap)
                return false;
            gap = true;
        } else if (text.empty()) {
            return false;
        }
    }
    return digit && (gap ? groups < kGroups : groups == kGroups);
}

bool isHost(std::string_view text)
{
    const auto lastDot = text.rfind('.');
    constexpr std::size_t kLongestName = 253;
    if (lastDot == std::string_view::npos || lastDot == 0 || text.size() > kLongestName)
        return false;
    const std::string_view top = text.substr(lastDot + 1);
    constexpr std::size_t kLongestTop = 24;
    const bool punycode = top.starts_with("xn--");
    if (top.size() < 2 || top.size() > kLongestTop
        || !(punycode || std::ranges::all_of(top, isLower) || std::ranges::all_of(top, isUpper)))
        return false;
    return text.find("..") == std::string_view::npos && text.front() != '-';
}

bool isMeaningfulCode(std::string_view text)
{
    const bool separated = text.find('_') != std::string_view::npos; // ofr_506
    std::size_t letters = 0;
    while (letters < text.size() && (isUpper(text[letters]) || (separated && isLower(text[letters]))))
        ++letters;
    if (letters == 0 || letters > 6)
        return false;
    bool onlyHex = std::ranges::all_of(text.substr(0, letters), isHex);
    std::string_view rest = text.substr(letters);
    if (take(rest, '-') || take(rest, '_')) {
        onlyHex = false;
        while (!rest.empty() && isUpper(rest.front()))
            rest.remove_prefix(1);
    }
    const std::size_t digits = digitsAt(rest);
    const bool microsofts = text.starts_with('S') || text.starts_with("AS"); // S2017062302, AS16012611
    const std::size_t kMostDigits = microsofts ? 10 : 6, kQueueIdLength = 8;
    if (digits == 0 || digits > kMostDigits || (onlyHex && text.size() >= kQueueIdLength))
        return false;
    rest.remove_prefix(digits);
    return rest.empty() || ((take(rest, '_') || take(rest, '-')) && takeNumber(rest, 4) && rest.empty());
}

std::string_view fileStem(std::string_view text)
{
    constexpr std::string_view kEndings[]
        = { "html", "htm", "shtml", "php", "py", "asp", "aspx", "jsp", "cgi", "lasso", "txt", "pdf" };
    const auto dot = text.rfind('.');
    if (dot == std::string_view::npos)
        return {};
    const auto ends = [&](std::string_view ending) { return equalsLower(text.substr(dot + 1), ending); };
    return std::ranges::any_of(kEndings, ends) ? text.substr(0, dot) : std::string_view();
}

std::size_t quantityIn(std::string_view text)
{
    constexpr std::string_view kUnits[] = { "s", "sec", "ms", "m", "min", "h", "d", "k", "kb", "mb", "gb", "kib", "mib",
        "th", "st", "nd", "rd", "x", "xx", "am", "pm" };
    constexpr std::size_t kMostDigits = 6;
    const std::size_t digits = digitsAt(text);
    if (digits == 0 || digits > kMostDigits)
        return 0;
    const std::string_view unit = text.substr(digits);
    return std::ranges::any_of(kUnits, [&](std::string_view u) { return equalsLower(unit, u); }) ? digits : 0;
}

std::string_view blockListIn(std::string_view host)
{
    while (true) { // 2.0.0.127.zen.spamhaus.org
        const auto dot = host.find('.');
        if (dot == std::string_view::npos || digitsAt(host) < dot)
            break;
        host.remove_prefix(dot + 1);
    }
    const auto top = host.rfind('.');
    const auto dot = top == 0 || top == std::string_view::npos ? top : host.rfind('.', top - 1);
    const std::string_view registered = dot == std::string_view::npos ? host : host.substr(dot + 1);
    if (std::ranges::any_of(kBlockLists, [&](std::string_view list) { return equalsLower(registered, list); }))
        return host;
    const std::string_view first = host.substr(0, host.find('.'));
    if (std::ranges::any_of(kListLabels, [&](std::string_view label) { return equalsLower(first, label); }))
        return host;
    return {};
}

} // namespace mv::reply
