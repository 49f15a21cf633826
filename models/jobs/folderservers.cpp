// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/folderservers.h"
#include <algorithm>
#include <array>
#include <utility>

namespace mv {
namespace {

namespace fs = std::filesystem;

// Folders that logs lie in on every server.
constexpr std::array<std::string_view, 30> kUsual { "..", ".", "archive", "archives", "backup", "backups", "current",
    "data", "exim", "exim4", "haraka", "kumomta", "log", "logs", "mail", "maillog", "maillogs", "old", "opensmtpd",
    "pmta", "postfix", "powermta", "qmail", "rspamd", "sendmail", "smtp", "spool", "tmp", "var", "www" };

bool isDate(std::string_view name) // "2023", "2023-10-12", "20231012"
{
    return name.find_first_not_of("0123456789-_.") == std::string_view::npos;
}

bool namesServer(std::string_view name)
{
    return !name.empty() && !isDate(name) && std::ranges::find(kUsual, name) == kUsual.end();
}

// The first folder of a relative path that names a server, and the path up to it.
std::pair<std::string, fs::path> firstServer(const fs::path& relative)
{
    fs::path walked;
    for (const fs::path& part : relative.parent_path()) {
        walked /= part;
        if (namesServer(part.string()))
            return { part.string(), walked };
    }
    return {};
}

// Of the file on disk; the folders in an archive are told by its members every time.
std::pair<std::string, fs::path> namingFolder(const SourceRef& ref)
{
    if (ref.under.empty())
        return {};
    auto [server, relative] = firstServer(ref.path.lexically_relative(ref.under));
    return { std::move(server), ref.under / relative };
}

std::string keyOf(const fs::path& folder) { return "server in " + folder.string(); }

} // namespace

std::string serverInPath(const SourceRef& ref)
{
    auto [server, folder] = namingFolder(ref);
    return server.empty() ? firstServer(ref.member).first : server;
}

FolderServers::FolderServers(ReadSetting setting)
    : m_setting(std::move(setting))
{
}

std::string FolderServers::of(const SourceRef& ref)
{
    std::string server = serverInPath(ref);
    if (ref.path == "-")
        return server;
    for (fs::path folder = ref.path.parent_path(); server.empty(); folder = folder.parent_path()) {
        server = known(folder);
        if (!folder.has_relative_path())
            break;
    }
    return server;
}

std::string FolderServers::known(const fs::path& folder)
{
    const auto found = m_known.find(folder);
    return found != m_known.end() ? found->second : m_known.emplace(folder, m_setting(keyOf(folder))).first->second;
}

Result<void> FolderServers::remember(const SourceRef& ref, Writer& writer)
{
    const auto [server, folder] = namingFolder(ref);
    if (server.empty() || known(folder) == server)
        return {};
    m_known[folder] = server;
    return writer.putSetting(keyOf(folder), server);
}

} // namespace mv
