// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/commandline.h"

namespace mv {

// mailvane probe: the one place that goes over the network, and only when it is asked to. Prints each result as it
// comes. Done: something was learnt, be it that a record is absent.
Exit runProbe(const CommandLine::Probe&, const std::filesystem::path& database);

} // namespace mv
