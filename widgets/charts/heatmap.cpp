// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/heatmap.h"
#include "widgets/charts/timeplot.h"
#include <QCoreApplication>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace mv {
namespace {

// In one cell of a matrix. (30, as in other charts, would leave the nights of a small sender hollow.)
constexpr std::uint64_t kFewInCell = 5;
constexpr double kGapFrom = 4; // pixels a bucket: from here on a gap of one keeps them apart

struct Columns {             // buckets drawn as one
    std::size_t first, last; // last: excluded
    double left, right;
};

// Buckets that are at least a pixel wide, or as many neighbours as fill one; only those that `clip` touches.
std::vector<Columns> columnsOf(const HeatScale& scale, const TimeAxis& axis, const QRectF& clip)
{
    std::vector<Columns> columns;
    for (std::size_t i = 0; i + 1 < scale.edges.size();) {
        const double left = std::floor(axis.x(scale.edges[i]));
        std::size_t next = i + 1;
        while (next + 1 < scale.edges.size() && std::floor(axis.x(scale.edges[next])) <= left)
            ++next;
        const double right = std::floor(axis.x(scale.edges[next]));
        if (right >= clip.left() && left <= clip.right())
            columns.push_back({ i, next, left, right });
        i = next;
    }
    return columns;
}

bool isCovered(const HeatScale& scale, const Columns& column)
{
    for (std::size_t i = column.first; i < column.last; ++i) {
        if (!scale.covered || i >= scale.covered->size() || (*scale.covered)[i])
            return true;
    }
    return false;
}

// The bucket with the highest rate in a column of some strips; null: no attempts.
const Counts* hottest(std::span<const std::shared_ptr<const std::vector<Counts>>> strips, const Columns& column)
{
    const Counts* found = nullptr;
    for (const auto& strip : strips) {
        for (std::size_t i = column.first; i < std::min(column.last, strip->size()); ++i) {
            const Counts& counts = (*strip)[i];
            if (counts.attempts() > 0 && (!found || *counts.deferralRate() > *found->deferralRate()))
                found = &counts;
        }
    }
    return found;
}

void drawHollow(QPainter& p, const QRectF& cell, const QColor& colour, const Theme& theme)
{
    p.fillRect(cell, theme.heat.front());
    p.setPen(QPen(colour, 1));
    p.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5));
}

void drawCell(QPainter& p, const QRectF& cell, const Counts& counts, const Theme& theme)
{
    const QColor colour = theme.heatFor(*counts.deferralRate());
    if (counts.attempts() >= kFewInCell || colour == theme.heat.front() || cell.width() < 3 || cell.height() < 4) {
        p.fillRect(cell, colour);
        return;
    }
    drawHollow(p, cell, colour, theme);
}

void drawHatchRuns(
    QPainter& p, const QRect& area, const std::vector<Columns>& columns, const HeatScale& scale, const Theme& theme)
{
    for (std::size_t i = 0; i < columns.size();) {
        std::size_t next = i + 1;
        if (!isCovered(scale, columns[i])) {
            while (next < columns.size() && !isCovered(scale, columns[next]))
                ++next;
            drawHatch(p, QRectF(columns[i].left, area.top(), columns[next - 1].right - columns[i].left, area.height()),
                theme);
        }
        i = next;
    }
}

} // namespace

TimeAxis HeatScale::axis(const QRect& area) const
{
    if (edges.empty())
        return {};
    return { TimeRange { edges.front(), edges.back() }, double(area.left()), double(area.width()) };
}

void drawHeat(QPainter& p, const QRect& area, const HeatCell& heat, const HeatScale& scale, const Theme& theme)
{
    if (scale.edges.size() < 2 || area.height() < 1 || heat.strips.empty())
        return;
    const TimeAxis axis = scale.axis(area);
    const QRectF clip = p.hasClipping() ? p.clipBoundingRect() : QRectF(area);
    const auto columns = columnsOf(scale, axis, clip);
    drawHatchRuns(p, area, columns, scale, theme);

    const auto lanes = std::min<std::size_t>(heat.strips.size(), std::size_t(area.height()));
    const double laneHeight = double(area.height()) / double(lanes);
    const double laneGap = laneHeight >= 2 ? std::min(2.0, std::floor(laneHeight / 2)) : 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        const auto first = lane * heat.strips.size() / lanes, end = (lane + 1) * heat.strips.size() / lanes;
        const auto strips = std::span(heat.strips).subspan(first, end - first);
        const double top = std::round(area.top() + double(lane) * laneHeight);
        const double bottom = std::round(area.top() + double(lane + 1) * laneHeight) - laneGap;
        for (const Columns& column : columns) {
            const Counts* counts = hottest(strips, column);
            if (!counts)
                continue;
            const double gap = column.right - column.left >= kGapFrom ? 1 : 0;
            drawCell(p, QRectF(column.left, top, column.right - column.left - gap, std::max(1.0, bottom - top)),
                *counts, theme);
        }
    }
}

void drawHatch(QPainter& p, const QRectF& area, const Theme& theme)
{
    constexpr double kStep = 6;
    p.fillRect(area, theme.noDataFill);
    hatch(p, area, theme.noDataHatch, kStep);
}

QStringList heatStepTexts()
{
    return { QStringLiteral("< 2"), QStringLiteral("2–10"), QStringLiteral("10–25"), QStringLiteral("25–50"),
        QStringLiteral("50–75"), QStringLiteral("≥ 75\u2009%") };
}

void drawHeatLegend(QPainter& p, const QRect& area, const QString& title, const Theme& theme)
{
    const bool inOneLine = area.height() < kHeatLegendHeight;
    const QString none = QCoreApplication::translate("mv::HeatMap", "no data");
    const int step = inOneLine ? 54 : std::min(54, area.width() / 6);
    p.save();
    p.setFont(Theme::small());
    p.setPen(theme.text2);
    const int titleWidth = p.fontMetrics().horizontalAdvance(title);
    p.drawText(QRect(area.left(), area.top(), titleWidth + 1, 16), int(Qt::AlignVCenter) | Qt::TextSingleLine, title);
    p.setFont(Theme::tick());
    const auto say = [&](int x, int y, const QString& text) {
        p.setPen(theme.text2);
        p.drawText(QRect(x, y, 160, 14), int(Qt::AlignVCenter) | Qt::TextSingleLine, text);
    };
    const QStringList texts = heatStepTexts();
    int x = inOneLine ? area.left() + titleWidth + 12 : area.left();
    const int top = inOneLine ? area.top() + 3 : area.top() + 19;
    for (int i = 0; i < 6; ++i, x += step) {
        const QRect box(x, top, inOneLine ? 14 : step - 2, 9);
        p.fillRect(box, theme.heat[std::size_t(i)]);
        p.setPen(theme.line);
        p.drawRect(box.adjusted(0, 0, -1, -1));
        say(inOneLine ? box.right() + 5 : x, inOneLine ? area.top() : box.bottom() + 1, texts[i]);
    }
    const QRect hatched(inOneLine ? x + 6 : area.left(), inOneLine ? top : area.top() + 48, 14, 10);
    drawHatch(p, hatched, theme);
    say(hatched.right() + 7, hatched.top() - 2, none);
    const int behind = hatched.right() + 7 + QFontMetrics(Theme::tick()).horizontalAdvance(none) + 14;
    drawHollow(p, QRect(behind, hatched.top(), 14, 10), theme.heat[4], theme);
    say(behind + 21, hatched.top() - 2,
        QCoreApplication::translate("mv::HeatMap", "under %1 attempts").arg(kFewInCell));
    p.restore();
}

} // namespace mv
