// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/tables/cells.h"
#include "widgets/charts/timeaxis.h"
#include "widgets/theme.h"
#include <QRect>
#include <span>

class QPainter;

namespace mv {

// What all strips of a heat map have in common.
struct HeatScale {
    std::span<const UtcTime> edges;             // n+1 of the n buckets
    const std::vector<bool>* covered = nullptr; // n: whether anything was imported for the bucket

    TimeAxis axis(const QRect& area) const;
};

// The steps of the deferral rate that a colour stands for: "< 2", "2–10" ...
QStringList heatStepTexts();

// One strip, or thin ones under each other, in `area`. Buckets narrower than a pixel are merged to the highest rate
// among them, and so are strips; what was not imported is hatched, and a bucket without attempts is left blank. Buckets
// outside of the painter's clip cost nothing.
void drawHeat(QPainter&, const QRect& area, const HeatCell&, const HeatScale&, const Theme&);

void drawHatch(QPainter&, const QRectF&, const Theme&);
void drawHeatLegend(QPainter&, const QRect& area, const QString& title, const Theme&); // in one line when lower than:
inline constexpr int kHeatLegendHeight = 66;
inline constexpr int kHeatLegendWidth = 330;

} // namespace mv
