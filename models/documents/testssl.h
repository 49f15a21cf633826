// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"

namespace mv {

// What testssl.sh writes with --jsonfile, --jsonfile-pretty and --csvfile, also while it still runs.
int scoreTestssl(std::string_view head);
Result<DocumentReading> readTestssl(std::string_view whole, const DocumentOptions&);

} // namespace mv
