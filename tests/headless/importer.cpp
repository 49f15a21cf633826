// SPDX-License-Identifier: GPL-3.0-or-later
// Imports logs without a line of Qt: proof that the core is headless, and the process that tests kill.
//   importer DATABASE FILES...
#include "models/jobs/importjob.h"
#include <cstdio>

int main(int argc, char** argv)
{
    if (argc < 3) {
        std::fputs("usage: importer DATABASE FILES...\n", stderr);
        return 2;
    }
    auto writer = mv::Writer::open(argv[1]);
    const auto providers = mv::ProviderTable::make();
    const auto rules = mv::ReasonRules::make();
    if (!writer || !providers || !rules) {
        std::fprintf(stderr, "%s\n", (!writer ? writer.error() : !providers ? providers.error() : rules.error()).what.c_str());
        return 3;
    }
    mv::ImportOptions options;
    options.zone = mv::Zone();
    mv::ImportProgress progress;
    const auto done = mv::importFiles({ argv + 2, argv + argc }, options, *writer, *providers, *rules, progress, {});
    if (!done) {
        std::fprintf(stderr, "%s\n", done.error().what.c_str());
        return 3;
    }
    bool failed = false;
    for (const mv::FileProgress& file : done->files) {
        if (file.state == mv::FileProgress::State::Failed) {
            std::fprintf(stderr, "%s\n", file.message.c_str());
            failed = true;
        }
    }
    std::printf("%llu facts, %llu duplicates, %llu of %llu lines not understood, %.2f s\n",
        static_cast<unsigned long long>(done->facts), static_cast<unsigned long long>(done->duplicates),
        static_cast<unsigned long long>(done->lines.notUnderstood()), static_cast<unsigned long long>(done->lines.total()),
        done->seconds);
    return failed ? 1 : 0;
}
