// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps one month of a database, as of a day: the process that tests kill while it prunes.
//   pruner DATABASE DAY [SHARE]: with a share (0..1) of the work done, it kills itself.
#include "models/jobs/privacy.h"
#include <csignal>
#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv)
{
    mv::UtcTime now;
    if (argc < 3 || !mv::fromIso(argv[2], now)) {
        std::fputs("usage: pruner DATABASE DAY [SHARE]\n", stderr);
        return 2;
    }
    const double last = argc > 3 ? std::atof(argv[3]) : 2;
    auto writer = mv::Writer::open(argv[1]);
    if (!writer) {
        std::fprintf(stderr, "%s\n", writer.error().what.c_str());
        return 3;
    }
    const auto done = mv::setPrivacy(*writer, { .months = 1 }, now, {}, [last](double share) {
        if (share >= last)
            std::raise(SIGKILL);
    });
    if (!done) {
        std::fprintf(stderr, "%s\n", done.error().what.c_str());
        return 3;
    }
    std::printf("%llu facts, %llu bytes\n", static_cast<unsigned long long>(done->pruned.facts),
        static_cast<unsigned long long>(done->bytesFreed));
    return 0;
}
