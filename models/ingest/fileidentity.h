// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/importedfile.h"
#include <span>
#include <string_view>
#include <vector>

namespace mv {

inline constexpr std::size_t kHeadLength = 16 * 1024;
inline constexpr std::size_t kTailLength = 4 * 1024;
inline constexpr std::size_t kTrackedBack = 192 * 1024; // more than a line of a log can be (LogLines::kMaxLine)

std::uint64_t digest(std::string_view bytes); // XXH3, 64 bit

// Whether a file that begins with `head` (its first kHeadLength bytes, or all of it) may be the known one, perhaps
// grown. It is when IdentityTracker says the same at known.length.
bool mayBeSame(const FileIdentity& known, std::string_view head);
// The digests of the first lengths[0], lengths[1] ... bytes of a text, which is hashed once. The lengths ascend and are
// not longer than it.
std::vector<std::uint64_t> digestsOfBeginnings(std::string_view text, std::span<const std::uint32_t> lengths);

// Follows a file as it is read: remembers its head and the last bytes, and gives the identity at any line end.
class IdentityTracker {
public:
    void append(std::string_view bytes); // in order, from the first byte of the file
    void skipTo(std::uint64_t position); // not before the head is complete; what lies between is not looked at
    // length <= bytes appended, and >= appended - kTrackedBack, or kTailLength after the last skip.
    FileIdentity at(std::uint64_t length) const;

private:
    std::string m_head;
    std::string m_recent;
    std::uint64_t m_appended = 0;
};

} // namespace mv
