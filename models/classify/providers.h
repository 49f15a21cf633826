// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

struct Provider {
    std::string name;    // "Microsoft 365"; for a provider not in the table: its registered domain
    bool listed = false; // in a table, not just a registered domain
};

// Who operates the receiving MX: relay host by suffix, then recipient domain, then the MX's registered domain (Public
// Suffix List). Built from tables (text: resources/rules/providers.tsv, a user's table on top); first match in the
// user's table, then ours. Immutable after make(): any thread. docs/RULES.md describes the tables.
class ProviderTable final {
public:
    static Result<ProviderTable> make(std::string_view userTable = {},
        std::string_view called = "The provider table"); // TSV; an error names it and the line
    ProviderTable(ProviderTable&&) noexcept;
    ProviderTable& operator=(ProviderTable&&) noexcept;
    ~ProviderTable();

    // Either may be empty (no relay for a DNS failure); "none", "unknown" and addresses count as no relay.
    // Nothing to go by: "unknown".
    Provider providerOf(std::string_view relayHost, std::string_view recipientDomain) const;
    // The same where the relay settles it whatever the domain; nothing where the domain counts.
    std::optional<Provider> providerOfRelay(std::string_view relayHost) const;
    // For a bare reply: what gives a provider away in its text, then a host name in it that is a listed relay. An empty
    // name when it can't be told.
    Provider providerInText(std::string_view reply) const;
    // Of who reports on mail that he received, as he calls himself: "Enterprise Outlook", "google.com",
    // "mx.google.com". Empty: no table lists him.
    std::string providerOfReceiver(std::string_view name) const;
    std::vector<std::string> names() const; // listed ones, in table order, each once

private:
    struct Impl;
    explicit ProviderTable(std::unique_ptr<Impl>);
    std::unique_ptr<Impl> m_impl;
};

} // namespace mv
