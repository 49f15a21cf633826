// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/headless.h"
#include "app/evidencesummary.h"
#include "app/mappings.h"
#include "app/pictures.h"
#include "app/probing.h"
#include "app/rules.h"
#include "app/sample.h"
#include "app/terminal.h"
#include "models/classify/replytemplate.h"
#include "models/export/attemptscsv.h"
#include "models/export/tablescsv.h"
#include "models/ingest/mappingtext.h"
#include "models/ingest/replytext.h"
#include "models/jobs/followedfiles.h"
#include "models/jobs/mappingpreview.h"
#include "models/jobs/privacy.h"
#include "models/jobs/rebuildjob.h"
#include "models/jobs/zones.h"
#include "models/store/queries/imports.h"
#include "models/store/queries/kept.h"
#include "models/store/queries/rates.h"
#include <QTemporaryDir>
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iostream>

namespace mv {
namespace {

Exit failed(const Error& error, Exit code)
{
    fmt::print(stderr, "mailvane: {}\n", error.what);
    return error.cancelled ? Exit::Interrupted : code;
}

std::string dayOf(UtcTime midnight) { return toIso(midnight).substr(0, 10); }

// For answers that lack what only attempts could tell.
void tellKept(const std::optional<UtcTime>& keptFrom)
{
    if (keptFrom)
        fmt::print(stderr, "Attempts from before {} are no longer kept.\n", dayOf(*keptFrom));
}

// The database asked for. The sample has one of its own unless another is named.
std::filesystem::path databaseOf(const CommandLine& line)
{
    std::filesystem::path path = line.database.empty() ? defaultDatabase() : line.database;
    if (line.sample && line.database.empty())
        path.replace_filename("sample.mailvane");
    return path;
}

using ImportPaths
    = std::function<Result<ImportSummary>(const std::vector<std::filesystem::path>&, const std::stop_token&)>;

// Imports what is added to the files, until it is interrupted: that is how it ends. `all`: what was imported already.
Exit follow(FollowedFiles& files, ImportSummary all, const ImportPaths& import, const std::stop_token& stop)
{
    using namespace std::chrono_literals;
    tellMessages(all);
    all.files.clear();
    tellFollowing(files.count());
    while (!stop.stop_requested()) {
        if (const auto changed = files.changed(systemNow()); !changed.empty()) {
            const auto news = import(changed, stop);
            if (!news)
                return failed(news.error(), Exit::NoDatabase);
            all.facts += news->facts;
            all.lines += news->lines;
            all.seconds += news->seconds;
            tellMessages(*news);
        }
        for (int i = 0; i < 10 && !stop.stop_requested(); ++i)
            std::this_thread::sleep_for(100ms);
    }
    printSummary(all);
    return Exit::Done;
}

// Imports the line's files (or the sample); tells how it went. Nothing to import is fine.
Exit importInto(const std::filesystem::path& database, const CommandLine& line)
{
    auto rules = loadRules(line);
    if (!rules)
        return failed(rules.error(), Exit::Usage);
    auto options = importOptions(line);
    if (!options)
        return failed(options.error(), Exit::Usage);
    std::vector<std::filesystem::path> files = line.files;
    std::error_code error;
    if (database.has_parent_path())
        std::filesystem::create_directories(database.parent_path(), error);
    if (error)
        return failed(
            { fmt::format("Can't make the folder {}: {}.", database.parent_path().string(), error.message()) },
            Exit::NoDatabase);
    auto writer = Writer::open(database);
    if (!writer)
        return failed(writer.error(), Exit::NoDatabase);
    if (line.sample) {
        const auto sample = useSample(*options);
        if (!sample)
            return failed(sample.error(), Exit::SomeFailed);
        if (auto ok = putSampleIncidents(*writer); !ok)
            return failed(ok.error(), Exit::SomeFailed);
        files.insert(files.end(), sample->begin(), sample->end());
    }
    FollowedFiles followed(files);
    if (line.follow)
        followed.changed(systemNow()); // before they are read: what comes meanwhile is news
    const InterruptStop interrupt;
    const ImportPaths import = [&](const auto& paths, const std::stop_token& stop) {
        ImportProgress progress;
        const TerminalProgress shown(progress);
        return importFiles(paths, *options, *writer, rules->providers, rules->reasons, progress, stop);
    };
    const auto summary = import(files, interrupt.token());
    if (!summary)
        return failed(summary.error(), Exit::NoDatabase);
    if (summary->files.empty() && !line.follow)
        return failed({ "There are no files to read in what was named." }, Exit::NothingMatched);
    if (line.follow && !summary->cancelled)
        return follow(followed, *summary, import, interrupt.token());
    printSummary(*summary);
    if (summary->cancelled)
        return Exit::Interrupted;
    const bool someFailed = std::ranges::any_of(
        summary->files, [](const FileProgress& f) { return f.state == FileProgress::State::Failed; });
    return someFailed ? Exit::SomeFailed : Exit::Done;
}

// The line's scope on the data there is: from, to, last; all of it by default. Quarters of an hour, as the aggregates
// have.
Result<Scope> scopeOn(const TimeRange& data, const CommandLine& line)
{
    using Quarter = std::chrono::duration<std::int64_t, std::ratio<900>>;
    Scope scope = line.scope;
    scope.range.to = line.to.value_or(std::chrono::ceil<Quarter>(data.to + std::chrono::milliseconds(1)));
    scope.range.from = line.from.value_or(std::chrono::floor<Quarter>(data.from));
    if (line.last)
        scope.range.from = scope.range.to - *line.last;
    if (scope.range.empty())
        return failure(fmt::format(
            "The scope is empty: it would run from {} to {}.", toIso(scope.range.from), toIso(scope.range.to)));
    return scope;
}

Error noAttempts(const std::filesystem::path& database, bool temporary)
{
    if (temporary)
        return { "There are no attempts in these logs." };
    return { fmt::format("The database {} holds no attempts yet: import logs first.", database.string()) };
}

Error nothingMatches(const TimeRange& data)
{
    if (data.empty())
        return { "Nothing has been imported yet." };
    return { fmt::format(
        "Nothing matches. Data runs from {} to {}.", toIso(data.from), toIso(data.to - std::chrono::milliseconds(1))) };
}

// A database that is open for questions about the line's scope.
struct Asked {
    std::unique_ptr<QTemporaryDir> folder; // of a database that lasts no longer
    std::filesystem::path database;
    Exit imported;
    Reader reader;
    Scope scope;
    OverviewRows overview;
};

// Imports what the line names, and opens the database. Files that are named without one get a database of their own, so
// that a report is about them alone.
tl::expected<Asked, Exit> prepare(const CommandLine& line)
{
    std::unique_ptr<QTemporaryDir> folder;
    auto database = databaseOf(line);
    if (line.database.empty() && !line.files.empty()) {
        folder = std::make_unique<QTemporaryDir>();
        if (!folder->isValid())
            return tl::unexpected(failed(
                { "Can't make a temporary folder: " + folder->errorString().toStdString() + '.' }, Exit::NoDatabase));
        database = folder->filePath(QStringLiteral("logs.mailvane")).toStdString();
    }
    Exit imported = Exit::Done;
    if (!line.files.empty() || line.sample) {
        imported = importInto(database, line);
        if (imported != Exit::Done && imported != Exit::SomeFailed)
            return tl::unexpected(imported);
    }
    auto reader = Reader::open(database);
    if (!reader)
        return tl::unexpected(failed(reader.error(), Exit::NoDatabase));
    auto overview = ask(*reader, OverviewQuestion {}, {});
    if (!overview)
        return tl::unexpected(failed(overview.error(), Exit::NoDatabase));
    Result<Scope> scope = line.scope;
    if (!overview->data.empty())
        scope = scopeOn(overview->data, line);
    else if (line.what != "imports") // the journal tells also of logs without attempts
        return tl::unexpected(failed(noAttempts(database, folder != nullptr), Exit::NothingMatched));
    if (!scope)
        return tl::unexpected(failed(scope.error(), Exit::Usage));
    return Asked { std::move(folder), std::move(database), imported, std::move(*reader), std::move(*scope),
        std::move(*overview) };
}

Exit exportAttempts(Asked& asked, OutputFile& out)
{
    const auto journal = ask(asked.reader, ImportQuestion { 0 }, {});
    if (!journal)
        return failed(journal.error(), Exit::NoDatabase);
    const auto files = fileNames(journal->files);
    std::string text;
    appendCsvLine(text, attemptColumns());
    AttemptQuestion question;
    question.scope = asked.scope;
    question.newestFirst = false;
    if (asked.scope.range.from < asked.overview.keptFrom)
        tellKept(asked.overview.keptFrom);
    const InterruptStop interrupt;
    const auto each = [&](const AttemptRow& row) -> Result<void> {
        appendCsvLine(text, attemptCells(row, files));
        if (text.size() > 1 << 20) {
            if (auto ok = out.write(text); !ok)
                return ok;
            text.clear();
        }
        return {};
    };
    const auto count = forEachAttempt(asked.reader, question, interrupt.token(), each);
    if (!count)
        return failed(count.error(), Exit::SomeFailed);
    if (auto ok = out.write(text); !ok)
        return failed(ok.error(), Exit::SomeFailed);
    return *count == 0 ? Exit::NothingMatched : Exit::Done;
}

Exit writeTable(const std::string& what, Asked& asked, Bucket bucket, const std::filesystem::path& where)
{
    auto out = OutputFile::open(where);
    if (!out)
        return failed(out.error(), Exit::SomeFailed);
    if (what == "attempts")
        return exportAttempts(asked, *out);
    const auto table = exportTable(what, asked.reader, asked.scope, bucket, {});
    if (!table)
        return failed(table.error(), Exit::SomeFailed);
    if (auto ok = out->write(toCsv(*table)); !ok)
        return failed(ok.error(), Exit::SomeFailed);
    tellKept(table->keptFrom);
    return table->rows.empty() ? Exit::NothingMatched : Exit::Done;
}

Exit runExport(const CommandLine& line)
{
    auto asked = prepare(line);
    if (!asked)
        return asked.error();
    const Exit done = writeTable(line.what, *asked, line.bucket, line.csv);
    if (done == Exit::NothingMatched)
        return failed(nothingMatches(asked->overview.data), done);
    return done == Exit::Done ? asked->imported : done;
}

Exit writeTables(const CommandLine& line, Asked& asked)
{
    std::error_code error;
    std::filesystem::create_directories(line.csv, error);
    std::vector<std::string> names { "attempts" };
    for (const auto name : tableNames())
        names.emplace_back(name);
    for (const std::string& name : names) {
        const Exit done = writeTable(name, asked, line.bucket, line.csv / (name + ".csv"));
        if (done != Exit::Done && done != Exit::NothingMatched)
            return done;
    }
    fmt::print(stderr, "{} tables in {}\n", names.size(), line.csv.string());
    return Exit::Done;
}

// The text of a perspective that is about other things than attempts. Empty: nothing in the scope.
Result<std::string> evidenceSummary(const CommandLine& line, Asked& asked)
{
    return line.perspective == CommandLine::Perspective::Authentication ? authSummary(asked.reader, asked.scope, {})
                                                                        : probesSummary(asked.reader, asked.scope, {});
}

// The text of a report, told; what there is to say when it is empty.
Exit tellSummary(const CommandLine& line, Asked& asked)
{
    if (line.perspective != CommandLine::Perspective::Overview) {
        const auto summary = evidenceSummary(line, asked);
        if (!summary)
            return failed(summary.error(), Exit::NoDatabase);
        if (summary->empty())
            return failed(nothingMatches(asked.overview.data), Exit::NothingMatched);
        std::cout << *summary << std::flush;
        return Exit::Done;
    }
    const auto rates = ask(asked.reader, RateQuestion { asked.scope, Bucket::Whole, GroupBy::Provider }, {});
    if (!rates)
        return failed(rates.error(), Exit::NoDatabase);
    tellKept(rates->keptFrom);
    if (rates->total.attempts() == 0)
        return failed(nothingMatches(asked.overview.data), Exit::NothingMatched);
    std::cout << rateSummary(asked.scope, *rates) << std::flush;
    return Exit::Done;
}

Exit runReport(const CommandLine& line)
{
    auto asked = prepare(line);
    if (!asked)
        return asked.error();
    if (const Exit told = tellSummary(line, *asked); told != Exit::Done)
        return told;
    if (!line.csv.empty()) {
        if (const Exit done = writeTables(line, *asked); done != Exit::Done)
            return done;
    }
    if (!line.png.empty() || !line.pdf.empty()) {
        ReportRequest request { asked->database, asked->scope, line.bucket, line.png, line.pdf, line.scale, line.dark,
            static_cast<int>(line.perspective) };
        std::error_code missing;
        if (std::filesystem::is_directory(line.pdf, missing))
            request.pdf = line.pdf / "report.pdf";
        const auto files = writePictures(request);
        if (!files)
            return failed(files.error(), Exit::SomeFailed);
        for (const auto& file : *files)
            fmt::print(stderr, "{}\n", file.string());
    }
    return asked->imported;
}

Exit runImport(const CommandLine& line) { return importInto(databaseOf(line), line); }

Exit runClassify(const CommandLine& line)
{
    const auto rules = loadRules(line);
    if (!rules)
        return failed(rules.error(), Exit::Usage);
    std::string text, masked;
    while (std::getline(std::cin, text)) {
        const ReplyText reply = parseReplyText(text);
        Provider provider = reply.host.empty() ? Provider {} : rules->providers.providerOf(reply.host, {});
        if (!provider.listed) {
            if (Provider told = rules->providers.providerInText(text); !told.name.empty())
                provider = std::move(told);
        }
        const Outcome outcome = reply.suspended     ? Outcome::Held
            : reply.code >= 500                     ? Outcome::Bounced
            : reply.code >= 200 && reply.code < 300 ? Outcome::Delivered
                                                    : Outcome::Deferred;
        maskReply(reply.reply, masked);
        const auto reason = rules->reasons.reasonOf(provider.name, outcome, reply.code, reply.enhanced, masked);
        std::cout << fmt::format("{}\t{}\t{}\t{}\n", provider.name,
            reply.code == 0 ? std::string() : fmt::format("{}", reply.code), reason, masked);
    }
    return Exit::Done;
}

// The guess for a log, and how far it goes.
Exit runMapping(const CommandLine& line)
{
    const auto sample = readMappingSample(line.files.front());
    if (!sample)
        return failed(sample.error(), Exit::SomeFailed);
    std::cout << mappingText(sample->guess) << std::flush;
    if (const std::string lacks = sample->guess.lacks(); !lacks.empty())
        return failed({ fmt::format("It lacks {}. There are {}.", lacks, fmt::join(sample->table.columns, ", ")) },
            Exit::SomeFailed);
    const auto preview = previewMapping(*sample, sample->guess, line.logZone.value_or(systemZone()));
    fmt::print(stderr, "Of the first {} lines {} tell a delivery, and {} are not understood.\n", preview.lines.total(),
        preview.lines.delivery, preview.lines.notUnderstood());
    for (const RejectedLine& rejected : preview.notUnderstood)
        fmt::print(stderr, "  not understood: {}\n", rejected.text);
    return Exit::Done;
}

Exit runRelabel(const CommandLine& line)
{
    const auto rules = loadRules(line);
    if (!rules)
        return failed(rules.error(), Exit::Usage);
    const auto database = databaseOf(line);
    std::error_code missing;
    if (!std::filesystem::exists(database, missing))
        return failed({ fmt::format("There is no database {}.", database.string()) }, Exit::NoDatabase);
    auto writer = Writer::open(database);
    if (!writer)
        return failed(writer.error(), Exit::NoDatabase);
    const InterruptStop interrupt;
    const auto done = relabel(*writer, rules->providers, rules->reasons, interrupt.token(), showShare);
    if (!done)
        return failed(done.error(), Exit::NoDatabase);
    const UtcTime keptFrom = writer->keptFrom();
    fmt::print(stderr, "History has its new labels{}.\n",
        keptFrom == UtcTime()
            ? ""
            : fmt::format(
                " from {} on; days before keep theirs, as their attempts are not kept any more", dayOf(keptFrom)));
    return Exit::Done;
}

void printPrivacy(const KeptRows& kept)
{
    fmt::print("Names in addresses: {}\n", kept.pseudonymised ? "replaced by pseudonyms" : "as logged");
    fmt::print("Attempts are kept: {}\n",
        kept.months == 0 ? "for ever" : fmt::format("for {} {}", kept.months, kept.months == 1 ? "month" : "months"));
    if (kept.keptFrom != UtcTime())
        fmt::print("Attempts from before {} were dropped; the aggregates have them.\n", dayOf(kept.keptFrom));
}

Exit runPrivacy(const CommandLine& line)
{
    const auto database = databaseOf(line);
    std::error_code missing;
    if (!std::filesystem::exists(database, missing))
        return failed({ fmt::format("There is no database {}.", database.string()) }, Exit::NoDatabase);
    if (line.pseudonymise || line.keepMonths) {
        auto writer = Writer::open(database);
        if (!writer)
            return failed(writer.error(), Exit::NoDatabase);
        const PrivacySettings before = privacySettings(*writer);
        const PrivacySettings wanted { line.pseudonymise.value_or(before.pseudonymise),
            line.keepMonths.value_or(before.months) };
        const InterruptStop interrupt;
        const auto done = setPrivacy(*writer, wanted, systemNow(), interrupt.token(), showShare);
        if (!done)
            return failed(done.error(), Exit::NoDatabase);
        if (done->pruned.facts > 0)
            fmt::print(stderr, "{} attempts and other facts were dropped; the aggregates stay.\n", done->pruned.facts);
        if (done->bytesFreed > 0)
            fmt::print(stderr, "{:.1f} MB of the disk are free again.\n", static_cast<double>(done->bytesFreed) / 1e6);
        if (wanted.pseudonymise != before.pseudonymise)
            fmt::print(
                stderr, "This holds for what is read from now on; import earlier logs again to change them, too.\n");
    }
    auto reader = Reader::open(database);
    if (!reader)
        return failed(reader.error(), Exit::NoDatabase);
    const auto kept = ask(*reader, KeptQuestion {}, {});
    if (!kept)
        return failed(kept.error(), Exit::NoDatabase);
    printPrivacy(*kept);
    return Exit::Done;
}

} // namespace

Exit runHeadless(const CommandLine& line)
{
    switch (line.verb) {
    case CommandLine::Verb::Help:
        std::cout << line.help;
        return Exit::Done;
    case CommandLine::Verb::Version:
        std::cout << "mailvane " MAILVANE_VERSION "\n";
        return Exit::Done;
    case CommandLine::Verb::Import:
        return runImport(line);
    case CommandLine::Verb::Report:
        return runReport(line);
    case CommandLine::Verb::Export:
        return runExport(line);
    case CommandLine::Verb::Classify:
        return runClassify(line);
    case CommandLine::Verb::Mapping:
        return runMapping(line);
    case CommandLine::Verb::Relabel:
        return runRelabel(line);
    case CommandLine::Verb::Privacy:
        return runPrivacy(line);
    case CommandLine::Verb::Probe:
        return runProbe(line.probe, databaseOf(line));
    case CommandLine::Verb::Window:
        break;
    }
    return Exit::Usage;
}

} // namespace mv
