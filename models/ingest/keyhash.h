// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string_view>
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace mv {

// Of what is one thing within a place: a queue id on a server, a process on a host. In saved states: it must not
// change.
inline std::uint64_t keyHash(std::string_view place, std::string_view name)
{
    return XXH3_64bits_withSeed(name.data(), name.size(), XXH3_64bits(place.data(), place.size()));
}

} // namespace mv
