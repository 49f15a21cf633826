// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// Proofpoint on Demand's mail logs (proofpoint.cpp).
int scoreProofpoint(std::string_view head);
std::unique_ptr<LineFormat> makeProofpoint(const FormatOptions&, Correlator&);

} // namespace mv
