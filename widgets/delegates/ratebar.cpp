// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/delegates/ratebar.h"
#include <QPainter>
#include <algorithm>

namespace mv {
namespace {

// At least a pixel: something is not nothing.
int lengthOf(double share, int whole) { return share <= 0 ? 0 : std::max(1, qRound(std::min(share, 1.0) * whole)); }

QColor colourOf(const BarCell& bar, const Theme& theme)
{
    return bar.provider.isEmpty() ? theme.previous : theme.provider(bar.provider);
}

} // namespace

void drawRateBar(QPainter& p, const QRect& area, const BarCell& bar, const Theme& theme)
{
    const int length = lengthOf(bar.share, area.width());
    if (length == 0)
        return;
    const QRect box(area.left(), area.top(), length, area.height());
    if (!bar.hollow || length < 3) {
        p.fillRect(box, colourOf(bar, theme));
        return;
    }
    p.setPen(colourOf(bar, theme));
    p.drawRect(box.adjusted(0, 0, -1, -1));
}

void drawRateLine(QPainter& p, const QRect& cell, const BarCell& bar, const Theme& theme)
{
    const int length = lengthOf(bar.share, cell.width());
    p.fillRect(QRect(cell.left(), cell.bottom() - 4, length, 3), colourOf(bar, theme));
}

void drawProgress(QPainter& p, const QRect& area, const ProgressCell& progress, const Theme& theme)
{
    p.fillRect(area, theme.grid);
    const QColor colour = progress.ink == Ink::Bad ? theme.bad.ink
        : progress.ink == Ink::Faint               ? theme.volume
                                                   : theme.primary;
    p.fillRect(QRect(area.left(), area.top(), lengthOf(progress.share, area.width()), area.height()), colour);
}

} // namespace mv
