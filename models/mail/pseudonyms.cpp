// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/pseudonyms.h"
#include "models/mail/ascii.h"
#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <random>

namespace mv {
namespace {

constexpr std::string_view kPrefix = "anon-";
constexpr std::string_view kDigits = "abcdefghijkmnpqrstuvwxyz23456789"; // without l and o, which look like 1 and 0
constexpr std::size_t kLength = 10;                                      // of five bits each
constexpr std::uint64_t kNameMask = (std::uint64_t { 1 } << 5 * kLength) - 1;
constexpr std::size_t kLongestQuoted = 130; // RFC 5321 4.5.3.1.1: 64 octets, each may be escaped
constexpr std::size_t kLongestHashed = 1024;

bool isHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

enum Class : std::uint8_t { Word = 1, Local = 2 };
constexpr std::array<std::uint8_t, 256> makeClasses()
{
    std::array<std::uint8_t, 256> classes {};
    for (unsigned c = 0; c < 256; ++c) {
        const bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0x80;
        classes[c] = letter ? Word | Local : 0;
    }
    // RFC 5322 3.2.3, but for ` { | }, which rather end a field of a log.
    for (const char c : std::string_view("!#$%&*/=?^~"))
        classes[static_cast<unsigned char>(c)] = Local;
    for (const char c : std::string_view(".-_+'"))
        classes[static_cast<unsigned char>(c)] = Word | Local;
    return classes;
}
constexpr auto kClasses = makeClasses();
bool isLocal(char c) { return (kClasses[static_cast<unsigned char>(c)] & Local) != 0; }
bool isWord(char c) { return (kClasses[static_cast<unsigned char>(c)] & Word) != 0; }

bool beginsDomain(std::string_view text)
{
    return !text.empty()
        && (text.front() == '['
            || (isWord(text.front()) && std::string_view(".-_+'").find(text.front()) == std::string_view::npos));
}

// What stands before "=" and an address in the logs that name it so.
constexpr std::array<std::string_view, 14> kKeys { "from", "to", "orig_to", "ctladdr", "sasl_username", "sasl_sender",
    "user", "sender", "recipient", "rcpt", "suser", "duser", "F", "U" };

bool isKey(std::string_view text, std::size_t begin, std::size_t end) // text[begin, end) is followed by "="
{
    std::size_t at = end;
    while (at > begin && (isWord(text[at - 1]) && text[at - 1] != '.' && text[at - 1] != '+'))
        --at;
    if (at > begin && isLocal(text[at - 1]))
        return false;
    return std::ranges::find(kKeys, text.substr(at, end - at)) != kKeys.end();
}

bool isEscape(std::string_view text) // "u00fc" after a backslash
{
    return text.size() >= 5 && text[0] == 'u' && std::all_of(text.begin() + 1, text.begin() + 5, isHex);
}

// Where the local part that ends at `end` begins; not before `begin`.
std::size_t beginOfLocal(std::string_view text, std::size_t begin, std::size_t end)
{
    if (end > begin && text[end - 1] == '"') { // "bob smith"@, \"bob smith\"@ in JSON, ""bob smith""@ in CSV
        const std::size_t quote = end - begin > 1 && (text[end - 2] == '\\' || text[end - 2] == '"') ? 2 : 1;
        const std::size_t from = end - begin > kLongestQuoted ? end - kLongestQuoted : begin;
        const auto open = text.substr(from, end - quote - from).rfind(text.substr(end - quote, quote));
        if (open != std::string_view::npos)
            return from + open;
    }
    std::size_t at = end;
    while (at > begin && isLocal(text[at - 1])) {
        --at;
        if (at <= begin || text[at - 1] != '\\')
            continue;
        const auto after = text.substr(at, end - at);
        if (!isEscape(after)) // \n, or the \r of a line that was joined
            return std::min(at + 1, end);
        if (after[1] == '0' && after[2] == '0' && after[3] < '8') // \u003c is "<"
            return std::min(at + 5, end);
        --at; // a letter
    }
    while (at < end && text[at] == '\'') // o'brien@ has one, 'bob@example.com' is in some
        ++at;
    return at;
}

// Calls put(begin, end) for names without a domain where an address belongs: to=<root>, to=root,bob. Returns where what
// follows begins, which may be an address.
template <class Put> std::size_t afterBareNames(std::string_view text, std::size_t at, Put put)
{
    if (at < text.size() && (text[at] == '<' || text[at] == '"'))
        ++at;
    for (;;) {
        const std::size_t begin = at;
        bool isAddress = true; // of a host: digits and dots
        for (; at < text.size() && isWord(text[at]); ++at)
            isAddress = isAddress && (text[at] == '.' || (text[at] >= '0' && text[at] <= '9'));
        if (isAddress || (at < text.size() && (text[at] == '@' || isLocal(text[at]))))
            return begin;
        put(begin, at);
        if (at + 1 >= text.size() || text[at] != ',' || !isWord(text[at + 1]))
            return at;
        ++at;
    }
}

// Mailboxes of roles: they name nobody, and are words of replies.
constexpr std::array<std::string_view, 30> kRoles { "abuse", "account", "address", "admin", "administrator", "contact",
    "domain", "ftp", "hostmaster", "info", "mail", "mailbox", "mailer-daemon", "marketing", "news", "no-reply", "noc",
    "noreply", "postfix", "postmaster", "recipient", "root", "sales", "security", "sender", "server", "smtp", "support",
    "user", "webmaster" };

bool namesNobody(std::string_view word)
{
    if (word.size() <= 3 && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; }))
        return true; // a reply code
    std::string lowered(word);
    std::ranges::transform(lowered, lowered.begin(), lower);
    return std::ranges::binary_search(kRoles, std::string_view(lowered));
}

// Calls visit(begin, end) for each word that may be a name, but not for parts of addresses. Where that is not taken,
// for its parts between "_", which qmail writes for blanks.
template <class Visit> void forEachWord(std::string_view text, Visit visit)
{
    for (std::size_t at = 0; at < text.size();) {
        if (!isWord(text[at])) {
            ++at;
            continue;
        }
        std::size_t begin = at;
        while (at < text.size() && isWord(text[at]))
            ++at;
        if (begin > 0 && text[begin - 1] == '\\' && begin + 1 < at) // \n of lines that were joined
            ++begin;
        std::size_t end = at;
        if ((end < text.size() && text[end] == '@') || (begin > 0 && text[begin - 1] == '@'))
            continue;
        constexpr std::string_view kAround = ".-_'";
        while (begin < end && kAround.find(text[begin]) != std::string_view::npos)
            ++begin;
        while (begin < end && kAround.find(text[end - 1]) != std::string_view::npos)
            --end;
        if (begin == end || visit(begin, end) || text.substr(begin, end - begin).find('_') == std::string_view::npos)
            continue;
        for (std::size_t from = begin; from < end;) {
            const std::size_t to = std::min(text.find('_', from), end);
            if (from < to)
                visit(from, to);
            from = to + 1;
        }
    }
}

std::array<char, kLength> digitsOf(std::uint64_t hash)
{
    std::array<char, kLength> digits {};
    for (char& digit : digits) {
        digit = kDigits[hash & 31U];
        hash >>= 5U;
    }
    return digits;
}

} // namespace

std::string toText(const SipKey& key) { return fmt::format("{:016x}{:016x}", key.k0, key.k1); }

std::optional<SipKey> sipKeyFrom(std::string_view text)
{
    SipKey key;
    const auto number = [](std::string_view hex, std::uint64_t& into) {
        const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), into, 16);
        return error == std::errc() && end == hex.data() + hex.size();
    };
    if (text.size() != 32 || !number(text.substr(0, 16), key.k0) || !number(text.substr(16), key.k1))
        return std::nullopt;
    return key;
}

SipKey randomSipKey()
{
    std::random_device random;
    const auto number = [&random] { return (std::uint64_t { random() } << 32U) | random(); };
    SipKey key;
    key.k0 = number();
    key.k1 = number();
    return key;
}

Pseudonyms::Pseudonyms(const SipKey& key)
    : m_key(key)
{
}

std::uint64_t Pseudonyms::hashOf(std::string_view localPart) const
{
    std::array<char, kLongestHashed> lowered {};
    const std::size_t length = std::min(localPart.size(), lowered.size());
    std::transform(localPart.begin(), localPart.begin() + static_cast<std::ptrdiff_t>(length), lowered.begin(), lower);
    return sipHash(m_key, { lowered.data(), length }) & kNameMask;
}

std::string Pseudonyms::of(std::string_view localPart) const
{
    const auto digits = digitsOf(hashOf(localPart));
    return std::string(kPrefix).append(digits.data(), digits.size());
}

bool Pseudonyms::isOne(std::string_view localPart)
{
    if (!localPart.starts_with(kPrefix) || localPart.size() != kPrefix.size() + kLength)
        return false;
    return localPart.find_first_not_of(kDigits, kPrefix.size()) == std::string_view::npos;
}

void Pseudonyms::replace(std::string_view localPart, std::string& out)
{
    if (isOne(localPart)) {
        out += localPart;
        return;
    }
    const std::uint64_t hash = hashOf(localPart);
    m_met[hash % kMet] = hash;
    const auto digits = digitsOf(hash);
    out.append(kPrefix).append(digits.data(), digits.size());
}

bool Pseudonyms::replaceAddresses(std::string_view text, std::string& out)
{
    std::size_t done = 0;  // of the text: in `out`
    std::size_t floor = 0; // no local part begins before
    bool any = false;
    const auto put = [&](std::size_t begin, std::size_t end) {
        out.append(text, done, begin - done);
        replace(text.substr(begin, end - begin), out);
        done = floor = end;
        any = true;
    };
    std::size_t at = text.find('@'), equals = text.find('=');
    while (at != std::string_view::npos || equals != std::string_view::npos) {
        if (equals < at) {
            if (isKey(text, floor, equals))
                floor = afterBareNames(text, equals + 1, put);
            equals = text.find('=', equals + 1);
            continue;
        }
        if (beginsDomain(text.substr(at + 1))) {
            if (const std::size_t begin = beginOfLocal(text, floor, at); begin < at)
                put(begin, at);
        }
        at = text.find('@', at + 1);
    }
    if (any)
        out.append(text, done);
    return any;
}

bool Pseudonyms::replaceWords(
    std::string_view text, const IsName& isName, std::string_view mask, std::string& out) const
{
    std::size_t done = 0;
    std::string name;
    forEachWord(text, [&](std::size_t begin, std::size_t end) {
        const std::string_view word = text.substr(begin, end - begin);
        if (isOne(word) || namesNobody(word) || !isName(name = of(word)))
            return false;
        out.append(text, done, begin - done).append(mask.empty() ? std::string_view(name) : mask);
        done = end;
        return true;
    });
    if (done == 0)
        return false;
    out.append(text, done);
    return true;
}

void Pseudonyms::blankNames(std::string& text) const
{
    forEachWord(text, [&](std::size_t begin, std::size_t end) {
        const std::string_view word = std::string_view(text).substr(begin, end - begin);
        const bool isNumber = word.find_first_not_of("0123456789.-_+'") == std::string_view::npos;
        if (isNumber || isOne(word) || namesNobody(word) || !hasMet(of(word)))
            return false;
        std::fill(
            text.begin() + static_cast<std::ptrdiff_t>(begin), text.begin() + static_cast<std::ptrdiff_t>(end), 'x');
        return true;
    });
}

bool Pseudonyms::hasMet(std::string_view pseudonym) const
{
    std::uint64_t hash = 0;
    for (std::size_t i = kLength; i > 0; --i)
        hash = (hash << 5U) | kDigits.find(pseudonym[kPrefix.size() + i - 1]);
    return m_met[hash % kMet] == hash;
}

bool Pseudonyms::replaceNames(std::string_view text, std::string& out) const
{
    return replaceWords(
        text, [this](std::string_view pseudonym) { return hasMet(pseudonym); }, {}, out);
}

std::string Pseudonyms::in(std::string_view text)
{
    std::string addresses, names;
    if (!replaceAddresses(text, addresses))
        addresses = text;
    return replaceNames(addresses, names) ? names : addresses;
}

} // namespace mv
