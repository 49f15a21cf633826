// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rules.h"
#include "app/mappings.h"
#include "app/paths.h"
#include "models/classify/tsv.h"
#include <QFile>
#include <QStandardPaths>
#include <fmt/format.h>
#include <map>
#include <memory>

namespace mv {
namespace {

// Ours with the user's on top: the table that was named, else the one in the configuration folder, if there is one.
template <class Table> Result<Table> tableWith(const std::filesystem::path& named, const char* usualName)
{
    const auto folder = QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation).toStdString();
    const auto file = named.empty() ? std::filesystem::path(folder) / usualName : named;
    std::error_code missing;
    if (named.empty() && !std::filesystem::exists(file, missing))
        return Table::make();
    const auto text = readText(file);
    if (!text)
        return tl::unexpected(text.error());
    return Table::make(*text, file.string());
}

} // namespace

Result<std::string> readText(const std::filesystem::path& file)
{
    QFile in(toQString(file));
    if (!in.open(QIODevice::ReadOnly))
        return failure(fmt::format("Can't read {}: {}.", file.string(), in.errorString().toStdString()));
    return in.readAll().toStdString();
}

Result<Rules> loadRules(const CommandLine& line)
{
    auto providers = tableWith<ProviderTable>(line.providerTable, "providers.tsv");
    if (!providers)
        return tl::unexpected(providers.error());
    auto reasons = tableWith<ReasonRules>(line.replyRules, "replies.tsv");
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
    options.mappings = savedMappings;
    if (!line.mapping.empty()) {
        auto mapping = loadMapping(line.mapping);
        if (!mapping)
            return tl::unexpected(mapping.error());
        options.mapping = *mapping;
    }
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
