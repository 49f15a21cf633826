// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/importedfile.h"
#include "models/store/queries/attempts.h"
#include <map>
#include <string>
#include <vector>

namespace mv {

// The CSV of attempts: time (UTC, ISO 8601), server, source, provider, relay, recipient_domain, sender_domain, outcome, code,
// enhanced, stage, reason, template, delay_s, queue_id, file, offset; then relay_ip, tls, first_try. The first seventeen
// are promised: scripts read them by position.
std::vector<std::string> attemptColumns();
// `files`: names of the journal's files, "path" or "path!member".
std::vector<std::string> attemptCells(const AttemptRow&, const std::map<FileId, std::string>& files);
std::map<FileId, std::string> fileNames(const std::vector<ImportedFile>&);

} // namespace mv
