// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/bytesource.h"
#include "models/jobs/serverzones.h"
#include <map>
#include <string>

namespace mv {

// The server that a folder or an archive names, for logs whose lines name none: of what was named for the import, the
// first folder on the way down to the file that isn't just "log", "exim" or "2023-10". Empty: none.
std::string serverInPath(const SourceRef&);

// What serverInPath() told of folders, kept in the database: their logs may be imported one by one later, or followed.
// One thread.
class FolderServers {
public:
    explicit FolderServers(ReadSetting);

    std::string of(const SourceRef&); // what it tells itself goes first; empty: not known
    Result<void> remember(const SourceRef&, Writer&);

private:
    std::string known(const std::filesystem::path& folder);

    ReadSetting m_setting;
    std::map<std::filesystem::path, std::string> m_known; // empty: the database has none
};

} // namespace mv
