// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/mailheaders.h"
#include "models/documents/text.h"
#include "models/ingest/sendingip.h"
#include <algorithm>
#include <array>
#include <libpsl.h>

namespace mv {

std::size_t fieldNameLength(std::string_view line)
{
    constexpr std::size_t kLongest = 100;
    std::size_t n = 0;
    while (n < line.size() && n < kLongest && line[n] > ' ' && line[n] < '\x7f' && line[n] != ':')
        ++n;
    std::size_t colon = n; // old grammar has blanks before it
    while (colon < line.size() && (line[colon] == ' ' || line[colon] == '\t'))
        ++colon;
    return n > 0 && colon < line.size() && line[colon] == ':' ? n : 0;
}

MailHeaders::MailHeaders(std::string_view text)
{
    bool inField = false;
    while (!text.empty() && m_fields.size() < kMaxFields) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty())
            break;
        if (line.front() == ' ' || line.front() == '\t') {
            if (inField && m_fields.back().value.size() + line.size() < kMaxValue)
                m_fields.back().value.append(m_fields.back().value.empty() ? "" : " ").append(trimmed(line));
            continue;
        }
        const std::size_t name = fieldNameLength(line);
        inField = name > 0;
        if (inField)
            m_fields.push_back({ lowered(line.substr(0, name)),
                std::string(trimmed(line.substr(line.find(':') + 1)).substr(0, kMaxValue)) });
    }
}

std::string_view MailHeaders::first(std::string_view name) const
{
    const auto field = std::ranges::find(m_fields, name, &Field::name);
    return field == m_fields.end() ? std::string_view() : std::string_view(field->value);
}

std::string addressDomain(std::string_view value)
{
    if (const auto open = value.rfind('<'); open != std::string_view::npos) {
        value.remove_prefix(open + 1);
        value = value.substr(0, value.find('>'));
    } else {
        value = trimmed(value.substr(0, value.find('(')));
    }
    const auto at = value.rfind('@');
    if (at == std::string_view::npos)
        return {};
    value.remove_prefix(at + 1);
    return mailDomain(value.substr(0, value.find_first_of(" ,;>)\t")));
}

std::string receiverOf(std::string_view host)
{
    constexpr std::array<std::string_view, 5> kMicrosoft { "exchangelabs.com", "office365.com", "outlook.com",
        "hotmail.com", "microsoft.com" };
    constexpr std::array<std::string_view, 7> kPrivate { "local", "localdomain", "localhost", "lan", "internal", "corp",
        "home" };
    const std::string name = mailDomain(host);
    const auto dot = name.rfind('.');
    if (dot == std::string::npos || isIpAddress(name)
        || std::ranges::find(kPrivate, name.substr(dot + 1)) != kPrivate.end()
        || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._") != std::string::npos)
        return {};
    const char* registered = psl_registrable_domain(psl_builtin(), name.c_str());
    const std::string domain = registered ? registered : name;
    return std::ranges::find(kMicrosoft, domain) != kMicrosoft.end() ? "outlook.com" : domain;
}

} // namespace mv
