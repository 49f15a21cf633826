// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/classify/tsv.h"
#include "models/mail/attempt.h"
#include "models/mail/error.h"
#include <array>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// The class of a reply: throttled, reputation, greylisted, mailbox-full, unknown-user, authentication, content, policy,
// network, dns, tls, remote-fault, own-side, expired, unclassified; user rules may name others. Ordered rules on
// (provider, code, enhanced code, text), user rules on top, first match wins. Text alone does not say whose fault it
// is. Immutable after make(): any thread. docs/RULES.md describes the rules.
class ReasonRules final {
public:
    static Result<ReasonRules> make(std::string_view userRules = {},
        std::string_view called = "The reply rules"); // TSV; an error names it and the line

    // `text` is a template (maskReply), or a reply that has no continuation lines. Empty for delivered mail, and for a
    // local delivery that no rule speaks of.
    std::string_view reasonOf(
        std::string_view provider, Outcome, std::uint16_t code, EnhancedCode, std::string_view text) const;
    // Whether some rule is for this provider alone: to all others the same reply has the same reason.
    bool speakOf(std::string_view provider) const { return m_providers.contains(provider); }

private:
    struct Rule {
        std::string provider;           // empty: any
        std::string code;               // "451", "4xx", "none"; empty: any
        std::array<int, 3> enhanced {}; // parts; kAny
        TextPattern text;
        std::string reason;
    };
    static constexpr int kAny = -1;
    Result<void> add(std::string_view text, std::string_view what);
    static bool matches(const Rule&, std::uint16_t code, EnhancedCode);

    std::vector<Rule> m_rules;
    std::set<std::string, std::less<>> m_providers; // that rules are for
};

} // namespace mv
