// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/siphash.h"
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// 32 hexadecimal digits, as the key is kept with the data.
std::string toText(const SipKey&);
std::optional<SipKey> sipKeyFrom(std::string_view text);
SipKey randomSipKey(); // from std::random_device, which is the system's generator with libstdc++ on Linux

// Stable names in the place of the local parts of addresses: "bob@example.com" becomes "anon-k3f9q2m7ab@example.com",
// and so does "Bob@example.com". 50 bits of a keyed hash, in base 32: of a million local parts, two have the same name
// with a probability of 0.04 %, of ten million with 4 %. Letters, digits and a hyphen only: whatever reads a log reads
// them as it reads the address. One thread.
class Pseudonyms {
public:
    explicit Pseudonyms(const SipKey& key);

    std::string of(std::string_view localPart) const;
    static bool isOne(std::string_view localPart);

    // Appends the text with the local part of each address replaced, and with what stands alone where an address
    // belongs (to=<root>). False: it has none, and nothing is appended. Works on lines of logs as they are: whatever
    // quotes, escapes (JSON's \u003c, \n) or keys (from=) are around the address.
    bool replaceAddresses(std::string_view text, std::string& out);

    // Replaces words for which `isName(its pseudonym)`, by that or by `mask`. What names a role (postmaster, info: RFC
    // 2142) and no person stays. False: there are none, and nothing is appended.
    using IsName = std::function<bool(std::string_view pseudonym)>;
    bool replaceWords(std::string_view text, const IsName& isName, std::string_view mask, std::string& out) const;
    // Of the local parts that replaceAddresses() has met lately (at most 65,536 of them).
    bool hasMet(std::string_view pseudonym) const;
    bool replaceNames(std::string_view text, std::string& out) const;
    // Writes x for each of their characters, so that the text stays as long as it is. Numbers stay.
    void blankNames(std::string& text) const;

    // Both, for a text that is kept or shown by itself.
    std::string in(std::string_view text);

private:
    static constexpr std::size_t kMet = 65'536;
    std::uint64_t hashOf(std::string_view localPart) const;
    void replace(std::string_view localPart, std::string& out);

    SipKey m_key;
    std::vector<std::uint64_t> m_met = std::vector<std::uint64_t>(kMet); // hashes, each in its place
};

} // namespace mv
