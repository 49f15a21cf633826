// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/importjob.h"
#include <QTest>
#include <filesystem>
#include <fstream>
#include <zlib.h>

namespace mv::test {

namespace fs = std::filesystem;

// Of the logs that postfixlog.h makes.
inline ImportOptions ofOctober()
{
    ImportOptions options;
    options.zone = Zone();
    options.year = 2023;
    options.batchRows = 1; // a batch is what one read gives
    return options;
}

inline void setAge(const fs::path& path, std::chrono::seconds age)
{
    fs::last_write_time(path, fs::file_time_type::clock::now() - age);
}

// A file that was left alone for an hour, unless told otherwise.
inline fs::path write(const fs::path& path, std::string_view text, std::chrono::seconds age = std::chrono::hours(1))
{
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    setAge(path, age);
    return path;
}

inline std::string gzipped(const fs::path& scratch, std::string_view text)
{
    gzFile gz = gzopen(scratch.c_str(), "wb1");
    if (gzwrite(gz, text.data(), static_cast<unsigned>(text.size())) != static_cast<int>(text.size())
        || gzclose(gz) != Z_OK)
        qFatal("gzip");
    std::ifstream in(scratch, std::ios::binary);
    std::string bytes { std::istreambuf_iterator<char>(in), {} };
    fs::remove(scratch);
    return bytes;
}

// As Windows writes it: little end first, behind a byte order mark. `text` is ASCII.
inline std::string inUtf16(std::string_view text)
{
    std::string bytes = "\xff\xfe";
    for (const char c : text) {
        bytes += c;
        bytes += '\0';
    }
    return bytes;
}

inline std::string_view upToLine(std::string_view text, std::size_t about)
{
    return text.substr(0, text.rfind('\n', about) + 1);
}

inline FileProgress::State stateOf(const ImportSummary& summary, std::size_t i = 0)
{
    return summary.files.at(i).state;
}

inline std::uint64_t linesIn(std::string_view text)
{
    return static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
}

inline void compare(const std::vector<std::string>& got, const std::vector<std::string>& want)
{
    for (std::size_t i = 0; i < std::min(got.size(), want.size()); ++i)
        QCOMPARE(got[i], want[i]);
    QCOMPARE(got.size(), want.size());
}

} // namespace mv::test
