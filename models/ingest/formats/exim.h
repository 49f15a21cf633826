// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// Exim's main log, from its own file or from syslog (exim.cpp).
int scoreExim(std::string_view head);
std::unique_ptr<LineFormat> makeExim(const FormatOptions&, Correlator&);

} // namespace mv
