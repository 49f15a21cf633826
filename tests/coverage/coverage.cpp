// SPDX-License-Identifier: GPL-3.0-or-later
// Reads every log under some folders and prints docs/FORMATS.md: what is understood of each format.
#include "logreading.h"
#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <map>

namespace {

using namespace mv;

struct Row {
    std::uint64_t files = 0;
    LineCounts lines;
    std::array<std::uint64_t, kOutcomeCount> facts {};
};

void add(Row& row, const test::LogReading& log)
{
    ++row.files;
    row.lines += log.lines;
    std::ranges::transform(row.facts, log.facts, row.facts.begin(), std::plus());
}

std::string percent(const LineCounts& lines)
{
    if (lines.total() == 0)
        return "-";
    const double share
        = 100.0 * static_cast<double>(lines.total() - lines.notUnderstood()) / static_cast<double>(lines.total());
    return fmt::format("{:.2f} %", share);
}

void print(const std::map<const FormatInfo*, Row>& rows, std::uint64_t others, const std::vector<std::string>& failed)
{
    fmt::print("# Formats\n\n"
               "What Mailvane understands of real logs. Made by `coverage ../shared/corpora > docs/FORMATS.md`\n"
               "(tests/coverage); a log's format is found by its content.\n\n"
               "| format | files | lines | tell a fact | tell more of one | other | not understood | understood |\n"
               "|---|---|---|---|---|---|---|---|\n");
    for (const FormatInfo& format : formats()) {
        const auto found = rows.find(&format);
        const Row row = found == rows.end() ? Row {} : found->second;
        fmt::print("| {} | {} | {} | {} | {} | {} | {} | {} |\n", format.name, row.files, row.lines.total(),
            row.lines.delivery, row.lines.context, row.lines.other, row.lines.notUnderstood(), percent(row.lines));
    }
    fmt::print("\n| format |");
    for (std::size_t o = 0; o < kOutcomeCount; ++o)
        fmt::print(" {} |", toString(static_cast<Outcome>(o)));
    fmt::print("\n|---|");
    for (std::size_t o = 0; o < kOutcomeCount; ++o)
        fmt::print("---|");
    fmt::print("\n");
    for (const auto& format : formats()) {
        const auto found = rows.find(&format);
        if (found == rows.end())
            continue;
        fmt::print("| {} |", format.name);
        for (const std::uint64_t facts : found->second.facts)
            fmt::print(" {} |", facts);
        fmt::print("\n");
    }
    fmt::print("\nOther files in these folders, of no format that is read yet: {}.\n", others);
    for (const std::string& why : failed)
        fmt::print("Not read: {}\n", why);
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::filesystem::path> folders(argv + 1, argv + argc);
    if (folders.empty()) {
        fmt::print(stderr, "coverage FOLDER...\n");
        return 2;
    }
    const ReadLimits limits;
    SourceOpener opener(limits);
    std::map<const FormatInfo*, Row> rows;
    std::vector<std::string> failed;
    std::uint64_t others = 0;
    for (const auto& ref : findSources(folders, limits)) {
        if (!ref) {
            failed.push_back(ref.error().what);
            continue;
        }
        auto source = opener.open(*ref);
        const auto log = source ? test::readLog(std::move(*source), ref->modified) : tl::unexpected(source.error());
        if (!log)
            failed.push_back(log.error().what);
        else if (!log->format)
            ++others;
        else
            add(rows[log->format], *log);
    }
    print(rows, others, failed);
    return 0;
}
