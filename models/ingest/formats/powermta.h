// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// PowerMTA's accounting files, CSV (powermta.cpp).
int scorePowerMta(std::string_view head);
std::unique_ptr<LineFormat> makePowerMta(const FormatOptions&, Correlator&);

} // namespace mv
