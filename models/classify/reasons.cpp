// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/classify/reasons.h"
#include "models/mail/ascii.h"
#include "mv_classify_embedded.h"
#include <charconv>

namespace mv {

namespace {

constexpr std::string_view kNoAnswer = "none";

bool isAny(std::string_view column) { return column.empty() || column == "*"; }

// "451", "4xx", "45x", "none"
bool isCodePattern(std::string_view text)
{
    if (text == kNoAnswer)
        return true;
    return text.size() == 3 && text.find_first_not_of("0123456789x") == std::string_view::npos && text[0] != 'x';
}

// "4.7.500", "4.7.*", "*.1.1"
bool parseEnhancedPattern(std::string_view text, std::array<int, 3>& parts, int any)
{
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto dot = text.find('.');
        if ((i + 1 < parts.size()) != (dot != std::string_view::npos))
            return false;
        const std::string_view part = text.substr(0, dot);
        if (part == "*") {
            parts[i] = any;
        } else {
            const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), parts[i]);
            if (error != std::errc() || end != part.data() + part.size() || parts[i] < 0 || parts[i] > 999)
                return false;
        }
        text.remove_prefix(dot == std::string_view::npos ? text.size() : dot + 1);
    }
    return true;
}

bool isReason(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

} // namespace

Result<void> ReasonRules::add(std::string_view text, std::string_view what)
{
    for (const TsvRow& row : tsvRows(text)) {
        const auto wrong = [&](std::string_view expected) {
            return failure(std::string(what) + ", line " + std::to_string(row.line) + ": " + std::string(expected));
        };
        if (row.columns.size() != 5)
            return wrong("expected five columns with a tab between them (provider, code, enhanced code, text, reason), "
                         "found "
                + std::to_string(row.columns.size()) + ".");
        const std::string_view provider = row.columns[0], code = row.columns[1], enhanced = row.columns[2],
                               reason = row.columns[4];
        Rule rule;
        rule.enhanced = { kAny, kAny, kAny };
        if (!isAny(provider)) {
            rule.provider = provider;
            m_providers.emplace(provider);
        }
        if (!isAny(code)) {
            rule.code = lowered(code);
            if (!isCodePattern(rule.code))
                return wrong("expected a reply code such as 451 or 4xx, or none, found \"" + std::string(code) + "\".");
        }
        if (!isAny(enhanced) && !parseEnhancedPattern(enhanced, rule.enhanced, kAny))
            return wrong(
                "expected an enhanced code such as 4.7.500 or 4.7.*, found \"" + std::string(enhanced) + "\".");
        rule.text = TextPattern(row.columns[3]);
        if (!isReason(reason))
            return wrong(
                "expected a reason in small letters, digits and hyphens, found \"" + std::string(reason) + "\".");
        rule.reason = reason;
        m_rules.push_back(std::move(rule));
    }
    return {};
}

Result<ReasonRules> ReasonRules::make(std::string_view userRules, std::string_view called)
{
    ReasonRules rules;
    if (auto added = rules.add(userRules, called); !added)
        return tl::unexpected(added.error());
    if (auto added = rules.add(embedded::kreplies_tsv, "resources/rules/replies.tsv"); !added)
        return tl::unexpected(added.error());
    return rules;
}

bool ReasonRules::matches(const Rule& rule, std::uint16_t code, EnhancedCode enhanced)
{
    if (rule.code == kNoAnswer) {
        if (code != 0)
            return false;
    } else if (!rule.code.empty()) {
        const std::string digits = std::to_string(code);
        if (digits.size() != rule.code.size())
            return false;
        for (std::size_t i = 0; i < digits.size(); ++i)
            if (rule.code[i] != 'x' && rule.code[i] != digits[i])
                return false;
    }
    const std::array<int, 3> parts { static_cast<int>(enhanced.cls()), static_cast<int>(enhanced.subject()),
        static_cast<int>(enhanced.detail()) };
    bool asksForOne = false;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (rule.enhanced[i] == kAny)
            continue;
        asksForOne = true;
        if (rule.enhanced[i] != parts[i])
            return false;
    }
    return !asksForOne || !enhanced.none();
}

std::string_view ReasonRules::reasonOf(
    std::string_view provider, Outcome outcome, std::uint16_t code, EnhancedCode enhanced, std::string_view text) const
{
    if (outcome == Outcome::Delivered)
        return {};
    if (outcome == Outcome::Expired)
        return "expired";
    constexpr std::size_t kEnough = 4'096;
    const std::string lower = lowered(text.substr(0, kEnough));
    for (const Rule& rule : m_rules)
        if ((rule.provider.empty() || rule.provider == provider) && matches(rule, code, enhanced)
            && rule.text.matches(lower))
            return rule.reason;
    return outcome == Outcome::Local ? std::string_view() : "unclassified";
}

} // namespace mv
