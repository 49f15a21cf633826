// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/tables/cells.h"
#include "widgets/theme.h"

class QPainter;
class QRect;

namespace mv {

inline constexpr int kBarHeight = 6;

// From the left of `area`, as long as its share of it; hollow when few attempts stand behind it.
void drawRateBar(QPainter&, const QRect& area, const BarCell&, const Theme&);
// The same as a line along the foot of a cell, under its number.
void drawRateLine(QPainter&, const QRect& cell, const BarCell&, const Theme&);
// On a track, so that what is missing can be seen.
void drawProgress(QPainter&, const QRect& area, const ProgressCell&, const Theme&);

} // namespace mv
