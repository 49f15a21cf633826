// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/attemptscsv.h"
#include <fmt/format.h>

namespace mv {

std::vector<std::string> attemptColumns()
{
    return { "time", "server", "source", "provider", "relay", "recipient_domain", "sender_domain", "outcome", "code",
        "enhanced", "stage", "reason", "template", "delay_s", "queue_id", "file", "offset", "relay_ip", "tls",
        "first_try" };
}

std::vector<std::string> attemptCells(const AttemptRow& row, const std::map<FileId, std::string>& files)
{
    const auto file = files.find(row.file);
    return { toIso(row.at), row.server, row.source, row.provider, row.relayHost, row.recipientDomain, row.senderDomain,
        std::string(toString(row.outcome)), row.code == 0 ? std::string() : fmt::format("{}", row.code),
        row.enhanced.toString(), std::string(toString(row.stage)), row.reason, row.templ,
        row.delay ? fmt::format("{}", static_cast<double>(row.delay->count()) / 1000) : std::string(), row.queueId,
        file == files.end() ? std::string() : file->second, fmt::format("{}", row.offset), row.relayIp, row.tls,
        row.firstTry ? "1" : "0" };
}

std::map<FileId, std::string> fileNames(const std::vector<ImportedFile>& files)
{
    std::map<FileId, std::string> names;
    for (const ImportedFile& file : files)
        names[file.id] = shownPath(file.path, file.member);
    return names;
}

} // namespace mv
