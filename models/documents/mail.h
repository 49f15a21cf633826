// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"

namespace mv {

// A mail (RFC 5322). What it carries comes first: reports, as parts, in archives and in mails in it, known by content.
// Then a report about a mail that failed DMARC. Any other is a mail of a seed mailbox: its receiver's headers and the
// folder where it lies tell how that judged it; without them it tells nothing.
int scoreMail(std::string_view head);
Result<DocumentReading> readMail(std::string_view whole, const DocumentOptions&);

// Says of all records where in the file they are.
void placeAt(Evidence&, std::uint64_t offset);

} // namespace mv
