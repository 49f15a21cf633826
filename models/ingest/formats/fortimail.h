// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// FortiMail's event logs (fortimail.cpp).
int scoreFortiMail(std::string_view head);
std::unique_ptr<LineFormat> makeFortiMail(const FormatOptions&, Correlator&);

} // namespace mv
