// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/probes/probing.h"
#include <string>

namespace mv {

// Where a domain wants reports about TLS to its MX hosts (RFC 8460, 3).
ProbeResult probeTlsRpt(const Probing&, const std::string& domain);

} // namespace mv
