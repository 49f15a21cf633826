// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace mv {

// Exim cuts what it gives to syslog after 870 bytes and at line ends: "[2/3] ...", "[3\3] ..." (spec, "Logging to
// syslog"). A process writes the parts of one entry one after the other; other processes' lines may stand in between.
class SplitLines {
public:
    enum class State : std::uint8_t { Whole, Waiting, Broken };
    // Whole: `message` is no part, or was the last one and is now the whole entry, and `offset` that of its first part.
    // Waiting: parts are to follow. Broken: a part is missing. The text lives until the next call.
    State add(std::string_view host, std::string_view pid, std::string_view& message, std::uint64_t& offset);

    std::string saveState() const;
    void loadState(std::string_view);

private:
    struct Entry {
        std::uint64_t offset = 0, parts = 0, total = 0; // parts seen so far
        std::string text;
    };
    std::unordered_map<std::uint64_t, Entry> m_entries; // by host and process
    std::string m_whole;
};

} // namespace mv
