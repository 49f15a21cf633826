// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mv {

// Where a receiver put a message that it had accepted. Tabs (Gmail's Promotions ...) are delivered mail; Missing is not
// Spam: nobody knows where it is; Pending may still come.
enum class Folder : std::uint8_t { Inbox, Tabs, Spam, Missing, Pending };
inline constexpr std::size_t kFolderCount = 5;
std::string_view toString(Folder);                       // "inbox", "tabs", "spam", "missing", "pending": stable
std::optional<Folder> folderFrom(std::string_view word); // also "junk", "bulk", "promotions"; none: another folder

struct Placement {
    UtcTime at {};
    std::string receiver; // the mailbox's provider or host, as told: "gmail.com", "Outlook"
    Folder folder = Folder::Inbox;
    std::string why;        // what tells: "dest:J", "folder .Junk", "SFV:SPM SCL:5"; empty: it was simply told
    std::string source;     // IP; empty: not told
    std::string headerFrom; // domain; empty: not told
    std::string provider;   // as in AuthResult
    std::uint64_t count = 1;
    std::uint64_t mail = 0; // as in AuthResult
    std::uint64_t offset = 0;
    bool operator==(const Placement&) const = default;
};

// One figure of a receiver's own statistics about us.
struct Reputation {
    UtcTime from {}, to {}; // what it is about
    std::string system;     // "Microsoft SNDS", "Google Postmaster Tools"
    std::string subject;    // IP, IP range or domain that it is about
    std::string metric;     // "filter result", "complaint rate", "spam rate", "domain reputation", "DKIM success" ...
    std::optional<double> value; // a share 0..1 or a count; none: `word` is all
    std::string word;            // "RED", "HIGH", "< 0.1 %"; empty: the value is all
    std::uint64_t offset = 0;
    bool operator==(const Reputation&) const = default;
};

} // namespace mv
