// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"
#include "models/documents/mailheaders.h"
#include "models/documents/mimeparts.h"
#include <optional>
#include <span>

namespace mv {

// A report about one mail: DMARC failure reports (RFC 6591, RFC 9991), also those that Netease and Exim write as plain
// text. A complaint (Feedback-Type: abuse ...) is understood and tells nothing here but a remark. None: no such report.
std::optional<DocumentReading> readFailureReport(const MailHeaders&, std::span<const MimePart>, const DocumentOptions&);

} // namespace mv
