// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/timeplot.h"
#include "models/tables/text.h"
#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <cmath>

namespace mv {
namespace {

constexpr double kGapHatch = 7;

QString words(const char* text) { return QCoreApplication::translate("mv::TimePlot", text); }

// On the pixel grid, so that lines of one pixel are one pixel.
double crisp(double v) { return std::floor(v) + 0.5; }

QRectF between(const TimeAxis& axis, TimeRange range, const QRectF& plot)
{
    const double from = std::clamp(axis.x(range.from), plot.left(), plot.right());
    const double to = std::clamp(axis.x(range.to), plot.left(), plot.right());
    return { from, plot.top(), to - from, plot.height() };
}

QFont bold(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

void drawGapWords(QPainter& painter, const Gap& gap, const QRectF& area, const Theme& theme)
{
    const QString text = gap.future ? words("not yet") : words("no data %1").arg(text::duration(gap.range.length()));
    painter.setFont(Theme::tick());
    painter.setPen(theme.text3);
    const QFontMetricsF metrics(painter.font());
    const double needed = metrics.horizontalAdvance(text) + 8;
    if (area.width() >= needed) {
        painter.drawText(area.adjusted(0, 6, 0, 0), Qt::AlignHCenter | Qt::AlignTop, text);
    } else if (area.width() >= metrics.height() && area.height() >= needed) {
        painter.save();
        painter.translate(area.center().x(), area.top() + 6);
        painter.rotate(90);
        painter.drawText(QRectF(0, -metrics.height() / 2, needed, metrics.height()), Qt::AlignVCenter, text);
        painter.restore();
    }
}

TimeRange spanOf(const Incident& incident, const TimeAxis& axis)
{
    return { incident.from, incident.to.value_or(std::max(axis.range().to, incident.from)) };
}

} // namespace

void hatch(QPainter& painter, const QRectF& area, const QColor& colour, double step)
{
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1));
    const auto first = int(std::floor((area.left() + area.top()) / step)),
               last = int(std::floor((area.right() + area.bottom()) / step)) + 1;
    for (int line = first; line <= last; ++line)
        painter.drawLine(
            QPointF(line * step - area.top(), area.top()), QPointF(line * step - area.bottom(), area.bottom()));
    painter.restore();
}

std::vector<Gap> gapsOf(const std::vector<UtcTime>& edges, const std::vector<bool>& covered, UtcTime dataEnd)
{
    std::vector<Gap> gaps;
    for (std::size_t i = 0; i < covered.size() && i + 1 < edges.size(); ++i) {
        if (covered[i] || edges[i] >= dataEnd)
            continue;
        const TimeRange range { edges[i], std::min(edges[i + 1], dataEnd) };
        if (!gaps.empty() && gaps.back().range.to == range.from)
            gaps.back().range.to = range.to;
        else
            gaps.push_back({ range, false });
    }
    if (edges.empty() || edges.back() <= dataEnd)
        return gaps;
    // A bucket that the data ends within is drawn; what is not yet begins after it.
    const auto next = std::ranges::lower_bound(edges, dataEnd);
    if (*next < edges.back())
        gaps.push_back({ { *next, edges.back() }, true });
    return gaps;
}

void drawVerticals(
    QPainter& painter, const TimeAxis& axis, const std::vector<TimeTick>& ticks, const QRectF& plot, const Theme& theme)
{
    painter.setPen(QPen(theme.line, 1));
    for (const TimeTick& tick : ticks)
        if (tick.kind == TimeTick::Kind::Day)
            painter.drawLine(
                QPointF(crisp(axis.x(tick.at)), plot.top()), QPointF(crisp(axis.x(tick.at)), plot.bottom()));
}

void drawTimeLabels(QPainter& painter, const TimeAxis& axis, const std::vector<TimeTick>& ticks, const QRectF& strip,
    const Theme& theme)
{
    const QFont plain = Theme::tick(), strong = bold(Theme::tick());
    const bool byDays = axis.pixels(std::chrono::hours(24)) >= 46; // not weeks or longer
    for (const TimeTick& tick : ticks) {
        const double x = axis.x(tick.at);
        painter.setPen(QPen(theme.axis, 1));
        if (tick.kind != TimeTick::Kind::Sticky)
            painter.drawLine(QPointF(crisp(x), strip.top()), QPointF(crisp(x), strip.top() + 3));
        const bool clock = tick.kind == TimeTick::Kind::Clock;
        painter.setFont(clock || !byDays ? plain : strong);
        painter.setPen(clock ? theme.text3 : theme.text2);
        const double width = QFontMetricsF(painter.font()).horizontalAdvance(tick.label);
        const double left = clock ? x - width / 2 : x + 4;
        if (clock || left + width <= axis.right() + 4)
            painter.drawText(QRectF(left, strip.top() + 2, width + 2, strip.height() - 2),
                int(Qt::AlignVCenter) | Qt::TextDontClip, tick.label);
    }
}

void drawValueGrid(QPainter& painter, const ValueAxis& axis, const QRectF& plot, const Theme& theme)
{
    painter.setFont(Theme::tick());
    for (const ValueAxis::Tick& tick : axis.ticks()) {
        const double y = crisp(axis.y(tick.value, plot) - 0.5);
        painter.setPen(QPen(&tick == &axis.ticks().front() ? theme.axis : theme.grid, 1));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setPen(theme.text3);
        painter.drawText(QRectF(plot.left() - 66, y - 8, 60, 16), Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
}

void drawGaps(QPainter& painter, const TimeAxis& axis, const std::vector<Gap>& gaps, const QRectF& plot,
    const Theme& theme, bool withWords)
{
    for (const Gap& gap : gaps) {
        const QRectF area = between(axis, gap.range, plot);
        if (area.width() <= 0)
            continue;
        painter.fillRect(area, theme.noDataFill);
        hatch(painter, area, theme.noDataHatch, kGapHatch);
        if (withWords)
            drawGapWords(painter, gap, area, theme);
    }
}

void drawIncidentBands(QPainter& painter, const TimeAxis& axis, const std::vector<Incident>& incidents,
    const QRectF& plot, const Theme& theme)
{
    for (const Incident& incident : incidents) {
        const QRectF band = between(axis, spanOf(incident, axis), plot);
        if (band.width() > 0)
            painter.fillRect(band, theme.incidentFill);
    }
}

void drawIncidentFrames(QPainter& painter, const TimeAxis& axis, const std::vector<Incident>& incidents,
    const QRectF& frame, const Theme& theme, Cap cap)
{
    const QColor ink = theme.bad.ink;
    QPen dashed(ink, 1);
    dashed.setDashPattern({ 3, 2 });
    painter.setFont(Theme::small());
    double free = frame.left(); // labels don't run into each other
    for (const Incident& incident : incidents) {
        const TimeRange span = spanOf(incident, axis);
        const QRectF band = between(axis, span, frame);
        if (band.width() <= 0)
            continue;
        painter.setPen(dashed);
        const auto edge = [&](double x) {
            if (x >= frame.left() && x <= frame.right())
                painter.drawLine(QPointF(crisp(x), frame.top()), QPointF(crisp(x), frame.bottom()));
        };
        edge(axis.x(span.from));
        if (incident.to)
            edge(axis.x(span.to));
        if (cap == Cap::Line)
            painter.fillRect(QRectF(band.left(), frame.top(), band.width(), 2), ink);

        QString label = text::fromUtf8(incident.label);
        const QFontMetricsF metrics(painter.font());
        const QString longer = label + QStringLiteral(" · ") + text::fromUtf8(incident.text);
        if (!incident.text.empty() && metrics.horizontalAdvance(longer) + 10 <= band.width())
            label = longer;
        const double width = metrics.horizontalAdvance(label);
        const double left = std::max(frame.left(), std::min(band.left() + 5, frame.right() - width));
        if (left < free)
            continue;
        painter.setPen(ink);
        painter.drawText(QRectF(left, frame.top() + 2, width + 2, metrics.height()), Qt::AlignTop, label);
        free = left + width + 8;
    }
}

void drawCrosshair(QPainter& painter, double x, const QRectF& plot, const Theme& theme)
{
    if (x < plot.left() || x > plot.right())
        return;
    painter.setPen(QPen(theme.crosshair, 1));
    painter.drawLine(QPointF(crisp(x), plot.top()), QPointF(crisp(x), plot.bottom()));
}

void drawSelection(QPainter& painter, const TimeAxis& axis, TimeRange range, const QRectF& plot, const Theme& theme)
{
    QColor tint = theme.focus;
    tint.setAlphaF(0.12F);
    const QRectF area = between(axis, range, plot);
    painter.fillRect(area, tint);
    painter.setPen(QPen(theme.focus, 1));
    for (const double x : { area.left(), area.right() })
        painter.drawLine(QPointF(crisp(x), area.top()), QPointF(crisp(x), area.bottom()));
}

void drawElided(QPainter& painter, const QRectF& area, int flags, const QString& text)
{
    painter.drawText(area, flags, QFontMetricsF(painter.font()).elidedText(text, Qt::ElideRight, area.width()));
}

} // namespace mv
