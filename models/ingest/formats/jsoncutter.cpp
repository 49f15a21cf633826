// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/jsoncutter.h"
#include <algorithm>

namespace mv {

namespace {

// What stands between objects; also the record separator of RFC 7464.
constexpr std::string_view kBetween = " \t\r\n,[]\x1e";

} // namespace

std::size_t JsonCutter::endOfRecord(std::string_view text, bool& inString)
{
    inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            ++m_depth;
        } else if ((c == '}' || c == ']') && --m_depth == 0) {
            return i + 1;
        }
    }
    return std::string_view::npos;
}

JsonCutter::Cut JsonCutter::take(std::string_view& rest, std::string_view& record)
{
    if (!isOpen()) {
        rest.remove_prefix(std::min(rest.find_first_not_of(kBetween), rest.size()));
        if (rest.empty())
            return Cut::Nothing;
        if (rest.front() != '{') {
            rest = {};
            return Cut::Foreign;
        }
    }
    bool inString = false;
    const std::size_t end = endOfRecord(rest, inString);
    const std::string_view part = rest.substr(0, end);
    if (inString || m_open.size() + part.size() > kMaxRecord) {
        rest = {};
        return Cut::Torn;
    }
    rest.remove_prefix(part.size());
    if (end == std::string_view::npos) {
        m_open.append(part).append(1, '\n');
        return Cut::Open;
    }
    record = part;
    if (!m_open.empty()) {
        m_open += part;
        m_whole.swap(m_open);
        m_open.clear();
        record = m_whole;
    }
    return Cut::Record;
}

bool JsonCutter::beginsAlike(std::string_view line) const
{
    const auto colon = m_open.find(':'); // without one, no object can follow
    return colon == std::string::npos || line.starts_with(std::string_view(m_open).substr(0, colon));
}

void JsonCutter::drop()
{
    m_open.clear();
    m_depth = 0;
}

void JsonCutter::setOpen(std::string_view text)
{
    drop();
    if (text.ends_with('\n'))
        text.remove_suffix(1); // comes again
    std::string_view record;
    while (!text.empty()) {
        if (take(text, record) == Cut::Torn)
            drop();
    }
}

} // namespace mv
