// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/spfmacros.h"
#include "models/mail/ascii.h"
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <vector>

namespace mv {
namespace {

std::string valueOf(char letter, const SpfMacroValues& values)
{
    switch (letter) {
    case 's':
        return values.local + '@' + values.senderDomain;
    case 'l':
        return values.local;
    case 'o':
        return values.senderDomain;
    case 'd':
        return values.domain;
    case 'i':
        return values.ip.dotted();
    case 'p':
        return values.validatedName();
    case 'v':
        return values.ip.isV4() ? "in-addr" : "ip6";
    case 'h':
        return values.helo;
    case 'c':
        return values.ip.text();
    case 'r':
        return values.receiver;
    case 't':
        return values.seconds;
    default:
        return {};
    }
}

// Splits at the delimiters, perhaps reverses, keeps the last `keep` parts (0: all) and joins with dots.
std::string transformed(const std::string& value, std::size_t keep, bool reverse, std::string_view delimiters)
{
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= value.size();) {
        const std::size_t end = std::min(value.find_first_of(delimiters, at), value.size());
        parts.push_back(value.substr(at, end - at));
        at = end + 1;
    }
    if (reverse)
        std::ranges::reverse(parts);
    if (keep > 0 && keep < parts.size())
        parts.erase(parts.begin(), parts.end() - static_cast<std::ptrdiff_t>(keep));
    return fmt::format("{}", fmt::join(parts, "."));
}

std::string urlEscaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (isLetter(c) || isDigit(c) || std::string_view("-._~").find(c) != std::string_view::npos)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

// `body`: between the braces.
std::string expandOne(std::string_view body, const SpfMacroValues& values)
{
    const char letter = body.front();
    std::size_t i = 1, keep = 0;
    for (; i < body.size() && isDigit(body[i]); ++i)
        keep = std::min<std::size_t>(keep * 10 + static_cast<std::size_t>(body[i] - '0'), 128);
    const bool reverse = i < body.size() && lower(body[i]) == 'r';
    const std::string_view delimiters = body.substr(reverse ? i + 1 : i);
    std::string value = valueOf(lower(letter), values);
    if (keep > 0 || reverse || !delimiters.empty())
        value = transformed(value, keep, reverse, delimiters.empty() ? "." : delimiters);
    return letter == lower(letter) ? value : urlEscaped(value);
}

} // namespace

std::string expandSpfMacros(std::string_view text, const SpfMacroValues& values)
{
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] != '%' || i + 1 >= text.size()) {
            out += text[i++];
            continue;
        }
        const char what = text[i + 1];
        const std::size_t close = what == '{' ? text.find('}', i) : i + 1;
        if (what == '{' && close != std::string_view::npos && close > i + 2)
            out += expandOne(text.substr(i + 2, close - i - 2), values);
        else if (what == '_')
            out += ' ';
        else if (what == '-')
            out += "%20";
        else
            out += '%';
        i = close == std::string_view::npos ? text.size() : close + 1;
    }
    return out;
}

std::string expandSpfName(std::string_view text, const SpfMacroValues& values)
{
    constexpr std::size_t kLongest = 253; // RFC 7208, 7.3
    std::string name = expandSpfMacros(text, values);
    if (name.ends_with('.'))
        name.pop_back();
    while (name.size() > kLongest) {
        const std::size_t dot = name.find('.');
        if (dot == std::string::npos)
            break;
        name.erase(0, dot + 1);
    }
    return name;
}

} // namespace mv
