// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/bytesource.h"
#include "models/mail/scope.h"
#include "models/store/queries/imports.h"
#include <QStringList>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mv {

// Exit codes of every verb; documented in mailvane(1).
enum ExitCode : int {
    kOk = 0,
    kPartial = 1, // some files failed or were read in part
    kUsage = 2,
    kUnusable = 3, // the database is locked or cannot be used, or a result cannot be written
    kNothing = 4,  // nothing matched
    kInterrupted = 130
};

// What the command line asks for about time, filters and comparison. Names are as in the CSV columns.
struct ScopeRequest {
    std::string from, to, last; // as typed, checked; resolved by scopeFrom()
    Comparison comparison = Comparison::Off;
    int weeksEarlier = 1;
    Filters filters;
    Zone zone;
};

enum class Verb : std::uint8_t { Window, Import, Report, Export, Classify, Relabel };

// Parsed arguments, the same for the window and the verbs. A value.
struct CommandLine {
    Verb verb = Verb::Window;
    std::vector<std::filesystem::path> files; // logs and folders; "-" is standard input
    std::filesystem::path database;           // empty: the default one (or, for a report on files, a temporary one)
    bool sample = false;                      // import the shipped sample storm too

    std::optional<Zone> logZone; // of stamps without one
    std::optional<int> year;     // of the first line
    std::string format, server;
    std::filesystem::path sourceMap;        // lines of "server source"
    std::filesystem::path providers, rules; // tables on top of ours; empty: the user's own

    ScopeRequest scope;
    Bucket bucket = Bucket::Hour;
    std::string table;                     // of export: "attempts", "providers", ...
    std::filesystem::path csv, png, pdf;   // csv "-": standard output (export)
    bool dark = false;                     // pictures
    int scale = 1;                         // pictures
    bool quiet = false;                    // no progress, no summary
};

// Instead of running: a text for standard output (--help, --version) or standard error (a usage error), and the exit code.
struct Answer {
    std::string text;
    ExitCode code = kOk;
};
std::variant<CommandLine, Answer> parseCommandLine(const QStringList& arguments); // arguments[0] is the program

// The range of the request on this data: all of it, or from/to, or the last so-and-so much of it.
Scope scopeFrom(const ScopeRequest&, const OverviewRows& data);

// Where things are when the command line does not say (folders are made when needed).
std::filesystem::path defaultDatabase();                       // <data>/mailvane.mailvane
std::filesystem::path userTable(const std::string& name);      // <config>/providers.tsv, replies.tsv
std::filesystem::path sampleFolder();                          // shipped logs; empty when not installed

} // namespace mv
