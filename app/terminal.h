// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/importjob.h"
#include "models/store/queries/rates.h"
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

namespace mv {

// While alive, Ctrl-C (SIGINT) and SIGTERM ask to stop instead of ending the program. One at a time.
class InterruptStop {
public:
    InterruptStop();
    ~InterruptStop();
    InterruptStop(const InterruptStop&) = delete;
    InterruptStop& operator=(const InterruptStop&) = delete;
    std::stop_token token() const { return m_stop.get_token(); }

private:
    std::stop_source m_stop;
    std::jthread m_watch;
};

// While alive, shows an import's progress in one line of standard error, if that is a terminal.
class TerminalProgress {
public:
    explicit TerminalProgress(const ImportProgress&);

private:
    std::jthread m_show;
};

// A file to write to, or standard output for "-".
class OutputFile {
public:
    static Result<OutputFile> open(const std::filesystem::path&);
    Result<void> write(std::string_view);

private:
    struct Close {
        void operator()(std::FILE*) const;
    };
    std::unique_ptr<std::FILE, Close> m_file;
    std::string m_name;
};

void printSummary(const ImportSummary&);                // to standard error
void tellMessages(const ImportSummary&);                // of its files, to standard error
void tellFollowing(std::size_t files);                  // how it ends, if standard error is a terminal
void showShare(double share);                           // 0..1, if standard error is a terminal
std::string rateSummary(const Scope&, const RateRows&); // the providers of a report, for people

} // namespace mv
