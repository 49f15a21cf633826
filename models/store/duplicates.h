// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/importedfile.h"
#include "models/store/blocks.h"
#include "models/store/facts.h"
#include "models/store/sqlite/sqlite.h"
#include <span>
#include <string>
#include <vector>

namespace mv {

// Finds the facts that another file has told before, so that overlapping logs (a rotation copied half-way, two syslog
// servers) count once. Which hours of which server another file covers is known (table coverage): only then stored
// facts are read. Two facts are the same line when second, server, queue id, recipient (16 bits of its hash), recipient
// domain, relay host, outcome, code, enhanced code and delay agree: stamps with and without milliseconds, another
// spelling of the template or another label do not matter. Files are multisets of lines: if one file has a line k times
// and another l times, max(k, l) are kept. So k equal lines of one file stay k.
//
// Returns which facts to keep; empty: all. The files of a batch are compared with what is stored and with those before
// them in it; each is there once.
struct FileRows {
    FileId file = 0;
    std::size_t begin = 0, end = 0; // of the facts
    // What this file lost in its last seconds, from one commit to the next (equal lines may be cut by a batch). Stored
    // with the journal, so that a killed import resumes exactly.
    std::string dropped;
};
std::vector<bool> withoutDuplicates(sql::Connection&, Blocks&, const Facts&, std::span<FileRows>);

} // namespace mv
