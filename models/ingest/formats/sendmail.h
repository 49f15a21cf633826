// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// Sendmail, from the syslog in any of its forms (sendmail.cpp).
int scoreSendmail(std::string_view head);
std::unique_ptr<LineFormat> makeSendmail(const FormatOptions&, Correlator&);

} // namespace mv
