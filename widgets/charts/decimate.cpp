// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/decimate.h"
#include <cmath>
#include <utility>

namespace mv {
namespace {

struct Column {
    double index;
    QPointF low, high;
};

void append(QList<QPointF>& run, const Column& c)
{
    const bool lowFirst = c.low.x() <= c.high.x();
    run.append(lowFirst ? c.low : c.high);
    if (c.low != c.high)
        run.append(lowFirst ? c.high : c.low);
}

} // namespace

std::vector<QList<QPointF>> decimate(std::span<const QPointF> points, double column)
{
    std::vector<QList<QPointF>> runs;
    QList<QPointF> run;
    Column now {};
    bool open = false, gap = false;
    double last = 0; // x of the last point that is one
    const auto closeRun = [&] {
        if (open)
            append(run, now);
        if (!run.isEmpty())
            runs.push_back(std::exchange(run, {}));
        open = false;
    };
    for (const QPointF& p : points) {
        if (std::isnan(p.y())) {
            gap = true;
            continue;
        }
        if (gap && p.x() - last >= 1)
            closeRun();
        const double index = std::floor(p.x() / column);
        if (open && index == now.index) {
            if (p.y() < now.low.y())
                now.low = p;
            if (p.y() > now.high.y())
                now.high = p;
        } else {
            if (open)
                append(run, now);
            now = { index, p, p };
            open = true;
        }
        gap = false;
        last = p.x();
    }
    closeRun();
    return runs;
}

} // namespace mv
