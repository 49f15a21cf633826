// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/format.h"
#include "tests/bench/bench.h"
#include "tests/bench/child.h"
#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace mv::bench {
namespace {

namespace fs = std::filesystem;
constexpr double kMega = 1e6;
constexpr double kTextAtLeast = 100, kJsonAtLeast = 80; // MB a second of processor time

// A fixture again and again. That its names and ids are few makes an import a little faster than of a real log: for
// comparing formats with each other.
Result<fs::path> makeLog(const fs::path& fixture, const fs::path& to, std::uint64_t megabytes)
{
    std::ifstream in(fixture, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    const std::string once = text.str();
    std::ofstream out(to, std::ios::binary);
    for (std::uint64_t size = 0; !once.empty() && size < megabytes * 1'000'000; size += once.size())
        out << once;
    if (once.empty() || !out.flush())
        return failure(fmt::format("Can't make {} of {}.", to.string(), fixture.string()));
    return to;
}

// Stamps that name no day (BusyBox's, FortiMail's without a date): each time again would be another one, and tens of
// thousands of days no log.
bool canRepeat(const fs::path& fixture)
{
    return fixture.extension() == ".log" && fixture.stem() != "hostile" && fixture.stem() != "busybox"
        && fixture.stem() != "nodate";
}

bool isJson(const fs::path& fixture)
{
    std::ifstream in(fixture, std::ios::binary);
    std::string first;
    in >> first; // it may have a byte order mark
    const auto begin = first.find_first_not_of("\xef\xbb\xbf");
    return begin != std::string::npos && (first[begin] == '{' || first[begin] == '[');
}

} // namespace

Result<Figures> benchFormats(const Options& o)
{
    fs::create_directories(o.folder);
    Figures figures;
    for (const FormatInfo& format : formats()) {
        for (const auto& entry : fs::directory_iterator(fs::path(MV_FORMAT_FIXTURES) / format.id)) {
            const fs::path& fixture = entry.path();
            if (!canRepeat(fixture))
                continue;
            const std::string name = fmt::format("{}, {}", format.name, fixture.stem().string());
            const auto log = makeLog(fixture, o.folder / "format.log", o.megabytes);
            if (!log)
                return tl::unexpected(log.error());
            const fs::path database = o.folder / "format.mailvane";
            forget(database);
            const auto run = bench::run(importCommand(log->string(), database));
            if (!run)
                return tl::unexpected(run.error());
            const double megabytes = static_cast<double>(fs::file_size(*log)) / kMega;
            const double least = isJson(fixture) ? kJsonAtLeast : kTextAtLeast;
            figures.push_back({ name, megabytes / run->cpuSeconds, "MB/s", least, true, {} });
            forget(database);
        }
    }
    fs::remove(o.folder / "format.log");
    return figures;
}

} // namespace mv::bench
