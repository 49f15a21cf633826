// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"

namespace mv {

// What BIND's dig prints: all of it, parts of it (+noall +answer ...), of one question or several.
int scoreDig(std::string_view head);
Result<DocumentReading> readDig(std::string_view whole, const DocumentOptions&);

// The same with +yaml.
int scoreDigYaml(std::string_view head);
Result<DocumentReading> readDigYaml(std::string_view whole, const DocumentOptions&);

} // namespace mv
