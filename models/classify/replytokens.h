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
extern const std::array<std::uint8_t, 256> kClass;
inline std::uint8_t classOf(char c) { return kClass[static_cast<unsigned char>(c)]; }

// Length of the well-formed UTF-8 sequence at the start of the text (RFC 3629), 0 when there is none.
std::size_t utf8Length(std::string_view text);

// Each asks whether the whole text is one. None of them allocates.
bool isReplyCode(std::string_view);    // 200 to 599
bool isEnhancedCode(std::string_view); // RFC 3463: 4.7.500
bool isIpv4(std::string_view);
bool isIpv6(std::string_view);
bool isClock(std::string_view);          // 14:09, 14:09:29, 14:09:29.604
bool isDate(std::string_view);           // 2023-10-12, 2023/10/12, 12/10/2023
bool isIsoTime(std::string_view);        // 2023-10-12T14:09:29.604Z
bool isMonthOrDay(std::string_view);     // Oct, Thu
bool isHost(std::string_view);           // two labels or more, the last of letters only. Not RESOLVER.ADR.RecipNotFound
bool isMeaningfulCode(std::string_view); // S77714, TSS04, OFR005_104, RP-001: letters that name, digits that number
bool isFileName(std::string_view);       // answer.py, troubleshooting.aspx
bool isZoneOrYear(std::string_view);     // +0200, (CEST), GMT, 2023: what follows a clock
// Digits before a unit of time or size, as in 60s or 10MB; 0: it is not one.
std::size_t quantityIn(std::string_view);
// A block list's name, from its first label that is not part of a query: "zen.spamhaus.org". Empty: not one.
std::string_view blockListIn(std::string_view host);

} // namespace mv::reply
