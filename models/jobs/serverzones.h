// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/writer.h"
#include <map>
#include <optional>
#include <string_view>

namespace mv {

// Reads a setting that is kept with the data; empty: not set. Of a Writer or a Reader that outlives it.
using ReadSetting = std::function<std::string(std::string_view key)>;

// The zone of the stamps of each server, kept in the database from import to import: what the user chose for it, else
// what its log told the last time. One thread.
class ServerZones {
public:
    explicit ServerZones(ReadSetting);

    struct Known {
        Zone zone;
        bool chosen = false; // by the user
    };
    std::optional<Known> of(std::string_view server);
    // What is told does not replace what was chosen.
    Result<void> remember(std::string_view server, const Known&, Writer&);

private:
    ReadSetting m_setting;
    std::map<std::string, std::optional<Known>, std::less<>> m_known; // none: the database has none
};

} // namespace mv
