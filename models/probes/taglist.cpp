// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/taglist.h"
#include "models/mail/ascii.h"
#include <algorithm>
#include <fmt/format.h>

namespace mv {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

bool isTagName(std::string_view name)
{
    return !name.empty() && isLetter(name.front())
        && std::ranges::all_of(name, [](char c) { return isLetter(c) || isDigit(c) || c == '_'; });
}

} // namespace

const std::string* TagList::find(std::string_view name) const
{
    const auto tag = std::ranges::find(tags, name, &Tag::name);
    return tag == tags.end() ? nullptr : &tag->value;
}

TagList parseTagList(std::string_view text)
{
    TagList list;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(';'), text.size());
        const std::string_view part = trimmed(text.substr(0, end));
        text = text.substr(std::min(end + 1, text.size()));
        if (part.empty()) {
            if (!trimmed(text).empty())
                list.problems.emplace_back("there is an empty tag between two semicolons");
            continue;
        }
        const std::size_t equals = part.find('=');
        const std::string_view name = trimmed(part.substr(0, equals));
        if (equals == std::string_view::npos || !isTagName(name))
            list.problems.push_back(fmt::format("\"{}\" is no tag", part.substr(0, 40)));
        else if (list.find(name) != nullptr)
            list.problems.push_back(fmt::format("the tag \"{}\" stands there twice", name));
        else
            list.tags.push_back({ std::string(name), std::string(trimmed(part.substr(equals + 1))) });
    }
    return list;
}

} // namespace mv
