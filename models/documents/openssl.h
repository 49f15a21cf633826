// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"

namespace mv {

// What `openssl s_client` prints, also with -brief. Whom it was connected to is only told by the command line before
// it ("$ openssl s_client -connect ..."), by "Verified peername" and, since 3.2, by "Connecting to".
int scoreOpenssl(std::string_view head);
Result<DocumentReading> readOpenssl(std::string_view whole, const DocumentOptions&);

} // namespace mv
