// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/tables/cells.h"
#include "widgets/theme.h"
#include <QList>
#include <QPointF>
#include <QRectF>
#include <span>

class QPainter;

namespace mv {

// The values as points in `area`, on a scale from 0 to `top`; a new run after each gap (NaN).
std::vector<QList<QPointF>> sparklineRuns(std::span<const double> values, double top, const QRectF& area);

void drawSparkline(QPainter&, const QRectF& area, const TrendCell&, const Theme&);

} // namespace mv
