// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/commandline.h"

namespace mv {

// Runs a verb without a window: machine output to standard output, progress (on a terminal) and summaries to standard
// error. Ctrl-C stops an import after the batch that is being written. Report with pictures needs a QApplication.
Exit runHeadless(const CommandLine&);

} // namespace mv
