// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/probes/probing.h"
#include <string>

namespace mv {

// The key record of a selector (RFC 6376, 3.6.1; RFC 8463 for Ed25519).
ProbeResult probeDkim(const Probing&, const std::string& domain, const std::string& selector);

} // namespace mv
