// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sample.h"
#include "app/rules.h"
#include <QCoreApplication>
#include <fmt/format.h>
#include <fstream>

namespace mv {
namespace {

std::vector<std::string> fields(const std::string& line)
{
    std::vector<std::string> all;
    std::size_t begin = 0;
    for (std::size_t tab = line.find('\t'); tab != std::string::npos; tab = line.find('\t', begin)) {
        all.push_back(line.substr(begin, tab - begin));
        begin = tab + 1;
    }
    all.push_back(line.substr(begin));
    return all;
}

// Lines "label, provider, from, to, link, text" with tabs between, times in ISO 8601; an empty `to` is still open.
Result<std::vector<Incident>> readIncidents(const std::filesystem::path& file)
{
    std::ifstream in(file);
    if (!in)
        return failure(fmt::format("Can't read {}.", file.string()));
    std::vector<Incident> incidents;
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.empty() || line.starts_with('#'))
            continue;
        const auto cells = fields(line);
        Incident incident;
        UtcTime to;
        const bool ok = cells.size() == 6 && fromIso(cells[2], incident.from) && (cells[3].empty() || fromIso(cells[3], to));
        if (!ok)
            return failure(fmt::format("{}:{}: expected label, provider, from, to, link and text with tabs between.", file.string(), number));
        incident.label = cells[0];
        incident.provider = cells[1];
        if (!cells[3].empty())
            incident.to = to;
        incident.link = cells[4];
        incident.text = cells[5];
        incidents.push_back(std::move(incident));
    }
    return incidents;
}

} // namespace

std::filesystem::path sampleFolder()
{
    const std::filesystem::path program = QCoreApplication::applicationDirPath().toStdString();
    for (const auto& folder : { program / "../share/mailvane/sample", program / "../../../resources/sample" }) {
        std::error_code missing;
        if (std::filesystem::is_directory(folder, missing))
            return std::filesystem::canonical(folder, missing);
    }
    return {};
}

Result<std::vector<std::filesystem::path>> useSample(ImportOptions& options)
{
    const auto folder = sampleFolder();
    if (folder.empty())
        return failure("The sample is not installed.");
    options.zone = Zone();
    if (auto ok = useSourceMap(options, folder / "sources.tsv"); !ok)
        return tl::unexpected(ok.error());
    std::vector<std::filesystem::path> files;
    std::error_code unreadable;
    for (const auto& entry : std::filesystem::directory_iterator(folder, unreadable)) {
        if (entry.path().filename().string().starts_with("mail.log"))
            files.push_back(entry.path());
    }
    return files;
}

Result<void> putSampleIncidents(Writer& writer)
{
    if (!writer.journal().empty()) // they came with the first import
        return {};
    const auto incidents = readIncidents(sampleFolder() / "incidents.tsv");
    if (!incidents)
        return tl::unexpected(incidents.error());
    for (const Incident& incident : *incidents) {
        if (const auto ok = writer.putIncident(incident); !ok)
            return tl::unexpected(ok.error());
    }
    return {};
}

} // namespace mv
