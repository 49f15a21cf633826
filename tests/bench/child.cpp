// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/child.h"
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mv::bench {
namespace {

double seconds(const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; }

[[noreturn]] void become(const std::vector<std::string>& command)
{
    const int null = open("/dev/null", O_RDWR);
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const std::string& a : command)
        arguments.push_back(const_cast<char*>(a.c_str()));
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    _exit(127);
}

} // namespace

Result<ChildRun> run(const std::vector<std::string>& command)
{
    const auto begin = std::chrono::steady_clock::now();
    const pid_t pid = fork();
    if (pid < 0)
        return failure(fmt::format("Can't fork: {}.", std::strerror(errno)));
    if (pid == 0)
        become(command);
    int status = 0;
    rusage used {};
    while (wait4(pid, &status, 0, &used) < 0 && errno == EINTR) { }
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return failure(fmt::format("{} ended with {} {}.", fmt::join(command, " "),
            WIFEXITED(status) ? "exit code" : "signal", WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status)));
    return ChildRun { wall.count(), seconds(used.ru_utime) + seconds(used.ru_stime),
        static_cast<double>(used.ru_maxrss) / 1024 };
}

bool isInstalled(const std::string& program)
{
    const char* path = std::getenv("PATH");
    std::istringstream folders(path ? path : "/usr/bin");
    for (std::string folder; std::getline(folders, folder, ':');)
        if (access((folder + '/' + program).c_str(), X_OK) == 0)
            return true;
    return false;
}

std::filesystem::path besideUs(const std::string& program)
{
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / program;
}

std::vector<std::string> importCommand(const std::string& log, const std::filesystem::path& database)
{
    if (const auto mailvane = besideUs("mailvane"); std::filesystem::exists(mailvane))
        return { mailvane.string(), "import", log, "--database", database.string() };
    return { besideUs("importer").string(), database.string(), log };
}

void forget(const std::filesystem::path& database)
{
    for (const char* suffix : { "", "-wal", "-shm" }) {
        std::error_code ignored; // was not there
        std::filesystem::remove(database.string() + suffix, ignored);
    }
}

std::vector<std::string> importGenerated(std::uint64_t messages, const std::filesystem::path& database)
{
    return { "sh", "-c",
        fmt::format("'{}' --out - --stamp bsd --messages {} 2>/dev/null | '{}'", besideUs("storm").string(), messages,
            fmt::join(importCommand("-", database), "' '")) };
}

} // namespace mv::bench
