// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// Rspamd's logs (rspamd.cpp).
int scoreRspamd(std::string_view head);
std::unique_ptr<LineFormat> makeRspamd(const FormatOptions&, Correlator&);

} // namespace mv
