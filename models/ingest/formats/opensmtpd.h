// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// OpenSMTPD 5.0 and later, from the syslog in any of its forms (opensmtpd.cpp).
int scoreOpenSmtpd(std::string_view head);
std::unique_ptr<LineFormat> makeOpenSmtpd(const FormatOptions&, Correlator&);

} // namespace mv
