// SPDX-License-Identifier: GPL-3.0-or-later
// dig +yaml: a list of messages, always laid out alike, hence read line by line. Source: BIND 9.18, bin/dig/dig.c
// (printmessage() with yaml).
#include "models/documents/dig.h"
#include "models/documents/digmessage.h"
#include "models/documents/textlines.h"
#include <algorithm>

namespace mv {
namespace {

// A string in YAML: 'it''s', "with \" in it", or bare.
std::string unquoted(std::string_view text)
{
    text = trimmed(text);
    if (text.size() < 2 || text.front() != text.back() || (text.front() != '\'' && text.front() != '"'))
        return std::string(text);
    const char quote = text.front();
    const char escape = quote == '"' ? '\\' : '\'';
    text = text.substr(1, text.size() - 2);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == escape && i + 1 < text.size())
            ++i;
        out += text[i];
    }
    return out;
}

class DigYaml {
public:
    explicit DigYaml(const DocumentOptions& o)
        : m_options(o)
    {
    }
    void take(std::string_view line, std::uint64_t offset);
    DocumentReading finish()
    {
        flush();
        return std::move(m_reading);
    }

private:
    void takePair(std::string_view key, std::string_view value);
    void takeItem(const std::string& text);
    void flush()
    {
        if (m_isOpen)
            tell(m_message, m_options, m_reading);
        m_message = {};
        m_section.clear();
        m_isOpen = m_isError = false;
    }

    const DocumentOptions& m_options;
    DocumentReading m_reading;
    DigMessage m_message;
    std::string m_section; // "ANSWER_SECTION"
    bool m_isOpen = false, m_isError = false;
};

void DigYaml::take(std::string_view line, std::uint64_t offset)
{
    if (line.starts_with("- ")) {
        flush();
        m_isOpen = true;
        m_isError = between(line, "type: ", {}) == "DIG_ERROR";
        m_message.offset = offset;
        return;
    }
    const std::string_view text = trimmed(line);
    if (text.empty() || text.starts_with('#') || text == "---" || text.starts_with("$ "))
        return;
    if (!m_isOpen) {
        reject(m_reading, RejectReason::NotThisFormat, offset, line);
    } else if (m_isError) {
        if (!text.starts_with("message:"))
            m_message.error.append(m_message.error.empty() ? "" : "; ").append(text);
    } else if (text.starts_with("- ")) {
        takeItem(unquoted(text.substr(2)));
    } else {
        const auto colon = text.find(':');
        takePair(text.substr(0, colon), colon == std::string_view::npos ? "" : trimmed(text.substr(colon + 1)));
    }
}

void DigYaml::takePair(std::string_view key, std::string_view value)
{
    constexpr std::string_view kTimestamp = "!!timestamp ";
    if (value.starts_with(kTimestamp))
        value.remove_prefix(kTimestamp.size());
    if (key.ends_with("_SECTION"))
        m_section = key;
    else if (key == "status")
        m_message.status = value;
    else if (key == "flags")
        m_message.flags = value;
    else if (key == "response_address")
        m_message.resolver = unquoted(value);
    else if (key == "response_port")
        m_message.resolver.append("#").append(value);
    else if (UtcTime at; (key == "query_time" || key == "response_time") && fromIso(value, at))
        m_message.at = at;
}

void DigYaml::takeItem(const std::string& text)
{
    if (m_section == "QUESTION_SECTION") {
        std::string_view rest = text;
        m_message.name = takeWord(rest);
        while (!rest.empty())
            m_message.type = takeWord(rest); // the class, then the type
    } else if (m_section == "ANSWER_SECTION") {
        if (auto record = digRecord(text))
            m_message.records.push_back(std::move(*record));
        else
            reject(m_reading, RejectReason::BadField, m_message.offset, text);
    }
}

} // namespace

int scoreDigYaml(std::string_view head)
{
    head = head.starts_with("$ ") ? head.substr(std::min(head.find('\n'), head.size() - 1) + 1) : head;
    head = trimmed(head);
    if (head.starts_with("---"))
        head = trimmed(head.substr(3));
    if (head.starts_with("- type: DIG_ERROR"))
        return 95;
    return head.starts_with("- type: MESSAGE") && head.find("message:") != std::string_view::npos ? 95 : 0;
}

Result<DocumentReading> readDigYaml(std::string_view whole, const DocumentOptions& options)
{
    DigYaml reader(options);
    forEachLine(whole, [&](std::string_view line, std::uint64_t offset) { reader.take(line, offset); });
    return reader.finish();
}

} // namespace mv
