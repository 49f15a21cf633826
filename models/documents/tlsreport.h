// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"

namespace mv {

// SMTP TLS reports in JSON (RFC 8460). Entries of several policy types for one domain may tell the same sessions, so
// each keeps its type: who adds, adds those of one type.
int scoreTlsReport(std::string_view head);
Result<DocumentReading> readTlsReport(std::string_view whole, const DocumentOptions&);

// Of failed sessions that the summary counts and no detail explains.
inline constexpr std::string_view kFailureNotTold = "not-told";

} // namespace mv
