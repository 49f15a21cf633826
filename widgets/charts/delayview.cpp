// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/delayview.h"
#include "models/tables/text.h"
#include "widgets/charts/decimate.h"
#include "widgets/charts/margins.h"
#include "widgets/crosshair.h"
#include "widgets/scopestack.h"
#include <QPainter>
#include <algorithm>
#include <limits>

namespace mv {
namespace {

constexpr double kLeft = 60, kTop = 18, kAxis = 18, kLabels = 78;

double seconds(const Delay& delay) { return static_cast<double>(delay.value.count()) / 1000; }

std::size_t pointsIn(const std::vector<QList<QPointF>>& runs)
{
    std::size_t count = 0;
    for (const auto& run : runs)
        count += static_cast<std::size_t>(run.size());
    return count;
}

} // namespace

QString delayText(const std::optional<Delay>& delay)
{
    if (!delay)
        return QString(QChar(0x2013));
    return delay->atLeast ? QStringLiteral("≥\u2009") + text::duration(delay->value) : text::duration(delay->value);
}

DelayView::DelayView(const PanelContext& panelContext, QWidget* parent)
    : TimeView(panelContext, parent)
{
    setAccessibleName(tr("Time from arrival to delivery"));
}

void DelayView::setRows(const DelayAnswer& answer)
{
    m_answer = answer;
    m_gaps = gapsOf(m_answer.rows.edges, m_answer.rows.covered, m_answer.data.to);
    double shortest = 1;
    for (const DelayCell& cell : m_answer.rows.buckets)
        shortest = std::min(shortest, cell.p50 ? seconds(*cell.p50) : shortest);
    m_axis = ValueAxis::delay(shortest);
    const DelayCell& total = m_answer.rows.total;
    setAccessibleDescription(
        tr("%1: p50 %2, p90 %3, p95 %4, %5 recipient(s) finished, %6 waiting", nullptr, text::plural(total.finished))
            .arg(text::range(answer.scope.range, answer.scope.zone), delayText(total.p50), delayText(total.p90),
                delayText(total.p95), text::count(total.finished), text::count(total.waiting)));
    rowsArrived(answer.scope.range);
}

QRectF DelayView::plot() const
{
    const double right = width() < 400 ? kNarrowMargin : kLabels;
    return { kLeft, kTop, std::max(0.0, width() - kLeft - right), std::max(0.0, height() - kTop - kAxis) };
}

QColor DelayView::colour() const
{
    const auto& kept = m_answer.scope.filters.providers;
    return kept.size() == 1 ? theme().provider(QString::fromStdString(kept.front())) : theme().focus;
}

// Known: without the buckets that are "at least"; AtLeast: those, and the known ones beside them, to which the dots
// lead.
std::vector<QList<QPointF>> DelayView::runsOf(const std::vector<DelayCell>& cells, Part part, Which which) const
{
    std::vector<QPointF> points;
    const auto& all = edges();
    const auto censored
        = [&](std::size_t i) { return i < cells.size() && cells[i].*part && (cells[i].*part)->atLeast; };
    for (std::size_t i = 0; i < cells.size() && i + 1 < all.size(); ++i) {
        if (all[i + 1] < view().from - (all[1] - all[0]) || all[i] > view().to + (all[1] - all[0]))
            continue;
        const auto& value = cells[i].*part;
        const bool dotted = censored(i) || (i > 0 && censored(i - 1)) || censored(i + 1);
        const bool wanted = which == Which::All || (which == Which::AtLeast ? dotted : !censored(i));
        const double x = axis().x(all[i] + (all[i + 1] - all[i]) / 2);
        points.emplace_back(
            x, value && wanted ? m_axis.y(seconds(*value), plot()) : std::numeric_limits<double>::quiet_NaN());
    }
    return decimate(points);
}

void DelayView::drawPicture(QPainter& painter)
{
    const QRectF area = plot();
    if (area.width() < 10 || area.height() < 10)
        return;
    const auto ticks = timeTicks(axis(), m_answer.scope.zone);
    drawGaps(painter, axis(), m_gaps, area, theme(), true);
    drawIncidentBands(painter, axis(), m_answer.incidents, area, theme());
    drawValueGrid(painter, m_axis, area, theme());
    drawVerticals(painter, axis(), ticks, area, theme());
    drawLines(painter);
    drawIncidentFrames(painter, axis(), m_answer.incidents, area.adjusted(0, -13, 0, 0), theme(), Cap::None);
    drawTimeLabels(painter, axis(), ticks, QRectF(area.left(), area.bottom(), area.width(), kAxis), theme());
    drawLabels(painter);
}

void DelayView::drawLines(QPainter& painter)
{
    const auto& cells = m_answer.rows.buckets;
    m_p95 = runsOf(cells, &DelayCell::p95, Which::All);
    const bool wide = pointsIn(m_p95) <= 500; // wide pens are slow
    QColor light = colour();
    light.setAlphaF(0.65F);
    std::vector<ChartLine> lines;
    lines.push_back({ theme().previous, 1, ChartLine::Dash::Dashed,
        runsOf(m_answer.rows.comparedBuckets, &DelayCell::p95, Which::All) });
    const auto add = [&](Part part, const QColor& ink, double width) {
        lines.push_back({ ink, width, ChartLine::Dash::Solid, runsOf(cells, part, Which::Known) });
        lines.push_back({ ink, width, ChartLine::Dash::Dotted, runsOf(cells, part, Which::AtLeast) });
    };
    add(&DelayCell::p50, light, 1);
    add(&DelayCell::p90, colour(), wide ? 1.3 : 1);
    add(&DelayCell::p95, colour(), wide ? 2 : 1);
    m_chart.set(lines, plot());
    m_chart.draw(painter);

    painter.save(); // what stands alone between gaps is no line
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(plot());
    painter.setPen(Qt::NoPen);
    for (const ChartLine& line : lines)
        for (const auto& run : line.runs)
            if (run.size() == 1 && line.dash == ChartLine::Dash::Solid) {
                painter.setBrush(line.colour);
                painter.drawEllipse(run.front(), 1 + line.width / 2, 1 + line.width / 2);
            }
    painter.restore();
}

// Names at the ends of the lines, pushed apart where they would meet.
void DelayView::drawLabels(QPainter& painter)
{
    if (width() < 400)
        return;
    const QRectF area = plot();
    double free = area.bottom() - 12;
    for (const auto& [part, name] : { std::pair<Part, QString> { &DelayCell::p50, QStringLiteral("p50") },
             { &DelayCell::p90, QStringLiteral("p90") }, { &DelayCell::p95, QStringLiteral("p95") } }) {
        std::optional<Delay> last;
        for (const DelayCell& cell : m_answer.rows.buckets)
            if (cell.*part)
                last = cell.*part;
        if (!last)
            continue;
        const double y = std::min(m_axis.y(seconds(*last), area) - 8, free);
        free = y - 15;
        QFont font = Theme::small();
        font.setWeight(part == &DelayCell::p95 ? QFont::DemiBold : QFont::Normal);
        painter.setFont(font);
        painter.setPen(theme().text);
        drawElided(painter, QRectF(area.right() + 6, y, kLabels - 8, 16), Qt::AlignVCenter,
            last->atLeast ? tr("%1 at least").arg(name) : name);
    }
}

Readout DelayView::readoutAt(std::size_t bucket) const
{
    const DelayRows& rows = m_answer.rows;
    const Zone& zone = m_answer.scope.zone;
    Readout readout;
    readout.title = text::range({ edges()[bucket], edges()[bucket + 1] }, zone);
    if (bucket < rows.buckets.size() && bucket < rows.covered.size() && rows.covered[bucket]) {
        const DelayCell& cell = rows.buckets[bucket];
        QColor light = colour();
        light.setAlphaF(0.65F);
        readout.rows.push_back({ colour(), QStringLiteral("p95"), delayText(cell.p95), {} });
        readout.rows.push_back({ colour(), QStringLiteral("p90"), delayText(cell.p90), {} });
        readout.rows.push_back({ light, QStringLiteral("p50"), delayText(cell.p50),
            tr("of %1").arg(text::count(cell.finished + cell.waiting)) });
        if (cell.waiting > 0)
            readout.footer << tr("%1 still waiting").arg(text::count(cell.waiting));
    } else {
        readout.footer << (edges()[bucket] >= m_answer.data.to ? tr("Not yet: the data ends before") : tr("No data"));
    }
    if (bucket < rows.comparedBuckets.size() && bucket < rows.comparedEdges.size())
        readout.footer << tr("%1: p95 %2")
                              .arg(text::dateTime(rows.comparedEdges[bucket], zone),
                                  delayText(rows.comparedBuckets[bucket].p95));
    return readout;
}

void DelayView::drawLive(QPainter& painter, std::optional<std::size_t> bucket)
{
    if (!bucket)
        return;
    const QRectF area = plot();
    const double x = axis().x(edges()[*bucket] + (edges()[*bucket + 1] - edges()[*bucket]) / 2);
    if (x < area.left() || x > area.right())
        return;
    drawCrosshair(painter, x, area, theme());
    if (!underMouse() && !hasFocus()) // the read-out belongs to the panel with the pointer
        return;
    drawBeside(painter, readoutAt(*bucket), area, x, m_p95, theme());
}

void DelayView::describeBucket(std::optional<std::size_t> bucket)
{
    if (!bucket)
        return context().crosshair->describe({});
    const QString when = text::dateTime(edges()[*bucket], m_answer.scope.zone);
    if (*bucket >= m_answer.rows.buckets.size())
        return context().crosshair->describe(when);
    const DelayCell& cell = m_answer.rows.buckets[*bucket];
    context().crosshair->describe(
        tr("%1 · p95 %2 of %3").arg(when, delayText(cell.p95), text::count(cell.finished + cell.waiting)));
}

Scope DelayView::drillDownScope(TimeRange bucket) const
{
    Scope scope = m_answer.scope;
    scope.range = bucket;
    return scope;
}

bool DelayView::otherKey(int key)
{
    if (key != Qt::Key_C)
        return false;
    emit compareToggled();
    return true;
}

} // namespace mv
