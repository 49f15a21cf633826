// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/probes/probing.h"
#include <string>
#include <vector>

namespace mv {

// The SPF policy of a domain and all that it includes. Counts what the worst check of it costs: that of a client that
// nothing matches. `sources`: our addresses; each that the policy does not pass is a finding.
ProbeResult probeSpf(const Probing&, const std::string& domain, const std::vector<std::string>& sources);

} // namespace mv
