// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// The header fields of a mail, or of a part of a report that is written like them, from the top.
class MailHeaders {
public:
    struct Field {
        std::string name;  // lower case
        std::string value; // unfolded, trimmed
    };
    static constexpr std::size_t kMaxFields = 2000;
    static constexpr std::size_t kMaxValue = 64 * 1024; // bytes: more is cut

    MailHeaders() = default;
    // Up to the first empty line. A line that is no field is passed over.
    explicit MailHeaders(std::string_view text);

    const std::vector<Field>& fields() const { return m_fields; }
    std::string_view first(std::string_view name) const; // `name` in lower case; empty: none

private:
    std::vector<Field> m_fields;
};

// "name: value" at the beginning of a line: the length of the name; 0: none (RFC 5322, 2.2).
std::size_t fieldNameLength(std::string_view line);

// The domain in a From, Return-Path or the like: "Some Body <x@example.com>", "x@example.com (Some Body)".
std::string addressDomain(std::string_view value);

// The domain that an organisation registered (Public Suffix List), of what a host is called in its own headers; the
// hosts of Microsoft's are all "outlook.com". Empty: none can be told (an address, a name of a private network).
std::string receiverOf(std::string_view host);

} // namespace mv
