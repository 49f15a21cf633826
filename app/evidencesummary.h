// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/scope.h"
#include "models/store/reader.h"
#include <stop_token>
#include <string>

namespace mv {

// What the Authentication and Probes perspectives show, as text for a terminal. Empty: nothing in the scope.
Result<std::string> authSummary(Reader&, const Scope&, std::stop_token);
Result<std::string> probesSummary(Reader&, const Scope&, std::stop_token);

} // namespace mv
