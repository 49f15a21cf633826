// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/spfrecord.h"
#include "models/mail/ascii.h"
#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace mv {
namespace {

constexpr std::string_view kVersion = "v=spf1";

bool isAlphanumeric(char c) { return isLetter(c) || isDigit(c); }

// The end of the macro that begins at `at` ("%{...}", "%%", "%_", "%-"); npos: it is none.
std::size_t macroEnd(std::string_view text, std::size_t at, bool explanation)
{
    constexpr auto kNone = std::string_view::npos;
    if (at + 1 >= text.size())
        return kNone;
    if (std::string_view("%_-").find(text[at + 1]) != kNone)
        return at + 2;
    if (text[at + 1] != '{' || at + 2 >= text.size())
        return kNone;
    const std::string_view letters = explanation ? "slodiphvcrt" : "slodiphv";
    if (letters.find(lower(text[at + 2])) == kNone)
        return kNone;
    std::size_t i = at + 3;
    const std::size_t digits = i;
    while (i < text.size() && isDigit(text[i]))
        ++i;
    if (i > digits && text.substr(digits, i - digits).find_first_not_of('0') == kNone)
        return kNone; // "the DIGIT MUST be nonzero"
    if (i < text.size() && lower(text[i]) == 'r')
        ++i;
    while (i < text.size() && std::string_view(".-+,/_=").find(text[i]) != kNone)
        ++i;
    return i < text.size() && text[i] == '}' ? i + 1 : kNone;
}

// toplabel: letters, digits and inner hyphens, not digits alone.
bool isTopLabel(std::string_view label)
{
    if (label.empty() || !isAlphanumeric(label.front()) || !isAlphanumeric(label.back()))
        return false;
    const bool charset = std::ranges::all_of(label, [](char c) { return isAlphanumeric(c) || c == '-'; });
    return charset && !std::ranges::all_of(label, isDigit);
}

// domain-spec: a macro-string that ends with a macro or ".toplabel".
bool isDomainSpec(std::string_view text)
{
    if (text.empty() || !isMacroString(text))
        return false;
    // What follows the last macro.
    std::size_t literal = 0;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '%')
            literal = i = macroEnd(text, i, false);
        else
            ++i;
    }
    std::string_view rest = text.substr(literal);
    if (rest.empty())
        return true;
    if (rest.ends_with('.'))
        rest.remove_suffix(1);
    const std::size_t dot = rest.rfind('.');
    return dot != std::string_view::npos && isTopLabel(rest.substr(dot + 1));
}

// 0 to `most`, without leading zeros.
std::optional<int> prefixLength(std::string_view digits, int most)
{
    if (digits.empty() || digits.size() > 3 || !std::ranges::all_of(digits, isDigit)
        || (digits.size() > 1 && digits.front() == '0'))
        return std::nullopt;
    int value = 0;
    for (const char c : digits)
        value = value * 10 + (c - '0');
    return value <= most ? std::optional(value) : std::nullopt;
}

// Cuts "/24" (or "//64") off the end. False: what stands there is none. A slash may belong to a domain-spec, too: only
// one with nothing but digits behind it is a prefix.
bool takePrefix(std::string_view& text, std::string_view slash, int most, int& length)
{
    const std::size_t at = text.rfind(slash);
    if (at == std::string_view::npos)
        return true;
    const std::string_view digits = text.substr(at + slash.size());
    if (!std::ranges::all_of(digits, isDigit))
        return true;
    const auto prefix = prefixLength(digits, most);
    length = prefix.value_or(length);
    text = text.substr(0, at);
    return prefix.has_value();
}

// dual-cidr-length: "/24", "//64" or "/24//64"
bool takeDualCidr(std::string_view& text, SpfTerm& term)
{
    return takePrefix(text, "//", 128, term.prefix6) && takePrefix(text, "/", 32, term.prefix4);
}

bool takeNetwork(std::string_view text, SpfTerm& term)
{
    const bool four = term.mechanism == SpfMechanism::Ip4;
    if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
        const auto prefix = prefixLength(text.substr(slash + 1), four ? 32 : 128);
        if (!prefix)
            return false;
        (four ? term.prefix4 : term.prefix6) = *prefix;
        text = text.substr(0, slash);
    }
    if (four == (text.find(':') != std::string_view::npos))
        return false;
    term.network = IpAddress::from(text);
    return term.network.has_value();
}

struct MechanismName {
    std::string_view name;
    SpfMechanism mechanism;
};
constexpr std::array<MechanismName, 8> kMechanisms { { { "all", SpfMechanism::All },
    { "include", SpfMechanism::Include }, { "a", SpfMechanism::A }, { "mx", SpfMechanism::Mx },
    { "ptr", SpfMechanism::Ptr }, { "ip4", SpfMechanism::Ip4 }, { "ip6", SpfMechanism::Ip6 },
    { "exists", SpfMechanism::Exists } } };

AuthVerdict qualifierOf(char c)
{
    switch (c) {
    case '-':
        return AuthVerdict::Fail;
    case '~':
        return AuthVerdict::SoftFail;
    case '?':
        return AuthVerdict::Neutral;
    default:
        return AuthVerdict::Pass;
    }
}

// What is wrong with the mechanism; empty: nothing.
std::string parseMechanism(std::string_view word, SpfTerm& term)
{
    term.text = word;
    if (std::string_view("+-~?").find(word.front()) != std::string_view::npos) {
        term.qualifier = qualifierOf(word.front());
        word.remove_prefix(1);
    }
    const std::size_t end = std::min(word.find_first_of(":/"), word.size());
    const std::string name = lowered(word.substr(0, end));
    const auto* const known = std::ranges::find(kMechanisms, std::string_view(name), &MechanismName::name);
    if (known == kMechanisms.end())
        return "is no mechanism or modifier of SPF";
    term.mechanism = known->mechanism;
    std::string_view rest = word.substr(end);
    const bool takesCidr = term.mechanism == SpfMechanism::A || term.mechanism == SpfMechanism::Mx;
    switch (term.mechanism) {
    case SpfMechanism::All:
        return rest.empty() ? "" : "takes no argument";
    case SpfMechanism::Ip4:
    case SpfMechanism::Ip6:
        return rest.starts_with(':') && takeNetwork(rest.substr(1), term) ? "" : "names no valid network";
    case SpfMechanism::Include:
    case SpfMechanism::Exists:
        if (rest.empty())
            return "lacks its domain";
        break;
    default:
        break;
    }
    if (takesCidr && !takeDualCidr(rest, term))
        return "has an invalid prefix length";
    if (rest.empty())
        return {};
    if (!rest.starts_with(':') || !isDomainSpec(rest.substr(1)))
        return "names no valid domain";
    term.domain = rest.substr(1);
    return {};
}

// Whether the word is "name=", a modifier: a name of a letter, then letters, digits, "-", "_", ".".
std::size_t modifierNameEnd(std::string_view word)
{
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos || equals == 0 || !isLetter(word.front()))
        return std::string_view::npos;
    const bool named = std::ranges::all_of(
        word.substr(0, equals), [](char c) { return isAlphanumeric(c) || c == '-' || c == '_' || c == '.'; });
    return named ? equals : std::string_view::npos;
}

std::string parseModifier(std::string_view word, std::size_t equals, SpfRecord& record)
{
    const std::string name = lowered(word.substr(0, equals));
    const std::string_view value = word.substr(equals + 1);
    if (name != "redirect" && name != "exp") {
        if (!isMacroString(value))
            return "has an invalid macro";
        record.unknownModifiers.emplace_back(name);
        return {};
    }
    std::string& target = name == "exp" ? record.exp : record.redirect;
    if (!target.empty())
        return "stands there more than once";
    if (!isDomainSpec(value))
        return "names no valid domain";
    target = value;
    return {};
}

} // namespace

bool isMacroString(std::string_view text, bool explanation)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == '%') {
            i = macroEnd(text, i, explanation);
            if (i == std::string_view::npos)
                return false;
        } else if (c > 0x7e || c < (explanation ? 0x20 : 0x21)) {
            return false;
        } else {
            ++i;
        }
    }
    return true;
}

bool isSpfRecord(std::string_view txt)
{
    return txt.size() >= kVersion.size() && lowered(txt.substr(0, kVersion.size())) == kVersion
        && (txt.size() == kVersion.size() || txt[kVersion.size()] == ' ');
}

Result<SpfRecord> parseSpfRecord(std::string_view txt)
{
    if (!isSpfRecord(txt))
        return failure("The record does not begin with \"v=spf1\".");
    if (std::ranges::any_of(txt, [](char c) { return static_cast<unsigned char>(c) > 0x7e || c < 0x20; }))
        return failure("The record contains characters that are no printable ASCII.");
    SpfRecord record;
    std::string_view rest = txt.substr(kVersion.size());
    while (!rest.empty()) {
        const std::size_t begin = rest.find_first_not_of(' ');
        if (begin == std::string_view::npos)
            break;
        rest = rest.substr(begin);
        const std::string_view word = rest.substr(0, rest.find(' '));
        rest = rest.substr(word.size());
        std::string wrong;
        if (const std::size_t equals = modifierNameEnd(word); equals != std::string_view::npos)
            wrong = parseModifier(word, equals, record);
        else
            wrong = parseMechanism(word, record.terms.emplace_back());
        if (!wrong.empty())
            return failure(fmt::format("\"{}\" {}.", word, wrong));
    }
    return record;
}

} // namespace mv
