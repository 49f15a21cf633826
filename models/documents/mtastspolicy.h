// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"

namespace mv {

// An MTA-STS policy as it was fetched (RFC 8461, 3.2). It does not say whose it is: the path may, by a folder or file
// that is called as the policy's host ("mta-sts.example.com/.well-known/mta-sts.txt", "mta-sts.example.com.txt").
int scoreMtaStsPolicy(std::string_view head);
Result<DocumentReading> readMtaStsPolicy(std::string_view whole, const DocumentOptions&);

} // namespace mv
