// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/imports.h"
#include "tests/bench/bench.h"
#include "tests/bench/child.h"
#include "tests/storm/storm.h"
#include <array>
#include <chrono>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <zlib.h>

namespace mv::bench {
namespace {

namespace fs = std::filesystem;
constexpr double kMega = 1e6;

Result<fs::path> makeLog(const Options& o)
{
    storm::Options options;
    options.files = { o.folder / "log", storm::Stamp::Bsd, true };
    options.messages = messagesFor(o.megabytes * 1'000'000);
    const storm::World world = storm::makeWorld();
    storm::Truth truth(world, false);
    if (const auto written = storm::writeLogs(world, options, truth); !written)
        return tl::unexpected(written.error());
    return o.folder / "log" / "mail.log";
}

// A machine is never quite idle, and what else runs only ever adds: the fastest of some runs is nearest to the truth.
Result<ChildRun> fastest(int runs, const std::function<Result<ChildRun>()>& once)
{
    auto best = once();
    for (int i = 1; i < runs && best; ++i) {
        auto next = once();
        if (!next || next->seconds < best->seconds)
            best = std::move(next);
    }
    return best;
}

Result<ChildRun> import(const Options& o, const fs::path& log, const fs::path& database)
{
    return fastest(o.runs, [&] {
        forget(database);
        return run(importCommand(log.string(), database));
    });
}

// The same bytes through zlib's own file reader, and nothing done with them.
Result<ChildRun> inflate(const fs::path& path)
{
    const auto begin = std::chrono::steady_clock::now();
    gzFile file = gzopen(path.c_str(), "rb");
    if (!file)
        return failure(fmt::format("Can't open {}.", path.string()));
    gzbuffer(file, 256 * 1024);
    std::vector<char> buffer(1 << 20);
    while (gzread(file, buffer.data(), static_cast<unsigned>(buffer.size())) > 0) { }
    gzclose(file);
    return ChildRun { std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(), 0, 0 };
}

Result<void> compress(const fs::path& from, const fs::path& to)
{
    std::ifstream in(from, std::ios::binary);
    gzFile out = gzopen(to.c_str(), "wb6");
    if (!in || !out)
        return failure(fmt::format("Can't compress {}.", from.string()));
    std::vector<char> buffer(1 << 20);
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0)
        gzwrite(out, buffer.data(), static_cast<unsigned>(in.gcount()));
    if (gzclose(out) != Z_OK)
        return failure(fmt::format("Can't write {}.", to.string()));
    return {};
}

Result<double> attemptsIn(const fs::path& database)
{
    auto reader = Reader::open(database);
    if (!reader)
        return tl::unexpected(reader.error());
    const auto rows = ask(*reader, OverviewQuestion {}, {});
    if (!rows)
        return tl::unexpected(rows.error());
    return static_cast<double>(rows->attempts);
}

void reference(Figures& figures, const std::string& name, int runs, const std::vector<std::string>& command,
    double megabytes, double ours, double least, double goal)
{
    if (!isInstalled(command[0])) {
        fmt::print("{} is not installed: left out\n", command[0]);
        return;
    }
    const auto theirs = fastest(runs, [&] { return run(command); });
    if (!theirs) {
        fmt::print("{}\n", theirs.error().what);
        return;
    }
    figures.push_back({ name, megabytes / theirs->seconds, "MB/s", {}, false, {} });
    figures.push_back({ "import against " + name, theirs->seconds / ours, "x", least, true, goal });
}

} // namespace

std::uint64_t messagesFor(std::uint64_t bytes) { return std::max<std::uint64_t>(10, bytes / 1705); } // measured at 1 GB
std::uint64_t messagesForAttempts(std::uint64_t attempts) { return std::max<std::uint64_t>(10, attempts / 303 * 100); }

Result<Figures> benchImport(const Options& o)
{
    fs::create_directories(o.folder);
    auto log = o.file.empty() ? makeLog(o) : Result<fs::path>(o.file);
    if (!log)
        return tl::unexpected(log.error());
    const double megabytes = static_cast<double>(fs::file_size(*log)) / kMega;
    const fs::path database = o.folder / "import.mailvane";

    const auto ours = import(o, *log, database);
    if (!ours)
        return tl::unexpected(ours.error());
    const auto attempts = attemptsIn(database);
    if (!attempts)
        return tl::unexpected(attempts.error());
    const auto diskBytes = static_cast<double>(fs::file_size(database));

    Figures figures;
    figures.push_back({ "log", megabytes, "MB", {}, false, {} });
    figures.push_back({ "attempts", *attempts / kMega, "M", {}, false, {} });
    figures.push_back({ "import", megabytes / ours->seconds, "MB/s", {}, false, {} });
    figures.push_back({ "import, processor time", ours->cpuSeconds, "s", {}, false, {} });
    figures.push_back({ "import, peak memory", ours->peakMegabytes, "MB", 500, false, {} });
    figures.push_back({ "bytes on disk per attempt", diskBytes / *attempts, "B", 40, false, 15 });

    if (o.references) {
        // pflogsumm skips every line of our instances unless told their name, and takes minutes: once is enough.
        reference(figures, "pflogsumm", 1, { "pflogsumm", "--syslog-name=postfix[-a-z0-9]*", log->string() }, megabytes,
            ours->seconds, 25, 40);
        // -n -q lets lnav index and print nothing.
        reference(figures, "lnav index", o.runs, { "lnav", "-n", "-q", log->string() }, megabytes, ours->seconds, 3, 4);
    }

    const fs::path packed = o.folder / "mail.log.gz";
    if (const auto done = compress(*log, packed); !done)
        return tl::unexpected(done.error());
    const auto inflated = fastest(o.runs, [&] { return inflate(packed); });
    const auto packedImport = import(o, packed, o.folder / "packed.mailvane");
    if (!inflated || !packedImport)
        return tl::unexpected(inflated ? packedImport.error() : inflated.error());
    figures.push_back({ "zlib inflate", megabytes / inflated->seconds, "MB/s", {}, false, {} });
    figures.push_back({ "import of .gz", megabytes / packedImport->seconds, "MB/s", {}, false, {} });
    figures.push_back(
        { "import of .gz against zlib inflate", inflated->seconds / packedImport->seconds, "x", 0.8, true, {} });
    forget(o.folder / "packed.mailvane");
    forget(database);
    return figures;
}

Result<Figures> benchMemory(const Options& o)
{
    fs::create_directories(o.folder);
    const fs::path database = o.folder / "memory.mailvane";
    std::array<double, 2> peaks {};
    Figures figures;
    for (const std::size_t i : { 0U, 1U }) {
        const std::uint64_t megabytes = i == 0 ? o.megabytes : o.megabytes * 8;
        forget(database);
        // The generator is smaller than the importer, so the larger of the two is the importer.
        const auto piped = run(importGenerated(messagesFor(megabytes * 1'000'000), database));
        if (!piped)
            return tl::unexpected(piped.error());
        peaks[i] = piped->peakMegabytes;
        figures.push_back({ fmt::format("peak memory, {} MB from a pipe", megabytes), peaks[i], "MB", 500, false, {} });
    }
    forget(database);
    figures.push_back({ "peak memory, eight times the log against one", peaks[1] / peaks[0], "x", 1.25, false, {} });
    return figures;
}

} // namespace mv::bench
