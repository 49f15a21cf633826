// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/classify/replymasker.h"
#include "models/classify/replytimes.h"
#include "models/classify/replytokens.h"
#include <algorithm>
#include <array>

namespace mv::reply {

namespace {

constexpr std::size_t kShortestId = 7; // digits in a row: a size or a number of seconds has fewer

// How far a text goes without a symbol, and how far with nothing else.
bool isSymbol(char c) { return (classOf(c) & (Symbol | At)) != 0; }
std::size_t nameLength(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::find_if(text, isSymbol) - text.begin());
}
std::size_t symbolsLength(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::find_if_not(text, isSymbol) - text.begin());
}

// Long, with what only base64 has between letters and digits, and nothing that it never has.
bool isBase64(std::string_view text)
{
    constexpr std::size_t kShortestToken = 16;
    constexpr auto kNever = [] {
        std::array<bool, 256> never {};
        for (const char c : std::string_view(".:?&#!*^%$~\\"))
            never[static_cast<unsigned char>(c)] = true;
        return never;
    }();
    bool found = false;
    for (const char c : text) {
        if (kNever[static_cast<unsigned char>(c)])
            return false;
        found = found || c == '+' || c == '/';
    }
    return found && text.size() >= kShortestToken;
}

// Where a text begins and ends but for punctuation; both its size when there is nothing else.
std::size_t plainBegin(std::string_view text)
{
    std::size_t begin = 0;
    while (begin < text.size() && !isPlain(classOf(text[begin])))
        ++begin;
    return begin;
}
std::size_t plainEnd(std::string_view text)
{
    const std::size_t begin = plainBegin(text);
    std::size_t end = text.size();
    while (end > begin && !isPlain(classOf(text[end - 1])))
        --end;
    return end;
}

} // namespace

void Masker::core(std::string_view inner, unsigned flags)
{
    if (inner.size() > kLongestAddress + kLongestWord) {
        mask(Mask::Id, inner);
        return;
    }
    constexpr std::size_t kLongestScheme = 8;
    if (flags & Symbol) {
        const std::size_t scheme = nameLength(inner);
        if (scheme <= kLongestScheme && inner.substr(scheme).starts_with("://")) {
            url(inner, scheme + 3);
            return;
        }
    }
    if (inner.starts_with("www.") && inner.find('/') != std::string_view::npos) {
        url(inner, 0);
        return;
    }
    if ((flags & At) && address(inner))
        return;
    if (flags & Digit) {
        if (flags & Symbol) {
            if (isClock(inner) || isIsoTime(inner)) {
                time(inner);
                return;
            }
            const bool prefixed = inner.starts_with("IPv6:"); // RFC 5321 4.1.3
            if (isIpv6(prefixed ? inner.substr(5) : inner)) {
                mask(Mask::Ip, prefixed ? inner.substr(5) : inner);
                return;
            }
        }
        if ((flags & (Symbol | Joint)) && isDate(inner)) {
            time(inner);
            return;
        }
        if ((flags & Symbol) && (flags & Upper) && (flags & Lower) && isBase64(inner)) {
            mask(Mask::Id, inner);
            return;
        }
    }
    if (flags & (Symbol | At))
        parts(inner);
    else if (const std::size_t masked = part(inner, flags); masked > 0)
        restOfWord(inner.substr(masked));
}

// What stands between symbols: key=value, host:port, a/b. After a mask the rest is a word of its own, so that a
// template, where it is one, reads the same.
void Masker::parts(std::string_view inner)
{
    bool id = false; // after "id="
    while (!inner.empty()) {
        const std::string_view name = inner.substr(0, nameLength(inner));
        const std::string_view symbols = inner.substr(name.size(), symbolsLength(inner.substr(name.size())));
        const std::size_t first = plainBegin(name), last = plainEnd(name);
        emit(name.substr(0, first));
        const std::string_view bare = name.substr(first, last - first);
        if (!bare.empty()) {
            if (id)
                mask(Mask::Id, bare);
            const std::size_t masked = id ? bare.size() : part(bare, flagsOf(bare));
            if (masked > 0) {
                restOfWord(inner.substr(first + masked));
                return;
            }
        }
        emit(name.substr(last));
        emit(symbols);
        id = symbols == "=" && bare.size() >= 2 && equalsLower(bare.substr(bare.size() - 2), "id");
        inner.remove_prefix(name.size() + symbols.size());
    }
}

void Masker::restOfWord(std::string_view inner)
{
    const std::size_t first = plainBegin(inner), last = plainEnd(inner);
    emit(inner.substr(0, first));
    if (first < last)
        core(inner.substr(first, last - first), flagsOf(inner.substr(first, last - first)));
    emit(inner.substr(last));
}

// How much of it varies, from its beginning on: a mask took its place. 0: all of it stays.
std::size_t Masker::part(std::string_view name, unsigned flags)
{
    if ((flags & Dot) && isHost(name)) {
        const std::string_view list = blockListIn(name);
        if (list.empty())
            mask(Mask::Host, name);
        else
            emit(list);
        return list.empty() ? name.size() : 0;
    }
    if ((flags & Digit) && !(flags & (Lower | Upper | Beyond)))
        return number(name, flags) ? name.size() : 0;
    if ((flags & Digit) ? isMeaningfulCode(name) : name.size() <= kLongestWord || (flags & Dot)) {
        emit(name);
        return 0;
    }
    const std::size_t digits = quantityIn(name); // 60s, 10MB
    const std::size_t varies = digits > 0 ? digits : name.size();
    mask(digits > 0 ? Mask::Number : Mask::Id, name.substr(0, varies));
    return varies;
}

// Digits, dots and hyphens. True when a mask took its place.
bool Masker::number(std::string_view name, unsigned flags)
{
    const bool endsWord = name.data() + name.size() == m_reply.data() + m_at;
    const std::size_t enhanced = endsWord && isReplyCode(name) ? enhancedCodeLength() : 0;
    const bool kept = enhanced > 0                        // the code of another reply in this text
        || isEnhancedCode(name) || m_out.endsWith("AS("); // AS(1480) is a rule of Microsoft's
    if (kept) {
        emit({ name.data(), name.size() + enhanced });
        m_at += enhanced;
    } else if (isIpv4(name)) {
        mask(Mask::Ip, name);
    } else {
        const bool id = (flags & Joint) || (name.size() >= kShortestId && !(flags & Dot));
        mask(id ? Mask::Id : Mask::Number, name);
    }
    return !kept;
}

bool Masker::address(std::string_view inner)
{
    const auto at = inner.rfind('@');
    std::size_t end = at + 1;
    while (end < inner.size() && !(classOf(inner[end]) & Symbol))
        ++end;
    if (at == 0 || end == at + 1)
        return false;
    mask(Mask::Address, inner.substr(0, end));
    restOfWord(inner.substr(end));
    return true;
}

// Links say what is meant (?p=OverQuotaTemp), so that they stay, up to the first piece that varies.
void Masker::url(std::string_view inner, std::size_t schemeEnd)
{
    constexpr std::size_t kMostDigits = 6;  // a page's number has fewer
    constexpr std::ptrdiff_t kNumbered = 4; // digits in a host name: made for one client or address
    if (inner.find('%') != std::string_view::npos) {
        mask(Mask::Url, inner);
        return;
    }
    std::size_t kept = schemeEnd + nameLength(inner.substr(schemeEnd));
    const std::string_view host = inner.substr(schemeEnd, kept - schemeEnd);
    if (std::ranges::count_if(host, isDigit) >= kNumbered) {
        emit(inner.substr(0, schemeEnd));
        mask(isIpv4(host) ? Mask::Ip : Mask::Host, host);
        restOfWord(inner.substr(kept));
        return;
    }
    bool path = true;
    while (kept < inner.size()) {
        const std::size_t begin = kept + symbolsLength(inner.substr(kept));
        path = path && inner.substr(kept, begin - kept).find('?') == std::string_view::npos;
        const std::string_view piece = inner.substr(begin, nameLength(inner.substr(begin)));
        const std::string_view stem = fileStem(piece);
        const std::string_view name = stem.empty() ? piece : stem;
        const unsigned flags = flagsOf(name);
        const bool number = path && flags == Digit && piece.size() <= kMostDigits;
        const bool word = !(flags & Digit) && piece.size() <= kLongestWord;
        const bool fixed = number || ((word || isMeaningfulCode(name)) && !isHost(name));
        if (!fixed) {
            emit(inner.substr(0, begin));
            if (stem.empty()) {
                parts(inner.substr(begin));
            } else { // outlook.com.html: a recipient's domain, then an ending
                mask(isHost(stem) ? Mask::Host : Mask::Id, stem);
                restOfWord(inner.substr(begin + stem.size()));
            }
            return;
        }
        kept = begin + piece.size();
    }
    emit(inner);
}

// One mask for a date, a clock and a zone.
void Masker::time(std::string_view original)
{
    m_space = takeDateOff(m_out, m_space);
    if (original.empty()) // of a template
        emit(text(Mask::Time));
    else
        mask(Mask::Time, original);
    while (const std::size_t length = zoneLength(rest()))
        m_at += length;
}

} // namespace mv::reply
