// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include "models/mail/error.h"
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// The class of a reply: throttled, reputation, greylisted, mailbox-full, unknown-user, authentication, content, policy,
// network, dns, tls, remote-fault, own-side, expired, unclassified; user rules may name others. Ordered rules on (provider,
// code, enhanced code, text), user rules on top, first match wins. Text alone does not say whose fault it is.
// Immutable after make(): any thread.
class ReasonRules {
public:
    static Result<ReasonRules> make(std::string_view userRules = {}); // TSV; an error names the line

    // `text` is a reply or its template. Empty for delivered mail.
    std::string_view reasonOf(std::string_view provider, Outcome, std::uint16_t code, EnhancedCode, std::string_view text) const;

private:
    struct Rule {
        std::string provider; // empty: any
        std::string code; // "451", "4xx", empty: any
        std::string enhanced; // "4.7.500", "4.7.*", empty: any
        std::vector<std::string> parts; // found in this order, lower case; empty: any
        std::string reason;
    };
    std::vector<Rule> m_rules;
};

} // namespace mv
