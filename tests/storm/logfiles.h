// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include "tests/storm/world.h"
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mv::storm {

enum class Stamp : std::uint8_t {
    Iso,     // "2023-10-12T06:12:34+00:00", syslog-ng and relayed messages
    Rfc3339, // "2023-10-12T06:12:34.567890+00:00", rsyslog
    Bsd,     // "Oct 12 06:12:34", no year
};

struct FileOptions {
    std::filesystem::path folder; // "-" with `merged`: standard output
    Stamp stamp = Stamp::Rfc3339;
    bool merged = false;  // one mail.log, as a log host keeps it; otherwise a folder per server, rotated on Sundays
    bool compress = true; // rotated files from the second on, as logrotate does
};

// Writes syslog lines to files. Lines come in order of time. After the first failure nothing is written; finish()
// tells.
class LogFiles {
public:
    LogFiles(const World&, FileOptions);
    ~LogFiles();

    void line(std::size_t source, std::int64_t atUs, std::string_view program, unsigned pid, std::string_view message);
    Result<void> finish(); // closes the files and gives them the time of their last line
    std::uint64_t bytes() const { return m_bytes; }
    std::uint64_t lines() const { return m_lines; }

private:
    class File;
    std::string nameOf(std::int64_t week) const;
    void open(std::size_t server, std::int64_t week);
    void appendStamp(std::int64_t atUs);

    const World& m_world;
    FileOptions m_options;
    std::vector<std::string> m_servers;  // folder names; one empty name when merged
    std::vector<std::size_t> m_serverOf; // by source
    std::vector<std::unique_ptr<File>> m_files;
    std::int64_t m_stampSecond = -1;
    std::string m_stamp, m_line, m_error;
    std::uint64_t m_bytes = 0, m_lines = 0;
};

} // namespace mv::storm
