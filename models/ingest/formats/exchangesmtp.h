// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// Exchange's SMTP protocol logs of its send connectors, SEND*.LOG (exchangesmtp.cpp).
int scoreExchangeSmtp(std::string_view head);
std::unique_ptr<LineFormat> makeExchangeSmtp(const FormatOptions&, Correlator&);

} // namespace mv
