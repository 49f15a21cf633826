// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"

namespace mv {

// Microsoft 365's service health issues as Microsoft Graph has them: answers of serviceAnnouncement/issues and
// healthOverviews?$expand=issues, one issue, or a list of issues.
int scoreGraphIncidents(std::string_view head);
Result<DocumentReading> readGraphIncidents(std::string_view whole, const DocumentOptions&);

} // namespace mv
