// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"

namespace mv {

// checkdmarc's JSON: what it found of one domain, or a list of domains.
int scoreCheckdmarc(std::string_view head);
Result<DocumentReading> readCheckdmarc(std::string_view whole, const DocumentOptions&);

} // namespace mv
