// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/incident.h"
#include "widgets/charts/timeaxis.h"
#include "widgets/charts/valueaxis.h"
#include "widgets/theme.h"
#include <QRectF>
#include <vector>

class QPainter;

// What every time chart draws the same way. Free of any widget: paints on whatever the painter paints on.
namespace mv {

// A span without data. What comes after the last line of the data is not missing, it is "not yet".
struct Gap {
    TimeRange range;
    bool future = false;
    bool operator==(const Gap&) const = default;
};
// Of buckets that nothing was imported for; the future begins at `dataEnd` and lasts to the last edge.
std::vector<Gap> gapsOf(const std::vector<UtcTime>& edges, const std::vector<bool>& covered, UtcTime dataEnd);

void drawVerticals(QPainter&, const TimeAxis&, const std::vector<TimeTick>&, const QRectF& plot, const Theme&);
void drawTimeLabels(QPainter&, const TimeAxis&, const std::vector<TimeTick>&, const QRectF& strip, const Theme&);
// Lines across the plot, labels left of it, the bottom one in the axis colour.
void drawValueGrid(QPainter&, const ValueAxis&, const QRectF& plot, const Theme&);

// Lines that rise at 45 degrees, `step` pixels across from each other; anchored to the axes and not to the area, so
// that neighbouring hatches meet.
void hatch(QPainter&, const QRectF& area, const QColor&, double step);
void drawGaps(QPainter&, const TimeAxis&, const std::vector<Gap>&, const QRectF& plot, const Theme&, bool words);

// Under the lines: the bands. Over the lines: a cap of 2 px along the top, dashed edges down to the bottom, and the
// label.
enum class Cap { None, Line };
void drawIncidentBands(QPainter&, const TimeAxis&, const std::vector<Incident>&, const QRectF& plot, const Theme&);
void drawIncidentFrames(
    QPainter&, const TimeAxis&, const std::vector<Incident>&, const QRectF& frame, const Theme&, Cap);

void drawCrosshair(QPainter&, double x, const QRectF& plot, const Theme&);
void drawSelection(QPainter&, const TimeAxis&, TimeRange, const QRectF& plot, const Theme&);

// A text that may be shortened at its end to fit.
void drawElided(QPainter&, const QRectF&, int flags, const QString&);

} // namespace mv
