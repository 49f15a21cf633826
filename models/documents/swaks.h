// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"

namespace mv {

// Transcripts of swaks. They may hold passwords (AUTH) and mail: nothing of what was said is kept but replies that
// refuse STARTTLS.
int scoreSwaks(std::string_view head);
Result<DocumentReading> readSwaks(std::string_view whole, const DocumentOptions&);

} // namespace mv
