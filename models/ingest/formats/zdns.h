// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// What ZMap's zdns prints: one JSON object for each name.
int scoreZdns(std::string_view head);
std::unique_ptr<LineFormat> makeZdns(const FormatOptions&, Correlator&);

} // namespace mv
