// SPDX-License-Identifier: GPL-3.0-or-later
// Writes story 1 of the product page as Postfix logs, with a map of the sources and the truth about them.
#include "tests/storm/storm.h"
#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <span>

namespace {

using namespace mv::storm;

constexpr const char* kUsage = R"(storm --out DIR [options]
  --out DIR        where the logs, sources.tsv and incidents.tsv go; "-": one log to standard output
  --messages N     that enter the queues (60000); about 3 attempts and 1.7 kB each, with --lists 9 and 3.3 kB
  --seed S         another seed, another storm (1)
  --lists          newsletters to lists, few lines: much in few compressed bytes
  --merged         one mail.log instead of a folder per server
  --plain          don't compress rotated files
  --stamp KIND     rfc3339 (default), iso (whole seconds) or bsd (no year)
  --sample         all the options of the shipped sample: merged iso lists, its number and its seed
  --truth FILE     what the logs say, counted (TSV)
)";

struct Arguments {
    Options options;
    std::string truth;
};

bool parseNumber(std::string_view text, std::uint64_t& out)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size();
}

bool parseStamp(std::string_view text, Stamp& out)
{
    out = text == "iso" ? Stamp::Iso : text == "bsd" ? Stamp::Bsd : Stamp::Rfc3339;
    return text == "iso" || text == "bsd" || text == "rfc3339";
}

std::optional<Arguments> parse(std::span<char*> args)
{
    Arguments a;
    for (std::size_t i = 1; i < args.size(); ++i) {
        const std::string_view name = args[i];
        if (name == "--merged") {
            a.options.files.merged = true;
        } else if (name == "--sample") {
            a.options = sampleOptions(a.options.files.folder);
        } else if (name == "--lists") {
            a.options.lists = true;
        } else if (name == "--plain") {
            a.options.files.compress = false;
        } else if (i + 1 < args.size()) {
            const std::string_view value = args[++i];
            if (name == "--out")
                a.options.files.folder = value;
            else if (name == "--truth")
                a.truth = value;
            else if (!(name == "--messages" && parseNumber(value, a.options.messages))
                && !(name == "--seed" && parseNumber(value, a.options.seed))
                && !(name == "--stamp" && parseStamp(value, a.options.files.stamp)))
                return {};
        } else {
            return {};
        }
    }
    if (a.options.files.folder == "-")
        a.options.files.merged = true;
    return a.options.files.folder.empty() ? std::nullopt : std::optional(a);
}

bool save(const std::filesystem::path& path, std::string_view text)
{
    std::ofstream out(path);
    out << text;
    out.close();
    if (!out)
        fmt::print(stderr, "Can't write {}.\n", path.string());
    return !out.fail();
}

} // namespace

int main(int argc, char** argv)
{
    const auto arguments = parse({ argv, static_cast<std::size_t>(argc) });
    if (!arguments) {
        fmt::print(stderr, "{}", kUsage);
        return 2;
    }
    const World world = makeWorld();
    Truth truth(world, !arguments->truth.empty());
    const auto written = writeLogs(world, arguments->options, truth);
    if (!written) {
        fmt::print(stderr, "{}\n", written.error().what);
        return 1;
    }
    fmt::print(stderr, "{} lines, {} bytes, {} attempts\n", written->lines, written->bytes, truth.attempts());
    if (!arguments->truth.empty())
        if (const auto saved = truth.write(arguments->truth); !saved) {
            fmt::print(stderr, "{}\n", saved.error().what);
            return 1;
        }
    const auto& folder = arguments->options.files.folder;
    if (folder == "-")
        return 0;
    return save(folder / "sources.tsv", sourceMap(world)) && save(folder / "incidents.tsv", incidentTable(world)) ? 0
                                                                                                                  : 1;
}
