// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal.h"
#include <algorithm>
#include <csignal>
#include <fmt/format.h>
#include <map>
#include <unistd.h>

namespace mv {
namespace {

using namespace std::chrono_literals;
using State = FileProgress::State;

// A signal handler may do little more than set a flag. Who asks twice waits no longer, for a pipe that is silent, say:
// what was committed is whole.
volatile std::sig_atomic_t interrupted = 0;
void onSignal(int)
{
    if (interrupted)
        _exit(130);
    interrupted = 1;
}

bool onTerminal() { return isatty(STDERR_FILENO) == 1; }

// Names in an archive are as hostile as its maker: none may move the cursor.
std::string printable(std::string text)
{
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    return text;
}

std::string counted(std::uint64_t n, const char* one, const char* many)
{
    return fmt::format("{} {}", n, n == 1 ? one : many);
}

std::string nameOf(const FileProgress& file) { return printable(shownPath(file.path, file.member)); }

std::string progressLine(const std::vector<FileProgress>& files)
{
    std::size_t ended = 0;
    const FileProgress* current = nullptr;
    for (const FileProgress& file : files) {
        if (file.state == State::Reading)
            current = &file;
        else if (file.state != State::Waiting)
            ++ended;
    }
    if (current == nullptr)
        return fmt::format("{} of {} files", ended, files.size());
    const double mb = static_cast<double>(current->bytes) / 1e6;
    const double rate = current->seconds > 0 ? mb / current->seconds : 0;
    std::string line
        = fmt::format("{} of {}: {}  {:.0f} MB, {:.0f} MB/s", ended + 1, files.size(), nameOf(*current), mb, rate);
    if (current->diskSize > 0 && current->diskPosition > 0) {
        const double share = static_cast<double>(current->diskPosition) / static_cast<double>(current->diskSize);
        line += fmt::format(", {:.0f} %, {:.0f} s left", share * 100, current->seconds * (1 / share - 1));
    }
    return line;
}

} // namespace

InterruptStop::InterruptStop()
{
    interrupted = 0;
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
    m_watch = std::jthread([this](std::stop_token end) {
        while (!end.stop_requested()) {
            if (interrupted)
                m_stop.request_stop();
            std::this_thread::sleep_for(20ms);
        }
    });
}

InterruptStop::~InterruptStop()
{
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

TerminalProgress::TerminalProgress(const ImportProgress& progress)
{
    if (!onTerminal())
        return;
    m_show = std::jthread([&progress](std::stop_token end) {
        while (!end.stop_requested()) {
            if (const auto files = progress.snapshot(); !files.empty())
                fmt::print(stderr, "\r\x1b[K{}", progressLine(files));
            std::this_thread::sleep_for(200ms);
        }
        fmt::print(stderr, "\r\x1b[K");
    });
}

void OutputFile::Close::operator()(std::FILE* file) const
{
    if (file != stdout)
        std::fclose(file);
}

Result<OutputFile> OutputFile::open(const std::filesystem::path& path)
{
    OutputFile out;
    out.m_name = path == "-" ? "standard output" : path.string();
    out.m_file.reset(path == "-" ? stdout : std::fopen(path.c_str(), "wb"));
    if (!out.m_file)
        return failure(fmt::format("Can't write {}: {}.", path.string(), std::strerror(errno)));
    return out;
}

Result<void> OutputFile::write(std::string_view text)
{
    if (std::fwrite(text.data(), 1, text.size(), m_file.get()) != text.size() || std::fflush(m_file.get()) != 0)
        return failure(fmt::format("Can't write {}: {}.", m_name, std::strerror(errno)));
    return {};
}

void tellMessages(const ImportSummary& summary)
{
    std::map<std::string, std::vector<const FileProgress*>> remarks; // many files have the same
    for (const FileProgress& file : summary.files) {
        if (file.state == State::Failed)
            fmt::print(stderr, "{}\n", printable(file.message));
        else if (!file.message.empty())
            remarks[file.message].push_back(&file);
    }
    for (const auto& [remark, files] : remarks)
        fmt::print(stderr, "{}{}: {}\n", nameOf(*files.front()),
            files.size() > 1 ? " and " + counted(files.size() - 1, "other file", "other files") : "",
            printable(remark));
}

void tellFollowing(std::size_t files)
{
    if (onTerminal())
        fmt::print(stderr, "Following {}; Ctrl-C ends it.\n", counted(files, "file", "files"));
}

void printSummary(const ImportSummary& summary)
{
    tellMessages(summary);
    std::uint64_t known = 0, failed = 0;
    for (const FileProgress& file : summary.files) {
        known += file.state == State::AlreadyImported;
        failed += file.state == State::Failed;
    }
    const auto lines = summary.lines.total();
    std::string text = known > 0 ? "Nothing new" : "Nothing was read";
    if (lines > 0)
        text = fmt::format("{} from {} in {:.1f} s",
            counted(summary.facts, "attempt or other fact", "attempts and other facts"),
            counted(lines, "line", "lines"), summary.seconds);
    if (known > 0)
        text += fmt::format("; {} already imported", counted(known, "file was", "files were"));
    if (failed > 0)
        text += fmt::format("; {} not read to the end", counted(failed, "file was", "files were"));
    if (summary.duplicates > 0)
        text += fmt::format("; {} known from other files", summary.duplicates);
    if (summary.tooOld > 0)
        text += fmt::format("; {} older than what is kept", counted(summary.tooOld, "line is", "lines are"));
    if (summary.pruned.facts > 0)
        text += fmt::format(
            "; {} from before {} dropped", summary.pruned.facts, toIso(summary.pruned.keptFrom).substr(0, 10));
    if (const auto bad = summary.lines.notUnderstood(); bad > 0)
        text += fmt::format("; {} not understood ({:.2f} %)", counted(bad, "line", "lines"),
            100 * static_cast<double>(bad) / static_cast<double>(lines));
    if (summary.cancelled)
        text += "; interrupted: the same command goes on";
    fmt::print(stderr, "{}.\n", text);
}

void showShare(double share)
{
    if (onTerminal())
        fmt::print(stderr, "\r\x1b[K{:.0f} %{}", share * 100, share >= 1 ? "\n" : "");
}

std::string rateSummary(const Scope& scope, const RateRows& rates)
{
    constexpr std::string_view kAll = "All providers";
    std::size_t width = kAll.size();
    for (const RateGroup& group : rates.groups)
        width = std::max(width, group.name.size());
    const auto percent
        = [](std::optional<double> rate) { return rate ? fmt::format("{:.1f} %", *rate * 100) : std::string("-"); };
    const auto row = [&](std::string_view name, const auto& attempts, std::string_view deferred,
                         std::string_view before, std::string_view bounced, std::string_view affected) {
        std::string text = fmt::format("{:{}} {:>10} {:>10}", name, width, attempts, deferred);
        if (scope.compares())
            text += fmt::format(" {:>10}", before);
        return text + fmt::format(" {:>10} {:>10}\n", bounced, affected);
    };
    const auto line = [&](std::string_view name, const Counts& now, const Counts& before) {
        return row(name, now.attempts(), percent(now.deferralRate()), percent(before.deferralRate()),
            percent(now.bounceRate()), percent(now.messagesAffected()));
    };
    std::string text
        = toString(scope) + "\n\n" + row("Provider", "Attempts", "Deferred", "before", "Bounced", "Affected");
    for (const RateGroup& group : rates.groups)
        text += line(group.name, group.total, group.comparedTotal);
    return text + line(kAll, rates.total, rates.comparedTotal);
}

} // namespace mv
