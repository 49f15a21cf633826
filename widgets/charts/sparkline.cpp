// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/sparkline.h"
#include <QPainter>
#include <cmath>

namespace mv {
namespace {

double largest(std::span<const double> values, double floor)
{
    for (const double value : values) {
        if (value > floor) // false for NaN
            floor = value;
    }
    return floor;
}

void drawLine(QPainter& p, const std::vector<QList<QPointF>>& runs)
{
    for (const QList<QPointF>& run : runs) {
        if (run.size() == 1)
            p.drawPoint(run.front());
        else
            p.drawPolyline(run.constData(), int(run.size()));
    }
}

void drawBars(QPainter& p, const QRectF& area, const TrendCell& trend, const QColor& colour)
{
    const double top = largest(trend.values, trend.floor);
    if (top <= 0 || trend.values.empty())
        return;
    const double step = area.width() / double(trend.values.size());
    p.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), colour);
    for (std::size_t i = 0; i < trend.values.size(); ++i) {
        const double height = trend.values[i] / top * (area.height() - 1);
        if (height >= 0.5)
            p.fillRect(
                QRectF(area.left() + double(i) * step, area.bottom() - 1 - height, std::max(1.0, step - 0.5), height),
                colour);
    }
}

} // namespace

std::vector<QList<QPointF>> sparklineRuns(std::span<const double> values, double top, const QRectF& area)
{
    std::vector<QList<QPointF>> runs;
    const double step = values.size() < 2 ? 0 : area.width() / double(values.size() - 1);
    bool gap = true;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isnan(values[i])) {
            gap = true;
            continue;
        }
        if (gap)
            runs.emplace_back();
        gap = false;
        runs.back().append({ area.left() + double(i) * step, area.bottom() - values[i] / top * area.height() });
    }
    return runs;
}

void drawSparkline(QPainter& p, const QRectF& area, const TrendCell& trend, const Theme& theme)
{
    const QColor colour = trend.provider.isEmpty() ? theme.previous : theme.provider(trend.provider);
    p.save();
    if (trend.bars) {
        drawBars(p, area, trend, colour);
    } else {
        const double top = largest(trend.compared, largest(trend.values, trend.floor));
        const QRectF inner = area.adjusted(0.5, 1, -0.5, -1.5);
        p.setRenderHint(QPainter::Antialiasing);
        QPen previous(theme.previous, 1);
        previous.setDashPattern({ 3, 2 });
        p.setPen(previous);
        drawLine(p, sparklineRuns(trend.compared, top, inner));
        p.setPen(QPen(colour, 1.25));
        drawLine(p, sparklineRuns(trend.values, top, inner));
    }
    p.restore();
}

} // namespace mv
