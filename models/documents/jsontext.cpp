// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/jsontext.h"
#include "models/mail/ascii.h"
#include <algorithm>

namespace mv {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::size_t linesIn(std::string_view text) { return 1 + static_cast<std::size_t>(std::ranges::count(text, '\n')); }

// Where the brackets of a text are not closed in order, or it ends while they are open; its size: neither.
std::size_t placeOfError(std::string_view text)
{
    std::string open;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            i += c == '\\' ? 1 : 0;
            if (c == '"')
                inString = false;
            else if (c == '\n')
                return i; // no string goes on over lines
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            open += c;
        } else if (c == '}' || c == ']') {
            if (open.empty() || open.back() != (c == '}' ? '{' : '['))
                return i;
            open.pop_back();
        }
    }
    return text.size();
}

// Whole numbers beyond 64 bits, such as a key's modulus, are no numbers to the parser: here they become strings.
std::string withoutHugeNumbers(std::string_view text)
{
    constexpr std::size_t kDigits = 18; // that surely fit
    std::string out;
    out.reserve(text.size() + text.size() / 64);
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString || !isDigit(c)) {
            if (inString && c == '\\' && i + 1 < text.size())
                out += text[i++];
            else if (c == '"')
                inString = !inString;
            out += text[i];
            continue;
        }
        const auto end = std::min(text.find_first_not_of("0123456789.eE+-", i), text.size());
        const std::string_view number = text.substr(i, end - i);
        const bool huge = number.size() > kDigits && std::ranges::all_of(number, isDigit);
        const bool negative = huge && !out.empty() && out.back() == '-';
        if (negative)
            out.pop_back();
        out.append(huge ? "\"" : "").append(negative ? "-" : "").append(number).append(huge ? "\"" : "");
        i = end - 1;
    }
    return out;
}

} // namespace

Result<JsonValue> JsonText::parse(std::string_view whole, std::string_view what)
{
    constexpr std::string_view kMark = "\xef\xbb\xbf";
    if (whole.starts_with(kMark))
        whole.remove_prefix(kMark.size());
    simdjson::dom::element element;
    auto error = m_parser.parse(whole.data(), whole.size()).get(element);
    if (error == simdjson::NUMBER_ERROR)
        error = m_parser.parse(withoutHugeNumbers(whole)).get(element);
    if (error == simdjson::SUCCESS)
        return JsonValue(element);
    return failure("This looks like " + std::string(what) + ", but is not valid JSON (line "
        + std::to_string(linesIn(whole.substr(0, placeOfError(whole)))) + "): " + simdjson::error_message(error));
}

bool hasJsonKey(std::string_view text, std::string_view key, char value)
{
    const std::string quoted = '"' + std::string(key) + '"';
    for (auto at = text.find(quoted); at != std::string_view::npos; at = text.find(quoted, at + 1)) {
        auto next = text.find_first_not_of(kBlanks, at + quoted.size());
        if (next == std::string_view::npos || text[next] != ':')
            continue;
        next = text.find_first_not_of(kBlanks, next + 1);
        if (value == '\0' || (next != std::string_view::npos && text[next] == value))
            return true;
    }
    return false;
}

} // namespace mv
