// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QList>
#include <QPointF>
#include <span>
#include <vector>

namespace mv {

// What can be seen of a line: at most the lowest and the highest point of each column of pixels, in their order, so
// that no peak is lost. `points` are in pixels, x ascending; a y that is not a number is a gap. A line with gaps
// becomes one run per piece; a gap of less than a pixel can't be seen and breaks nothing. Runs may be a single point.
std::vector<QList<QPointF>> decimate(std::span<const QPointF> points, double column = 1);

} // namespace mv
