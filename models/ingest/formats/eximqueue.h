// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

int scoreEximQueue(std::string_view head);
std::unique_ptr<LineFormat> makeEximQueue(const FormatOptions&, Correlator&);

} // namespace mv
