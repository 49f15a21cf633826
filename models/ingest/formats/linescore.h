// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/envelope.h"
#include <functional>
#include <string_view>

namespace mv {

// How much the head of a file looks like a format of log lines, 0..100: other programs may share the syslog, so half of
// the score is for being among them, half for the share. `isOurs`: whether a line, in its envelope, is of the format.
int scoreOfLines(std::string_view head, const std::function<bool(const Envelope&, std::string_view line)>& isOurs);

} // namespace mv
