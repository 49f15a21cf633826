// SPDX-License-Identifier: GPL-3.0-or-later
// Reads every log under some folders and prints docs/FORMATS.md: what is understood of each format.
#include "models/ingest/format.h"
#include "models/ingest/headfirst.h"
#include "models/ingest/lines.h"
#include "models/ingest/sourceopener.h"
#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <map>

namespace {

using namespace mv;

constexpr std::size_t kHead = std::size_t { 64 } * 1024; // as an import looks at

class CountingSink final : public Sink {
public:
    void attempt(const Attempt& a) override { ++facts[static_cast<std::size_t>(a.outcome)]; }
    void reject(const RejectedLine&) override { } // LineCounts has them
    void evidence(Evidence&&) override { }
    std::array<std::uint64_t, kOutcomeCount> facts {};
};

struct Row {
    std::uint64_t files = 0;
    LineCounts lines;
    CountingSink sink;
};

// Null: no format, which is no error; `row` is what comes of it otherwise.
Result<const FormatInfo*> readLog(
    std::shared_ptr<ByteSource> source, UtcTime modified, std::map<const FormatInfo*, Row>& rows)
{
    std::string head(kHead, '\0');
    const auto length = readFully(*source, head);
    if (!length)
        return tl::unexpected(length.error());
    head.resize(*length);
    const FormatInfo* format = detectFormat(head).format;
    if (!format)
        return nullptr;
    FormatOptions options;
    options.now = systemNow();
    options.fileTime = modified;
    options.server = "server";
    options.head = head;
    Correlator correlator;
    const auto reading = format->make(options, correlator);
    HeadFirst whole(head, std::move(source));
    LineReader lines(whole);
    Row& row = rows[format];
    for (;;) {
        const auto block = lines.next(true);
        if (!block)
            return tl::unexpected(block.error());
        if (block->empty())
            break;
        reading->feed(*block, row.sink);
    }
    reading->finish(row.sink);
    ++row.files;
    row.lines += reading->counts();
    return format;
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
        for (const std::uint64_t facts : found->second.sink.facts)
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
        const auto format = source ? readLog(std::move(*source), ref->modified, rows) : tl::unexpected(source.error());
        if (!format)
            failed.push_back(format.error().what);
        else if (!*format)
            ++others;
    }
    print(rows, others, failed);
    return 0;
}
