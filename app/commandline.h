// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include "models/mail/scope.h"
#include <QStringList>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace mv {

// Exit codes, as documented in the man page.
enum class Exit {
    Done = 0,
    SomeFailed = 1,
    Usage = 2,
    NoDatabase = 3,
    NothingLearnt = 3, // of probe
    NothingMatched = 4,
    Interrupted = 130
};

// What was asked for on the command line, checked but not yet resolved against a database.
struct CommandLine {
    enum class Verb { Window, Import, Report, Export, Classify, Mapping, Relabel, Privacy, Probe, Help, Version };
    Verb verb = Verb::Window;
    bool sample = false; // the shipped storm instead of files, into a database of its own
    std::string help;    // text for Help

    std::filesystem::path database; // the default one when none is given; without a verb also a file named *.mailvane
    std::vector<std::filesystem::path> files;        // absolute; "-" is standard input
    std::filesystem::path providerTable, replyRules; // the user's; empty: the ones in the configuration folder, if any

    // Reading logs
    std::optional<Zone> logZone;
    std::string format, server;
    std::filesystem::path mapping;   // how the columns of all logs are read; empty: see ImportOptions
    std::filesystem::path sourceMap; // lines "server<TAB>source"
    std::optional<int> year;
    bool follow = false; // what is added to the files, too, until it is interrupted

    // Privacy and retention of a database; none: as it is
    std::optional<bool> pseudonymise;
    std::optional<int> keepMonths; // 0: for ever

    // Probing
    struct Probe {
        std::vector<std::string> domains, selectors, sources;
        std::string resolver; // "127.0.0.1@5353"; empty: the system's
        std::string helo;     // empty: the machine's name
        std::filesystem::path trustAnchor, caFile;
        int port = 25, policyPort = 443;
        std::chrono::seconds timeout { 30 }; // of one connection
        bool json = false;
        bool keep = false; // also in `database`
    };
    Probe probe;

    // Scope of reports and exports
    std::optional<UtcTime> from, to;        // told as clock times of the scope's zone, unless they named another
    std::optional<std::chrono::hours> last; // before the end of the data
    Scope scope;                            // filters, comparison and zone; the range is decided when the data is known
    Bucket bucket = Bucket::Hour;

    enum class Perspective { Overview, Authentication, Probes };
    Perspective perspective = Perspective::Overview; // of a report

    // Where to
    std::string what;                    // of export: attempts, providers, ...
    std::filesystem::path csv, png, pdf; // empty: not wanted; export: a file or "-"
    double scale = 1;                    // of PNG
    bool dark = false;
};

// The first argument is the program. An Error is a usage mistake, worded for a terminal.
Result<CommandLine> parseCommandLine(const QStringList& arguments);

std::filesystem::path defaultDatabase(); // in the user's data folder

} // namespace mv
