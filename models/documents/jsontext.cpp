// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/jsontext.h"
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

} // namespace

Result<JsonValue> JsonText::parse(std::string_view whole, std::string_view what)
{
    constexpr std::string_view kMark = "\xef\xbb\xbf";
    if (whole.starts_with(kMark))
        whole.remove_prefix(kMark.size());
    simdjson::dom::element element;
    const auto error = m_parser.parse(whole.data(), whole.size()).get(element);
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
