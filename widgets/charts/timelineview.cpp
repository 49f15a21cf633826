// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/timelineview.h"
#include "models/tables/text.h"
#include "widgets/charts/decimate.h"
#include "widgets/charts/margins.h"
#include "widgets/charts/volumestrip.h"
#include "widgets/crosshair.h"
#include "widgets/scopestack.h"
#include <QFontMetricsF>
#include <QPainter>
#include <cmath>
#include <limits>

namespace mv {
namespace {

constexpr double kTop = 22, kBetween = 16, kVolume = 58, kAxis = 18;
constexpr std::uint64_t kFew = 30;      // attempts: fewer make no rate to trust
constexpr std::size_t kShortLine = 500; // points up to which a wide pen is quick enough
constexpr double kPointsInView = 6000;  // of all lines: what pans within a frame
constexpr float kThinOpacity = 0.45F;   // of a line that rests on few attempts
constexpr double kReach = 6;            // pixels from a line that still mean it

bool isThin(const Counts& c) { return c.attempts() > 0 && c.attempts() < kFew; }

// Half of its buckets, or more, hold too few attempts.
bool mostlyThin(const RateLine& line)
{
    std::size_t thin = 0, some = 0;
    for (const Counts& c : line.counts.buckets) {
        thin += isThin(c) ? 1U : 0U;
        some += c.attempts() > 0 ? 1U : 0U;
    }
    return some > 0 && thin * 2 >= some;
}

// The last bucket with a rate.
std::optional<Counts> lastOf(const std::vector<Counts>& buckets)
{
    for (auto it = buckets.rbegin(); it != buckets.rend(); ++it)
        if (it->attempts() > 0)
            return *it;
    return std::nullopt;
}

bool flag(const std::vector<bool>& flags, std::size_t i) { return i < flags.size() && flags[i]; }

QFont strong(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

// Piece by piece: stroking a wide line as one path is what makes wide pens slow. Square ends close the bends.
void drawWide(QPainter& painter, const ChartLine& line)
{
    QPen pen = penOf(line);
    if (line.dash == ChartLine::Dash::Solid)
        pen.setCapStyle(Qt::SquareCap);
    painter.setPen(pen);
    QList<QLineF> pieces;
    for (const auto& run : line.runs)
        for (qsizetype i = 1; i < run.size(); ++i)
            pieces.append(QLineF(run[i - 1], run[i]));
    painter.drawLines(pieces);
}

} // namespace

TimelineView::TimelineView(const PanelContext& panelContext, QWidget* parent)
    : TimeView(panelContext, parent)
{
    setAccessibleName(tr("Deferral rate by provider over time"));
}

void TimelineView::setRows(const TimelineRows& rows, std::vector<RateLine> lines)
{
    m_drawn.clear();
    m_rows = rows;
    m_lines = std::move(lines);
    m_focused = focusedSum(m_lines);
    m_gaps = gapsOf(m_rows.rates.edges, m_rows.rates.covered, m_rows.data.to);

    QStringList summary;
    for (const RateLine& line : m_lines)
        summary << tr("%1: %2 of %3 attempt(s) deferred", nullptr, text::plural(line.counts.total.attempts()))
                       .arg(line.label, text::percent(line.counts.total.deferralRate()),
                           text::count(line.counts.total.attempts()));
    setAccessibleDescription(
        text::range(rows.scope.range, rows.scope.zone) + QStringLiteral(". ") + summary.join(QStringLiteral("; ")));
    rowsArrived(rows.scope.range);
}

void TimelineView::setMode(Mode mode)
{
    m_mode = mode;
    pictureChanged();
}

QRectF TimelineView::plot() const
{
    const double right = rightMargin(width());
    return { kLeftMargin, kTop, std::max(0.0, width() - kLeftMargin - right),
        std::max(0.0, height() - kTop - kBetween - kVolume - kAxis) };
}

QRectF TimelineView::volumeArea() const
{
    const QRectF rates = plot();
    return { rates.left(), rates.bottom() + kBetween, rates.width(), kVolume };
}

QColor TimelineView::colourOf(const RateLine& line) const
{
    return theme().provider(line.rest ? QString::fromUtf8(kOtherProviders.data()) : line.label);
}

// Of what can be seen, so that a zoom into a quiet day shows the day. Buckets with too few attempts don't set the
// scale.
double TimelineView::highestRate(const RateLine& line) const
{
    double highest = 0;
    const auto raise = [&](const std::vector<Counts>& buckets) {
        for (std::size_t i = 0; i < buckets.size() && i + 1 < edges().size(); ++i)
            if (edges()[i + 1] > view().from && edges()[i] < view().to && buckets[i].attempts() >= kFew)
                highest = std::max(highest, buckets[i].deferralRate().value_or(0));
    };
    raise(line.counts.buckets);
    if (line.focused)
        raise(line.counts.comparedBuckets);
    return highest;
}

ValueAxis TimelineView::axisFor(double highest) const
{
    return m_mode == Mode::Log ? ValueAxis::logRate() : ValueAxis::rate(highest);
}

QPointF TimelineView::pointAt(
    const Drawn& drawn, std::size_t bucket, const std::vector<Counts>& buckets, const std::vector<bool>& covered) const
{
    const UtcTime middle = edges()[bucket] + (edges()[bucket + 1] - edges()[bucket]) / 2;
    const auto rate = flag(covered, bucket) && bucket < buckets.size() ? buckets[bucket].deferralRate() : std::nullopt;
    return { axis().x(middle), rate ? drawn.axis.y(*rate, drawn.area) : std::numeric_limits<double>::quiet_NaN() };
}

std::vector<QList<QPointF>> TimelineView::runsOf(
    const Drawn& drawn, const std::vector<Counts>& buckets, const std::vector<bool>& covered) const
{
    if (buckets.empty() || edges().size() < 2)
        return {};
    // One bucket more on either side: the line goes on beyond the edge.
    const auto from = std::ranges::lower_bound(edges(), view().from) - edges().begin();
    const auto to = std::ranges::upper_bound(edges(), view().to) - edges().begin();
    const auto first = static_cast<std::size_t>(std::max<std::ptrdiff_t>(from - 2, 0));
    const auto last = std::min({ static_cast<std::size_t>(to) + 1, edges().size() - 1, buckets.size() });
    std::vector<QPointF> points;
    points.reserve(last - std::min(first, last));
    for (std::size_t i = first; i < last; ++i)
        points.push_back(pointAt(drawn, i, buckets, covered));
    // Wider columns where many lines are dense, so that all of them together stay quick to draw.
    const double most = 2 * static_cast<double>(m_lines.size()) * drawn.area.width();
    return decimate(points, std::clamp(most / kPointsInView, 1.0, 4.0));
}

void TimelineView::layOutLines()
{
    m_drawn.clear();
    double highest = 0;
    for (const RateLine& line : m_lines)
        highest = std::max(highest, highestRate(line));
    const QRectF all = plot();
    const auto count = static_cast<double>(m_lines.size());
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const RateLine& line = m_lines[i];
        QRectF area = all;
        if (m_mode == Mode::Stacked) {
            constexpr double kPad = 4;
            area = QRectF(all.left(), all.top() + all.height() * static_cast<double>(i) / count + kPad, all.width(),
                all.height() / count - kPad);
        }
        // Rows have a scale each, with a floor, so that a quiet provider looks quiet.
        Drawn drawn { &line, area,
            m_mode == Mode::Stacked ? ValueAxis::rate(std::max(0.06, highestRate(line))) : axisFor(highest), {}, {},
            0 };
        drawn.runs = runsOf(drawn, line.counts.buckets, m_rows.rates.covered);
        if (line.focused || m_mode == Mode::Stacked)
            drawn.compared = runsOf(drawn, line.counts.comparedBuckets, m_rows.rates.comparedCovered);
        for (const auto& run : drawn.runs)
            drawn.points += static_cast<std::size_t>(run.size());
        m_drawn.push_back(std::move(drawn));
    }
}

void TimelineView::drawPicture(QPainter& painter)
{
    layOutLines();
    const QRectF rates = plot(), volume = volumeArea();
    const auto ticks = timeTicks(axis(), m_rows.scope.zone);
    if (rates.width() < 10)
        return;
    drawGaps(painter, axis(), m_gaps, rates, theme(), true);
    drawGaps(painter, axis(), m_gaps, volume, theme(), false);
    const QRectF both = rates.united(volume);
    drawIncidentBands(painter, axis(), m_rows.incidents, both, theme());
    if (m_mode != Mode::Stacked && !m_drawn.empty()) {
        drawValueGrid(painter, m_drawn.front().axis, rates, theme());
        painter.setPen(theme().text3);
        painter.drawText(QRectF(0, rates.top() - 20, rates.left() - 6, 14), Qt::AlignRight | Qt::AlignVCenter,
            m_mode == Mode::Log ? tr("% log") : QStringLiteral("%"));
    }
    drawVerticals(painter, axis(), ticks, both, theme());
    drawVolumeArea(painter);
    drawLines(painter);
    if (m_mode == Mode::Stacked)
        drawRowLabels(painter);
    drawIncidentFrames(painter, axis(), m_rows.incidents,
        QRectF(rates.left(), rates.top() - 13, rates.width(), volume.bottom() - rates.top() + 13), theme(), Cap::Line);
    drawTimeLabels(painter, axis(), ticks, QRectF(volume.left(), volume.bottom(), volume.width(), kAxis), theme());
    if (rightMargin(width()) > kNarrowMargin && m_mode != Mode::Stacked)
        drawMargin(painter);
}

void TimelineView::drawLines(QPainter& painter)
{
    std::vector<ChartLine> under, over;
    for (auto it = m_drawn.rbegin(); it != m_drawn.rend(); ++it) { // the focused ones come first, and are drawn last
        const Drawn& drawn = *it;
        QColor colour = colourOf(*drawn.line);
        const bool unassigned = !drawn.line->rest && !theme().hasOwnColour(drawn.line->label);
        const auto dash = unassigned ? ChartLine::Dash::Dotted : ChartLine::Dash::Solid;
        under.push_back({ colour, 1, ChartLine::Dash::Dashed, drawn.compared });
        const bool wide = drawn.line->focused && drawn.points <= kShortLine;
        if (!drawn.line->focused)
            colour.setAlphaF(0.9F);
        if (mostlyThin(*drawn.line))
            colour.setAlphaF(kThinOpacity);
        (wide ? over : under).push_back({ colour, wide ? 2.0 : 1.0, dash, drawn.runs });
    }
    m_chart.set(under, plot());
    m_chart.draw(painter);

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(plot().adjusted(0, -2, 0, 2), Qt::IntersectClip);
    for (const ChartLine& line : over) {
        drawWide(painter, { theme().panel, 4, ChartLine::Dash::Solid, line.runs });
        drawWide(painter, line);
    }
    for (const Drawn& drawn : m_drawn)
        drawThin(painter, drawn);
    painter.restore();
}

// Hollow marks where a rate rests on few attempts, and a dot where a rate stands alone between gaps, which no line
// shows. Nothing deferred of few attempts is no news, but for the provider that is looked at.
void TimelineView::drawThin(QPainter& painter, const Drawn& drawn)
{
    QColor colour = colourOf(*drawn.line);
    if (mostlyThin(*drawn.line))
        colour.setAlphaF(kThinOpacity);
    painter.setPen(QPen(colour, 1));
    painter.setBrush(theme().panel);
    for (const auto& run : drawn.runs)
        if (run.size() == 1)
            painter.drawEllipse(run.front(), 1.5, 1.5);
    if (edges().size() < 2 || axis().pixels(edges()[1] - edges()[0]) < kReach)
        return;
    const auto& buckets = drawn.line->counts.buckets;
    for (std::size_t i = 0; i < buckets.size() && i + 1 < edges().size(); ++i)
        if (isThin(buckets[i]) && (drawn.line->focused || buckets[i].of(Outcome::Deferred) > 0)
            && flag(m_rows.rates.covered, i) && edges()[i + 1] > view().from && edges()[i] < view().to)
            painter.drawEllipse(pointAt(drawn, i, buckets, m_rows.rates.covered), 2.2, 2.2);
}

void TimelineView::drawVolumeArea(QPainter& painter)
{
    const QRectF area = volumeArea();
    const auto top = static_cast<double>(highestVolume(m_focused.buckets, m_focused.comparedBuckets));
    painter.setPen(QPen(theme().grid, 1));
    painter.drawLine(QPointF(area.left(), area.top() + 0.5), QPointF(area.right(), area.top() + 0.5));
    const RateLine* focused = m_lines.empty() ? nullptr : &m_lines.front();
    drawVolume(painter, axis(),
        { edges(), m_focused.buckets, m_focused.comparedBuckets, theme().volume,
            focused ? colourOf(*focused) : theme().previous, theme().previous },
        top, area);
    painter.setPen(QPen(theme().axis, 1));
    painter.drawLine(QPointF(area.left(), area.bottom() - 0.5), QPointF(area.right(), area.bottom() - 0.5));
    painter.setFont(Theme::tick());
    painter.setPen(theme().text3);
    const auto label = [&](double y, const QString& value) {
        painter.drawText(QRectF(0, y - 8, area.left() - 6, 16), Qt::AlignRight | Qt::AlignVCenter, value);
    };
    label(area.top() + 3, top > 0 ? text::shortCount(top) : QString());
    label(area.bottom() - 1, QStringLiteral("0"));
}

void TimelineView::drawRowLabels(QPainter& painter)
{
    const bool margin = rightMargin(width()) > kNarrowMargin;
    for (const Drawn& drawn : m_drawn) {
        painter.setPen(QPen(theme().axis, 1));
        painter.drawLine(drawn.area.bottomLeft(), drawn.area.bottomRight());
        painter.setFont(Theme::tick());
        painter.setPen(theme().text3);
        painter.drawText(QRectF(0, drawn.area.top() - 4, drawn.area.left() - 6, 14), Qt::AlignRight | Qt::AlignVCenter,
            drawn.axis.ticks().back().label + QStringLiteral("\u2009%"));
        QRectF label(drawn.area.right() + 8, drawn.area.bottom() - 30, kWideMargin - 12, 15);
        int flags = Qt::AlignLeft | Qt::AlignVCenter;
        if (!margin) {
            label = QRectF(drawn.area.left() + 4, drawn.area.top(), 160, 15);
        } else if (drawn.area.height() >= 28) {
            painter.setFont(Theme::small());
            painter.setPen(theme().text2);
            drawElided(painter, label.translated(0, 15), flags, text::percent(drawn.line->counts.total.deferralRate()));
        } else {
            label.moveBottom(drawn.area.bottom());
        }
        painter.setFont(strong(Theme::small()));
        painter.setPen(drawn.line->focused ? colourOf(*drawn.line) : theme().text2);
        drawElided(painter, label, flags, drawn.line->label);
    }
}

// Names at the ends of the lines, and what the volume shows.
void TimelineView::drawMargin(QPainter& painter)
{
    const QRectF rates = plot(), volume = volumeArea();
    const double left = rates.right() + 8, room = kWideMargin - 12;
    const auto put = [&](double y, const QFont& font, const QColor& colour, const QString& label) {
        painter.setFont(font);
        painter.setPen(colour);
        drawElided(painter, QRectF(left, y, room, 15), Qt::AlignLeft | Qt::AlignVCenter, label);
    };
    double lowest = 1, highest = 0;
    std::size_t others = 0;
    for (const RateLine& line : m_lines) {
        const auto last = lastOf(line.counts.buckets);
        if (line.focused || !last)
            continue;
        ++others;
        lowest = std::min(lowest, *last->deferralRate());
        highest = std::max(highest, *last->deferralRate());
    }
    double othersY = rates.bottom() - 10;
    if (others > 0) {
        QString low = text::percent(lowest);
        low.truncate(low.size() - 2); // the unit once: "0.7–4.3 %"
        const QString high = text::percent(highest);
        put(othersY, Theme::small(), theme().text2,
            others == 1 ? tr("1 other %1").arg(high) : tr("%1 others %2–%3").arg(text::count(others), low, high));
    }
    double below = othersY - 6;
    for (const Drawn& drawn : m_drawn) {
        const auto last = lastOf(drawn.line->counts.buckets);
        if (!drawn.line->focused || !last)
            continue;
        const double at = drawn.axis.y(*last->deferralRate(), drawn.area);
        const double y = std::clamp(at - 22, rates.top(), std::max(rates.top(), below - 32));
        put(y, strong(Theme::small()), colourOf(*drawn.line), drawn.line->label);
        put(y + 15, Theme::small(), theme().text2,
            tr("%1 last %2").arg(text::percent(last->deferralRate()), bucketUnit(m_rows.bucket)));
        below = y - 2;
        if (below < rates.top() + 32)
            break;
    }

    put(volume.top() - 1, Theme::small(), theme().text2, tr("Attempts per %1").arg(bucketUnit(m_rows.bucket)));
    double x = left;
    const auto swatch = [&](const QColor& colour, const QString& label) {
        painter.fillRect(QRectF(x, volume.top() + 20, 8, 8), colour);
        painter.setFont(Theme::small());
        painter.setPen(theme().text2);
        painter.drawText(QRectF(x + 12, volume.top() + 16, room, 16), Qt::AlignVCenter, label);
        x += 12 + QFontMetricsF(painter.font()).horizontalAdvance(label) + 10;
    };
    swatch(theme().volume, tr("all"));
    if (!m_lines.empty())
        swatch(colourOf(m_lines.front()), tr("deferred"));
    if (m_rows.scope.compares()) {
        QPen dashed(theme().previous, 1);
        dashed.setDashPattern({ 3, 2 });
        painter.setPen(dashed);
        painter.drawLine(QPointF(left, volume.top() + 40.5), QPointF(left + 9, volume.top() + 40.5));
        painter.setPen(theme().text2);
        painter.drawText(
            QRectF(left + 14, volume.top() + 33, room - 14, 16), Qt::AlignVCenter, comparedShortName(m_rows.scope));
    }
}

} // namespace mv
