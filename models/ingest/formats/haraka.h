// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// Haraka's log in its three formats (DEFAULT, LOGFMT, JSON), with its own stamps or behind syslog's (haraka.cpp).
int scoreHaraka(std::string_view head);
std::unique_ptr<LineFormat> makeHaraka(const FormatOptions&, Correlator&);

} // namespace mv
