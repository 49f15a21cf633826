// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"

namespace mv {

// sslyze's JSON (--json_out), version 5 and later.
int scoreSslyze(std::string_view head);
Result<DocumentReading> readSslyze(std::string_view whole, const DocumentOptions&);

} // namespace mv
