// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// The JSON forms of Microsoft 365's message traces (m365json.cpp).
int scoreM365Json(std::string_view head);
std::unique_ptr<LineFormat> makeM365Json(const FormatOptions&, Correlator&);

} // namespace mv
