// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rules.h"
#include "models/classify/tsv.h"
#include <QStandardPaths>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>

namespace mv {
namespace {

// The table named by the user, or the one in the configuration folder; no such file there: no table.
Result<std::string> userTable(const std::filesystem::path& named, const char* name)
{
    if (!named.empty())
        return readText(named);
    const auto folder = QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation).toStdString();
    const auto file = std::filesystem::path(folder) / name;
    std::error_code missing;
    if (!std::filesystem::exists(file, missing))
        return std::string();
    return readText(file);
}

} // namespace

Result<std::string> readText(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (!in || !(text << in.rdbuf()))
        return failure(fmt::format("Can't read {}.", file.string()));
    return text.str();
}

Result<Rules> loadRules(const CommandLine& line)
{
    const auto providerText = userTable(line.providerTable, "providers.tsv");
    if (!providerText)
        return tl::unexpected(providerText.error());
    const auto ruleText = userTable(line.replyRules, "replies.tsv");
    if (!ruleText)
        return tl::unexpected(ruleText.error());
    auto providers = ProviderTable::make(*providerText);
    if (!providers)
        return tl::unexpected(providers.error());
    auto reasons = ReasonRules::make(*ruleText);
    if (!reasons)
        return tl::unexpected(reasons.error());
    return Rules { std::move(*providers), std::move(*reasons) };
}

Result<ImportOptions> importOptions(const CommandLine& line)
{
    ImportOptions options;
    options.zone = line.logZone;
    options.year = line.year;
    options.format = line.format;
    options.server = line.server;
    if (!line.sourceMap.empty()) {
        if (auto ok = useSourceMap(options, line.sourceMap); !ok)
            return tl::unexpected(ok.error());
    }
    return options;
}

Result<void> useSourceMap(ImportOptions& options, const std::filesystem::path& file)
{
    const auto text = readText(file);
    if (!text)
        return tl::unexpected(text.error());
    const auto map = std::make_shared<std::map<std::string, std::string, std::less<>>>();
    for (const TsvRow& row : tsvRows(*text)) {
        const auto& cells = row.columns;
        if (cells.size() != 2 || cells[0].empty() || cells[1].empty())
            return failure(
                fmt::format("{}:{}: expected a server and its source with a tab between.", file.string(), row.line));
        (*map)[std::string(cells[0])] = cells[1];
    }
    options.sourceOf = [map](std::string_view server) {
        const auto found = map->find(server);
        return found == map->end() ? std::string() : found->second;
    };
    return {};
}

} // namespace mv
