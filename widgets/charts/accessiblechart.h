// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace mv {

// From here on every TimeView tells screen readers that it is a chart, and offers "Show as table". Once is enough.
void installAccessibleCharts();

} // namespace mv
