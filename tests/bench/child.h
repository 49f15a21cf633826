// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mv::bench {

struct ChildRun {
    double seconds = 0;       // on the wall
    double cpuSeconds = 0;    // of all its threads and of the processes that it waited for
    double peakMegabytes = 0; // resident, of the largest of them
};

// Runs a program without a terminal; its standard output is thrown away. An exit code other than 0 is an error.
Result<ChildRun> run(const std::vector<std::string>& command);

bool isInstalled(const std::string& program);               // found on PATH
std::filesystem::path besideUs(const std::string& program); // in the folder of this executable
// The headless import: mailvane's, or where it isn't built tests/headless's, which is the same without Qt.
std::vector<std::string> importCommand(const std::string& log, const std::filesystem::path& database);
void forget(const std::filesystem::path& database); // removes it and what SQLite lays beside it
// The same, of a generated log of so many messages that never touches the disk.
std::vector<std::string> importGenerated(std::uint64_t messages, const std::filesystem::path& database);

} // namespace mv::bench
