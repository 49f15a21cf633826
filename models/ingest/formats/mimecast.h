// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// Mimecast's events (mimecast.cpp).
int scoreMimecast(std::string_view head);
std::unique_ptr<LineFormat> makeMimecast(const FormatOptions&, Correlator&);

} // namespace mv
