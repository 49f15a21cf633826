// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// Exchange's message tracking logs, MSGTRK*.LOG (exchange.cpp).
int scoreExchange(std::string_view head);
std::unique_ptr<LineFormat> makeExchange(const FormatOptions&, Correlator&);

} // namespace mv
