// SPDX-License-Identifier: GPL-3.0-or-later
// Figures beside references on the same data in the same run, so that they mean something on any machine.
#include "tests/bench/bench.h"
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <span>
#include <string_view>

namespace {

using namespace mv::bench;

constexpr const char* kUsage = R"(bench import|formats|memory|reports|query [options]
  import             speed (the fastest of 3 runs), memory and size on disk, against pflogsumm, lnav and zlib
  formats            speed of every format, per second of processor time
  memory             peak memory of a log and of one eight times as long
  reports            speed of DMARC reports, per second of processor time
  query              every question of the panels, at --attempts
  --size MB          of the log (1000)
  --attempts N       in the database (10000000)
  --file LOG         import: this log
  --database FILE    query: this database
  --folder DIR       for logs and databases (./bench-data)
  --no-references    import: without pflogsumm and lnav
  --strict           exit code 1 when a target is missed
)";

struct Arguments {
    std::string_view what;
    Options options;
    bool strict = false;
};

bool number(std::string_view text, std::uint64_t& out)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size() && out > 0;
}

std::optional<Arguments> parse(std::span<char*> args)
{
    if (args.size() < 2)
        return {};
    Arguments a { args[1], {}, false };
    for (std::size_t i = 2; i < args.size(); ++i) {
        const std::string_view name = args[i];
        if (name == "--strict") {
            a.strict = true;
        } else if (name == "--no-references") {
            a.options.references = false;
        } else if (i + 1 < args.size()) {
            const std::string_view value = args[++i];
            if (name == "--file")
                a.options.file = value;
            else if (name == "--database")
                a.options.database = value;
            else if (name == "--folder")
                a.options.folder = value;
            else if (!(name == "--size" && number(value, a.options.megabytes))
                && !(name == "--attempts" && number(value, a.options.attempts)))
                return {};
        } else {
            return {};
        }
    }
    return a;
}

} // namespace

int main(int argc, char** argv)
{
    const auto arguments = parse({ argv, static_cast<std::size_t>(argc) });
    mv::Result<Figures> (*measure)(const Options&) = nullptr;
    if (arguments)
        measure = arguments->what == "import" ? benchImport
            : arguments->what == "formats"    ? benchFormats
            : arguments->what == "memory"     ? benchMemory
            : arguments->what == "reports"    ? benchReports
            : arguments->what == "query"      ? benchQueries
                                              : nullptr;
    if (!measure) {
        fmt::print(stderr, "{}", kUsage);
        return 2;
    }
    const auto figures = measure(arguments->options);
    if (!figures) {
        fmt::print(stderr, "{}\n", figures.error().what);
        return 1;
    }
    const bool good = print(*figures);
    return good || !arguments->strict ? 0 : 1;
}
