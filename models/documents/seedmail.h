// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"
#include "models/documents/mailheaders.h"

namespace mv {

// What a mail in a mailbox tells of how its receiver judged it: at most one authentication result (all trusted headers
// together) and one placement.
Evidence seedEvidence(const MailHeaders&, const DocumentOptions&);

// When it was received: the time of the topmost Received, else Date, else the file's.
UtcTime receivedAt(const MailHeaders&, const DocumentOptions&);

} // namespace mv
