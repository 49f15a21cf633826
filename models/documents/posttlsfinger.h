// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"

namespace mv {

// What Postfix's posttls-finger prints.
int scorePosttlsFinger(std::string_view head);
Result<DocumentReading> readPosttlsFinger(std::string_view whole, const DocumentOptions&);

} // namespace mv
