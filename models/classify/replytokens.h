// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace mv::reply {

// What a character is to the masker. A word is a run of characters that are not End.
enum Class : std::uint8_t {
    End = 0, // blanks, control characters, brackets, quotes, comma, semicolon
    Lower = 1,
    Upper = 2,
    Digit = 4,
    Dot = 8,
    Joint = 16, // - _ : parts of ids and names
    At = 32,
    Symbol = 64, // the rest of ASCII: separates the parts of a word
    Beyond = 128 // bytes of UTF-8
};
constexpr std::array<std::uint8_t, 256> makeClasses()
{
    std::array<std::uint8_t, 256> classes {};
    for (unsigned c = 0x21; c < 0x7F; ++c)
        classes[c] = Symbol;
    for (unsigned c = 'a'; c <= 'z'; ++c)
        classes[c] = Lower;
    for (unsigned c = 'A'; c <= 'Z'; ++c)
        classes[c] = Upper;
    for (unsigned c = '0'; c <= '9'; ++c)
        classes[c] = Digit;
    for (const char c : std::string_view("<>()[]{}\",;`|"))
        classes[static_cast<unsigned char>(c)] = End;
    for (unsigned c = 0x80; c < 0x100; ++c)
        classes[c] = Beyond;
    classes['.'] = Dot;
    classes['-'] = classes['_'] = Joint;
    classes['@'] = At;
    return classes;
}
inline constexpr std::array<std::uint8_t, 256> kClasses = makeClasses();
constexpr std::uint8_t classOf(char c) { return kClasses[static_cast<unsigned char>(c)]; }
constexpr bool isPlain(std::uint8_t cls)
{
    return (cls & (Lower | Upper | Digit | Beyond)) != 0;
} // begins and ends words

constexpr unsigned flagsOf(std::string_view word) // the classes in it
{
    unsigned flags = 0;
    for (const char c : word)
        flags |= classOf(c);
    return flags;
}

constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool isLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
std::size_t digitsAt(std::string_view text);                     // how many it begins with
bool take(std::string_view& text, char);                         // off the front, if it is there
bool takeNumber(std::string_view& text, std::size_t mostDigits); // 1 to that many digits
bool equalsLower(std::string_view text, std::string_view lower); // ASCII, any case

// Length of the well-formed UTF-8 sequence at the start of the text (RFC 3629), 0 when there is none.
std::size_t utf8Length(std::string_view text);

// Each asks whether the whole text is one. None of them allocates.
bool isReplyCode(std::string_view);    // 200 to 599
bool isEnhancedCode(std::string_view); // RFC 3463: 4.7.500
bool isIpv4(std::string_view);
bool isIpv6(std::string_view);
bool isHost(std::string_view);           // two labels or more, the last of letters only. Not RESOLVER.ADR.RecipNotFound
bool isMeaningfulCode(std::string_view); // S77714, TSS04, OFR005_104, RP-001: letters that name, digits that number
std::string_view fileStem(std::string_view); // "answer" of answer.py; empty when it is no file's name
// Digits before a unit of time or size, as in 60s or 10MB; 0: it is not one.
std::size_t quantityIn(std::string_view);
// A block list's name, from its first label that is not part of a query: "zen.spamhaus.org". Empty: not one.
std::string_view blockListIn(std::string_view host);

} // namespace mv::reply
