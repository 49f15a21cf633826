// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal.h"
#include <algorithm>
#include <csignal>
#include <fmt/format.h>
#include <unistd.h>

namespace mv {
namespace {

using namespace std::chrono_literals;
using State = FileProgress::State;

// A signal handler may do little more than set a flag. Who asks twice waits no longer, for a pipe that is silent, say: what
// was committed is whole.
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

std::string nameOf(const FileProgress& file)
{
    return printable(shownPath(file.path) + (file.member.empty() ? "" : '!' + file.member));
}

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
    std::string line = fmt::format("{} of {}: {}  {:.0f} MB, {:.0f} MB/s", ended + 1, files.size(), nameOf(*current), mb, rate);
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

void printSummary(const ImportSummary& summary)
{
    std::size_t known = 0;
    for (const FileProgress& file : summary.files) {
        known += file.state == State::AlreadyImported;
        if (file.state == State::Failed)
            fmt::print(stderr, "{}\n", printable(file.message));
    }
    const auto lines = summary.lines.total();
    std::string text = fmt::format("{} attempts and other facts from {} lines in {:.1f} s", summary.facts, lines, summary.seconds);
    if (known > 0)
        text += fmt::format("; {} already imported", known == 1 ? "1 file was" : fmt::format("{} files were", known));
    if (summary.duplicates > 0)
        text += fmt::format("; {} known from other files", summary.duplicates);
    if (const auto bad = summary.lines.notUnderstood(); bad > 0)
        text += fmt::format("; {} lines not understood ({:.2f} %)", bad, 100 * static_cast<double>(bad) / static_cast<double>(lines));
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
    const auto percent = [](std::optional<double> rate) { return rate ? fmt::format("{:.1f} %", *rate * 100) : std::string("-"); };
    std::string text = fmt::format("{}\n\n{:24} {:>10} {:>10}", toString(scope), "Provider", "Attempts", "Deferred");
    text += scope.compares() ? fmt::format(" {:>10}\n", "before") : "\n";
    const auto line = [&](std::string_view name, const Counts& now, const Counts& before) {
        text += fmt::format("{:24} {:>10} {:>10}", name, now.attempts(), percent(now.deferralRate()));
        text += scope.compares() ? fmt::format(" {:>10}\n", percent(before.deferralRate())) : "\n";
    };
    for (const RateGroup& group : rates.groups)
        line(group.name, group.total, group.comparedTotal);
    line("All providers", rates.total, rates.comparedTotal);
    return text;
}

} // namespace mv
