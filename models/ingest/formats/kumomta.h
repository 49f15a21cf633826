// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// KumoMTA's log records, JSON (kumomta.cpp).
int scoreKumoMta(std::string_view head);
std::unique_ptr<LineFormat> makeKumoMta(const FormatOptions&, Correlator&);

} // namespace mv
