// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// qmail-send of qmail, netqmail and notqmail, from multilog or from syslog (qmail.cpp).
int scoreQmail(std::string_view head);
std::unique_ptr<LineFormat> makeQmail(const FormatOptions&, Correlator&);

} // namespace mv
