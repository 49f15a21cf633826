// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include "tests/storm/logfiles.h"
#include "tests/storm/truth.h"
#include "tests/storm/world.h"

namespace mv::storm {

struct Options {
    FileOptions files;
    std::uint64_t messages = 60'000; // that enter the queues; about 3 attempts each
    std::uint64_t seed = 1;
    // Newsletters to lists instead of mail to groups of colleagues, about 9 attempts each, and only the lines of qmgr
    // and the delivery agents: four times the attempts in the same compressed bytes.
    bool lists = false;
};

// The shipped sample's.
Options sampleOptions(const std::filesystem::path& folder);

struct Written {
    std::uint64_t lines = 0, bytes = 0;
};

// Writes the storm as Postfix logs and counts in `truth` what they say. The same options, the same bytes.
// Memory doesn't grow with the number of messages (but for those that wait).
Result<Written> writeLogs(const World&, const Options&, Truth& truth);

// The map that an importer needs, since Postfix doesn't log its own address: "server<TAB>source" lines.
std::string sourceMap(const World&);

// "label<TAB>provider<TAB>from<TAB>to<TAB>link<TAB>text" lines.
std::string incidentTable(const World&);

} // namespace mv::storm
