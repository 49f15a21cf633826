// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/documents/document.h"

namespace mv {

// DMARC aggregate reports in XML (RFC 7489, appendix C; RFC 9990). policy_evaluated tells what is aligned, auth_results
// what each check found: DMARC passes when either is aligned, whatever the disposition.
int scoreDmarcAggregate(std::string_view head);
Result<DocumentReading> readDmarcAggregate(std::string_view whole, const DocumentOptions&);

} // namespace mv
