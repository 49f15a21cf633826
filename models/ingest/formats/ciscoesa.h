// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// Cisco Secure Email's consolidated event logs (ciscoesa.cpp).
int scoreCiscoEsa(std::string_view head);
std::unique_ptr<LineFormat> makeCiscoEsa(const FormatOptions&, Correlator&);

} // namespace mv
