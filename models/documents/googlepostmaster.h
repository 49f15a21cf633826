// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"

namespace mv {

// Answers of the Gmail Postmaster Tools API: trafficStats (version 1), domainStats and complianceStatus (version 2).
int scoreGooglePostmaster(std::string_view head);
Result<DocumentReading> readGooglePostmaster(std::string_view whole, const DocumentOptions&);

} // namespace mv
