// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// Tables of seed lists, by the names of their columns: a row for each seed with the folder that it was placed into, or
// for each provider with how many seeds were placed where.
int scorePlacementCsv(std::string_view head);
std::unique_ptr<LineFormat> makePlacementCsv(const FormatOptions&, Correlator&);

} // namespace mv
