// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/volumestrip.h"
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace mv {
namespace {

struct Bar {
    double left, right;             // pixels
    double all, deferred, compared; // mean per bucket
};

std::vector<Bar> barsOf(const TimeAxis& axis, const VolumeBars& v, double narrowest)
{
    std::vector<Bar> bars;
    const std::size_t count = std::min(v.counts.size(), v.edges.empty() ? 0 : v.edges.size() - 1);
    if (count == 0)
        return bars;
    const double first = axis.pixels(v.edges[1] - v.edges[0]);
    const auto together = static_cast<std::size_t>(std::max(1.0, std::ceil(narrowest / std::max(first, 1e-6))));
    // From a fixed bucket on, so that the bars keep their contents while the view moves.
    for (std::size_t i = 0; i < count; i += together) {
        const std::size_t end = std::min(i + together, count);
        Bar bar { axis.x(v.edges[i]), axis.x(v.edges[end]), 0, 0, 0 };
        if (bar.right < axis.left() || bar.left > axis.right())
            continue;
        for (std::size_t k = i; k < end; ++k) {
            bar.all += static_cast<double>(v.counts[k].attempts());
            bar.deferred += static_cast<double>(v.counts[k].of(Outcome::Deferred));
            if (k < v.compared.size())
                bar.compared += static_cast<double>(v.compared[k].attempts());
        }
        const auto buckets = static_cast<double>(end - i);
        bars.push_back({ bar.left, bar.right, bar.all / buckets, bar.deferred / buckets, bar.compared / buckets });
    }
    return bars;
}

} // namespace

std::uint64_t highestVolume(const std::vector<Counts>& counts, const std::vector<Counts>& compared)
{
    std::uint64_t highest = 0;
    for (const auto* list : { &counts, &compared })
        for (const Counts& c : *list)
            highest = std::max(highest, c.attempts());
    return highest;
}

void drawVolume(QPainter& painter, const TimeAxis& axis, const VolumeBars& volume, double top, const QRectF& strip,
    double narrowest)
{
    const std::vector<Bar> bars = barsOf(axis, volume, narrowest);
    if (bars.empty() || top <= 0)
        return;
    painter.save();
    painter.setClipRect(strip.adjusted(0, -1, 0, 0), Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing, false);
    const auto y = [&](double value) { return strip.bottom() - std::min(value / top, 1.0) * strip.height(); };
    const auto fill = [&](const Bar& bar, double value, const QColor& colour) {
        const double from = std::round(bar.left), to = std::round(bar.right);
        const double gap = to - from >= 3 ? 1 : 0;
        if (value > 0)
            painter.fillRect(
                QRectF(QPointF(from, std::min(y(value), strip.bottom() - 1)), QPointF(to - gap, strip.bottom())),
                colour);
    };
    for (const Bar& bar : bars) {
        fill(bar, bar.all, volume.all);
        fill(bar, bar.deferred, volume.deferred);
    }
    if (!volume.compared.empty()) {
        QPolygonF outline;
        for (const Bar& bar : bars)
            outline << QPointF(bar.left, std::floor(y(bar.compared)) + 0.5)
                    << QPointF(bar.right, std::floor(y(bar.compared)) + 0.5);
        QPen pen(volume.outline, 1);
        pen.setDashPattern({ 3, 2 });
        painter.setPen(pen);
        painter.drawPolyline(outline);
    }
    painter.restore();
}

} // namespace mv
