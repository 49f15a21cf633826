// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/fileidentity.h"
#include <algorithm>
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace mv {

namespace {

// IdentityTracker::at() looks back at most this far, plus the tail itself.
constexpr std::size_t kLookBack = kTrackedBack + kTailLength;

} // namespace

std::uint64_t digest(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::vector<std::uint64_t> digestsOfBeginnings(std::string_view text, std::span<const std::uint32_t> lengths)
{
    std::vector<std::uint64_t> digests;
    XXH3_state_t state;
    XXH3_64bits_reset(&state);
    std::size_t done = 0;
    for (const std::uint32_t length : lengths) {
        XXH3_64bits_update(&state, text.data() + done, length - done);
        done = length;
        digests.push_back(XXH3_64bits_digest(&state));
    }
    return digests;
}

bool mayBeSame(const FileIdentity& known, std::string_view head)
{
    if (known.headLength == 0 || head.size() < known.headLength)
        return false; // nothing is known of it, or the file is now shorter than what was read of it
    return digest(head.substr(0, known.headLength)) == known.headDigest;
}

void IdentityTracker::append(std::string_view bytes)
{
    if (m_head.size() < kHeadLength)
        m_head += bytes.substr(0, kHeadLength - m_head.size());
    // Of a large block only its end is copied; of small ones, twice the look-back before the old half is dropped.
    if (bytes.size() >= kLookBack)
        m_recent.clear();
    else if (m_recent.size() + bytes.size() > 2 * kLookBack && m_recent.size() > kLookBack)
        m_recent.erase(0, m_recent.size() - kLookBack);
    m_recent += bytes.size() > kLookBack ? bytes.substr(bytes.size() - kLookBack) : bytes;
    m_appended += bytes.size();
}

void IdentityTracker::skipTo(std::uint64_t position)
{
    m_recent.clear();
    m_appended = position;
}

FileIdentity IdentityTracker::at(std::uint64_t length) const
{
    length = std::min(length, m_appended);
    FileIdentity id;
    id.headLength = static_cast<std::uint32_t>(std::min<std::uint64_t>(length, m_head.size()));
    id.headDigest = digest(std::string_view(m_head).substr(0, id.headLength));
    const std::uint64_t begin = m_appended - m_recent.size(); // file offset of m_recent[0]
    const std::uint64_t tail = std::min<std::uint64_t>(kTailLength, length);
    if (length - tail >= begin)
        id.tailDigest = digest(std::string_view(m_recent).substr(
            static_cast<std::size_t>(length - tail - begin), static_cast<std::size_t>(tail)));
    id.length = length;
    return id;
}

} // namespace mv
