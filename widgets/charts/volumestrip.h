// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/counts.h"
#include "widgets/charts/timeaxis.h"
#include <QColor>
#include <QRectF>
#include <vector>

class QPainter;

namespace mv {

// Attempts per bucket: bars of all, in front of them the deferred ones, and the compared ones as a dashed outline of
// steps.
struct VolumeBars {
    const std::vector<UtcTime>& edges;
    const std::vector<Counts>& counts;   // one per bucket
    const std::vector<Counts>& compared; // aligned with counts; empty without a comparison
    QColor all, deferred, outline;
};

std::uint64_t highestVolume(const std::vector<Counts>&, const std::vector<Counts>& compared);

// Bars of at least `narrowest` pixels: shorter buckets are added up. A bar never claims more than its highest mean per
// bucket, so the scale (`top`, attempts per bucket) holds at every zoom.
void drawVolume(QPainter&, const TimeAxis&, const VolumeBars&, double top, const QRectF& strip, double narrowest = 3);

} // namespace mv
