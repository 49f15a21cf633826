// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// Microsoft 365's message traces (m365trace.cpp).
int scoreM365Trace(std::string_view head);
std::unique_ptr<LineFormat> makeM365Trace(const FormatOptions&, Correlator&);

} // namespace mv
