// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace mv {

// A record of the systemd journal, from `journalctl -o export` (a field per line, a blank line ends it) or -o json (a
// record per line); also docker's json-file lines. Format: systemd.io/JOURNAL_EXPORT_FORMATS.
struct JournalRecord {
    std::int64_t realtimeUs = 0; // __REALTIME_TIMESTAMP; 0: none
    std::string stamp;           // docker: "time"
    std::string host;            // _HOSTNAME
    std::string tag;             // SYSLOG_IDENTIFIER, else _COMM
    std::string pid;             // SYSLOG_PID, else _PID
    std::string message;         // MESSAGE; docker: "log"
    bool hasMessage = false;
    std::uint64_t messageOffset = 0;
    std::string binaryField; // the name of a field whose value comes in the next line, with its length before it

    void clear();
    void set(std::string_view field, std::string_view value);
    bool isExportField(std::string_view line) const; // "MESSAGE=..." or the name alone, all upper case
    void addExportLine(std::string_view line, std::uint64_t offset);
    // Parses a JSON object, in place. False: not one, or nothing of it is a log record.
    bool parseJson(std::string_view line);

    std::string saveState() const;
    void loadState(std::string_view);
};

} // namespace mv
