// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sample.h"
#include "app/rules.h"
#include "models/classify/tsv.h"
#include <QCoreApplication>
#include <fmt/format.h>

namespace mv {
namespace {

// Lines "label, provider, from, to, link, text" with tabs between, times in ISO 8601; an empty `to` is still open.
Result<std::vector<Incident>> readIncidents(const std::filesystem::path& file)
{
    const auto text = readText(file);
    if (!text)
        return tl::unexpected(text.error());
    std::vector<Incident> incidents;
    for (const TsvRow& row : tsvRows(*text)) {
        const auto& cells = row.columns;
        Incident incident;
        UtcTime to;
        const bool ok
            = cells.size() == 6 && fromIso(cells[2], incident.from) && (cells[3].empty() || fromIso(cells[3], to));
        if (!ok)
            return failure(fmt::format("{}:{}: expected label, provider, from, to, link and text with tabs between.",
                file.string(), row.line));
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
