// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/overviewstrip.h"
#include "models/tables/text.h"
#include "widgets/charts/decimate.h"
#include "widgets/charts/margins.h"
#include "widgets/charts/volumestrip.h"
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <cmath>
#include <limits>
#include <utility>

namespace mv {
namespace {

constexpr double kHeight = 42, kLabels = 16, kHandleWidth = 6, kHandleHeight = 17, kReach = 6;

// A day and its month, or where they differ the year, short: for two ends of a span.
QString end(UtcTime t, const Zone& zone, bool year)
{
    const QStringList words = text::day(t, zone).split(u' ');
    if (words.size() != 4)
        return text::day(t, zone);
    return year ? words[3] : words[1] + u' ' + words[2];
}

QString days(TimeRange r, const Zone& zone)
{
    const UtcTime newest = r.to - std::chrono::milliseconds(1);
    const auto year = [&](UtcTime t) { return text::day(t, zone).section(u' ', -1); };
    const bool years = year(r.from) != year(newest);
    const QString from = end(r.from, zone, years), to = end(newest, zone, years);
    const QStringList first = from.split(u' '), last = to.split(u' ');
    if (first != last && first.size() == 2 && first.back() == last.back()) // "3–7 Oct"
        return first.front() + QChar(0x2013) + to;
    return from == to ? from : from + QStringLiteral(" – ") + to;
}

} // namespace

OverviewStrip::OverviewStrip(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(static_cast<int>(kHeight + kLabels));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("All imported data, with the range that is shown"));
}

void OverviewStrip::setRows(const TimelineRows& rows, const QColor& focus)
{
    m_rows = rows;
    m_all = {};
    for (const RateGroup& group : rows.overview.groups)
        m_all = group; // by nothing: there is one
    m_colour = focus;
    if (m_grip == Grip::None)
        m_brush = rows.scope.range;
    setAccessibleDescription(
        tr("Data %1; shown %2").arg(text::range(rows.data, rows.scope.zone), text::range(m_brush, rows.scope.zone)));
    update();
}

void OverviewStrip::setBrush(TimeRange range)
{
    m_brush = range;
    update();
}

void OverviewStrip::setTheme(const Theme& theme)
{
    m_theme = theme;
    update();
}

QRectF OverviewStrip::strip() const
{
    return { kLeftMargin, 0, std::max(0.0, width() - kLeftMargin - rightMargin(width())), kHeight };
}

// All data, and as much around it as the shown range reaches out of it, by at most a tenth.
TimeAxis OverviewStrip::axis() const
{
    TimeRange all = m_rows.data;
    if (!m_rows.overview.edges.empty())
        all = { m_rows.overview.edges.front(), std::max(all.to, m_rows.overview.edges.back()) };
    const auto most = all.length() / 10;
    all = { std::max(std::min(all.from, m_rows.scope.range.from), all.from - most),
        std::min(std::max(all.to, m_rows.scope.range.to), all.to + most) };
    return { all, strip().left(), strip().width() };
}

void OverviewStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.panel);
    const QRectF area = strip();
    if (area.width() < 10 || m_rows.overview.edges.size() < 2)
        return;
    painter.fillRect(area, m_theme.noDataFill);
    drawData(painter);
    painter.setPen(QPen(m_theme.axis, 1));
    painter.drawLine(QPointF(area.left(), area.bottom() - 0.5), QPointF(area.right(), area.bottom() - 0.5));
    drawTimeLabels(painter, axis(), timeTicks(axis(), m_rows.scope.zone),
        QRectF(area.left(), area.bottom(), area.width(), kLabels), m_theme);
    if (m_rows.scope.compares())
        drawCompared(painter);
    drawBrush(painter);
    if (rightMargin(width()) > kNarrowMargin)
        drawMargin(painter);
    if (hasFocus()) {
        painter.setPen(QPen(m_theme.focus, 2));
        painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    }
}

void OverviewStrip::drawData(QPainter& painter)
{
    const QRectF area = strip();
    const TimeAxis a = axis();
    const auto& edges = m_rows.overview.edges;
    // The brushed part in full, the rest stepped back.
    QRectF inside(a.x(m_brush.from), area.top(), a.pixels(m_brush.length()), area.height());
    inside = inside.intersected(area);
    painter.fillRect(inside, m_theme.panel);
    const QRectF bars = area.adjusted(0, area.height() * 0.4, 0, 0);
    const double top = static_cast<double>(highestVolume(m_all.buckets, {}));
    const VolumeBars volume { edges, m_all.buckets, {}, m_theme.volume, Qt::transparent, Qt::transparent };
    painter.save();
    painter.setOpacity(0.55);
    drawVolume(painter, a, volume, top, bars, 4);
    painter.setOpacity(1);
    painter.setClipRect(inside);
    drawVolume(painter, a, volume, top, bars, 4);
    painter.restore();

    std::vector<QPointF> points;
    points.reserve(m_all.buckets.size());
    double highest = 0.02;
    for (const Counts& c : m_all.buckets)
        if (c.attempts() >= 30)
            highest = std::max(highest, c.deferralRate().value_or(0));
    for (std::size_t i = 0; i < m_all.buckets.size() && i + 1 < edges.size(); ++i) {
        const auto rate = m_all.buckets[i].deferralRate();
        const double share = rate ? std::min(*rate / highest, 1.0) : std::numeric_limits<double>::quiet_NaN();
        points.emplace_back(
            a.x(edges[i] + (edges[i + 1] - edges[i]) / 2), area.bottom() - 1.5 - share * (area.height() - 8));
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_colour, 1));
    for (const auto& run : decimate(points))
        painter.drawPolyline(run.constData(), static_cast<int>(run.size()));
    painter.restore();
}

void OverviewStrip::drawCompared(QPainter& painter)
{
    const TimeRange range = m_rows.scope.comparedRange();
    const TimeAxis a = axis();
    QRectF box(
        std::round(a.x(range.from)) + 0.5, strip().top() + 0.5, std::round(a.pixels(range.length())), kHeight - 1);
    box = box.intersected(strip());
    if (box.width() <= 0)
        return;
    QPen dashed(m_theme.previous, 1);
    dashed.setDashPattern({ 3, 2 });
    painter.setPen(dashed);
    painter.drawRect(box);
    painter.setFont(Theme::tick());
    painter.setPen(m_theme.text2);
    const QString when = days(range, m_rows.scope.zone), inFull = tr("compared: %1").arg(when);
    const auto fits = [&painter](const QString& label, const QRectF& place) {
        return QFontMetricsF(painter.font()).horizontalAdvance(label) <= place.width();
    };
    const QRectF inside = box.adjusted(4, 2, -2, 0),
                 before(strip().topLeft() + QPointF(4, 2), box.bottomLeft() - QPointF(4, 0));
    if (fits(when, inside))
        painter.drawText(inside, Qt::AlignTop | Qt::AlignLeft, fits(inFull, inside) ? inFull : when);
    else if (fits(inFull, before))
        painter.drawText(before, Qt::AlignTop | Qt::AlignRight, inFull);
}

void OverviewStrip::drawBrush(QPainter& painter)
{
    const TimeAxis a = axis();
    const QRectF area = strip();
    const double from = std::clamp(std::round(a.x(m_brush.from)), area.left(), area.right());
    const double to = std::clamp(std::round(a.x(m_brush.to)), area.left(), area.right());
    painter.save();
    painter.setPen(QPen(m_theme.focus, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(from + 0.5, 0.5, std::max(to - from - 1, 1.0), kHeight - 1));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.focus, 1));
    painter.setBrush(m_theme.control);
    for (const double x : { from, to })
        painter.drawRoundedRect(QRectF(x - kHandleWidth / 2, (kHeight - kHandleHeight) / 2, kHandleWidth, kHandleHeight)
                                    .translated(0.5, 0.5),
            2, 2);
    painter.restore();
}

void OverviewStrip::drawMargin(QPainter& painter)
{
    const QRectF label(strip().right() + 8, 2, kWideMargin - 12, 15);
    painter.setFont(Theme::small());
    painter.setPen(m_theme.text2);
    drawElided(painter, label, Qt::AlignVCenter, tr("All imported data"));
    painter.setPen(m_theme.text3);
    drawElided(painter, label.translated(0, 15), Qt::AlignVCenter, days(m_rows.data, m_rows.scope.zone));
}

OverviewStrip::Grip OverviewStrip::gripAt(double x) const
{
    const double from = axis().x(m_brush.from), to = axis().x(m_brush.to);
    // The nearer handle, and the outer half of a narrow brush stays a handle.
    const double dFrom = std::abs(x - from), dTo = std::abs(x - to);
    if (std::min(dFrom, dTo) <= kReach && (to - from > 3 * kReach || x < from || x > to))
        return dFrom < dTo ? Grip::From : Grip::To;
    return x > from && x < to ? Grip::Move : Grip::New;
}

TimeRange OverviewStrip::dragged(UtcTime now) const
{
    const TimeAxis a = axis();
    const Zone& zone = m_rows.scope.zone;
    const auto snap = [&](UtcTime t) { return snapped(std::clamp(t, a.range().from, a.range().to), a, zone); };
    const auto ordered = [](UtcTime one, UtcTime two) { return TimeRange { std::min(one, two), std::max(one, two) }; };
    switch (m_grip) {
    case Grip::From:
        return ordered(snap(now), m_before.to);
    case Grip::To:
        return ordered(m_before.from, snap(now));
    case Grip::New:
        return ordered(snap(m_pressed), snap(now));
    case Grip::Move: {
        const UtcTime from = snapped(m_before.from + (now - m_pressed), a, zone);
        return { from, from + m_before.length() };
    }
    case Grip::None:
        break;
    }
    return m_brush;
}

void OverviewStrip::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_rows.overview.edges.size() < 2)
        return;
    m_grip = gripAt(event->position().x());
    m_before = m_brush;
    m_pressed = axis().at(event->position().x());
}

void OverviewStrip::mouseMoveEvent(QMouseEvent* event)
{
    if (m_grip == Grip::None) {
        const Grip grip = gripAt(event->position().x());
        setCursor(grip == Grip::From || grip == Grip::To ? Qt::SizeHorCursor
                : grip == Grip::Move                     ? Qt::OpenHandCursor
                                                         : Qt::CrossCursor);
        return;
    }
    const TimeRange range = dragged(axis().at(event->position().x()));
    if (range.empty() || range == m_brush)
        return;
    setBrush(range);
    emit brushing(range);
}

void OverviewStrip::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_grip == Grip::None)
        return;
    m_grip = Grip::None;
    if (m_brush != m_before)
        emit brushed(m_brush);
}

void OverviewStrip::keyPressEvent(QKeyEvent* event)
{
    const bool left = event->key() == Qt::Key_Left;
    if ((!left && event->key() != Qt::Key_Right) || event->modifiers().testFlag(Qt::AltModifier))
        return QWidget::keyPressEvent(event);
    // By a day or, when days are large here, an hour; whole ones in the zone.
    const bool byDay = axis().pixels(std::chrono::hours(24)) < 60;
    const std::chrono::milliseconds step = byDay ? std::chrono::hours(24) : std::chrono::hours(1);
    TimeRange range = m_brush;
    range.to += left ? -step : step;
    if (!event->modifiers().testFlag(Qt::ShiftModifier))
        range.from += left ? -step : step;
    if (range.empty() || range.to <= axis().range().from || range.from >= axis().range().to)
        return;
    setBrush(range);
    emit brushed(range);
}

} // namespace mv
