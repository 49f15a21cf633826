// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/stackview.h"
#include "models/tables/cells.h"
#include "models/tables/text.h"
#include "widgets/charts/timeplot.h"
#include "widgets/crosshair.h"
#include "widgets/scopestack.h"
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace mv {
namespace {

constexpr double kLegend = 26, kAxis = 18, kMarks = 18;
constexpr double kNames = 130, kScale = 34, kVolume = 74;
constexpr double kLeast = 44, kMost = 76, kGap = 12; // of a row, with the gap below its bars

double notGood(const StackCounts& counts)
{
    return counts[static_cast<std::size_t>(StackPart::Half)] + counts[static_cast<std::size_t>(StackPart::Bad)];
}

StackRow together(
    std::vector<StackRow>::const_iterator begin, std::vector<StackRow>::const_iterator end, const QString& name)
{
    StackRow row;
    row.name = name;
    row.buckets.resize(begin->buckets.size());
    double total = 0;
    for (auto other = begin; other != end; ++other) {
        for (std::size_t i = 0; i < row.buckets.size() && i < other->buckets.size(); ++i) {
            for (std::size_t part = 0; part < kStackParts; ++part)
                row.buckets[i][part] += other->buckets[i][part];
            total += totalOf(other->buckets[i]);
        }
    }
    row.volume = text::count(static_cast<std::uint64_t>(std::llround(total)));
    row.unit = begin->unit;
    return row;
}

} // namespace

double totalOf(const StackCounts& counts) { return std::accumulate(counts.begin(), counts.end(), 0.0); }

QColor colourOf(StackPart part, const Theme& theme) { return theme.results[static_cast<std::size_t>(part)]; }

StackView::StackView(const PanelContext& panelContext, QWidget* parent)
    : TimeView(panelContext, parent)
{
}

void StackView::setRows(const StackRows& rows)
{
    m_rows = rows;
    fit();
    QStringList texts { m_rows.bars };
    for (const StackRow& row : m_rows.rows)
        texts << QStringLiteral("%1: %2, %3 %4").arg(row.name, row.detail, row.volume, row.unit);
    for (const StackMark& mark : m_rows.marks)
        texts << mark.text;
    setAccessibleDescription(texts.join(QStringLiteral("; ")));
    rowsArrived(rows.scope.range);
}

void StackView::setZoomed(bool notGoodOnly)
{
    m_zoomed = notGoodOnly;
    pictureChanged();
}

void StackView::fit()
{
    const auto most = static_cast<std::size_t>(std::max(1.0, std::floor(plot().height() / kLeast)));
    m_shown = m_rows.rows;
    if (m_shown.size() <= most)
        return;
    const auto rest = m_rows.rows.begin() + static_cast<std::ptrdiff_t>(most - 1);
    m_shown.resize(most - 1);
    m_shown.push_back(together(rest, m_rows.rows.end(),
        QStringLiteral("%1 %2").arg(text::count(m_rows.rows.size() - most + 1), m_rows.other)));
}

QRectF StackView::plot() const
{
    const double left = kNames + kScale, right = width() < 520 ? 12 : kVolume, top = kLegend + kMarks;
    return { left, top, std::max(0.0, width() - left - right), std::max(0.0, height() - top - kAxis) };
}

QRectF StackView::strip(std::size_t row) const
{
    const QRectF area = plot();
    const double each = std::min(kMost, area.height() / static_cast<double>(std::max<std::size_t>(1, m_shown.size())));
    return { area.left(), area.top() + static_cast<double>(row) * each, area.width(), each - kGap };
}

std::optional<std::size_t> StackView::rowAt(double y) const
{
    for (std::size_t row = 0; row < m_shown.size(); ++row) {
        const QRectF area = strip(row);
        if (y >= area.top() && y < area.bottom() + kGap)
            return row;
    }
    return std::nullopt;
}

// All of it or, zoomed, what lets the largest share that is not well be seen: a round number, one for all rows.
double StackView::scale() const
{
    if (!m_zoomed)
        return 1;
    double largest = 0;
    for (const StackRow& row : m_shown) {
        for (const StackCounts& counts : row.buckets) {
            if (totalOf(counts) >= static_cast<double>(kFewAttempts))
                largest = std::max(largest, notGood(counts) / totalOf(counts));
        }
    }
    for (const double round : { 0.01, 0.02, 0.05, 0.1, 0.2, 0.5 }) {
        if (largest <= round)
            return round;
    }
    return 1;
}

void StackView::drawPicture(QPainter& painter)
{
    const QRectF area = plot();
    if (area.width() < 10 || area.height() < 10 || m_shown.empty())
        return;
    const auto ticks = timeTicks(axis(), m_rows.scope.zone);
    const QRectF all(area.left(), area.top(), area.width(), strip(m_shown.size() - 1).bottom() - area.top());
    drawLegend(painter);
    drawMarks(painter, true);
    drawVerticals(painter, axis(), ticks, all, theme());
    for (std::size_t row = 0; row < m_shown.size(); ++row)
        drawRow(painter, row);
    drawMarks(painter, false);
    drawTimeLabels(painter, axis(), ticks, QRectF(area.left(), all.bottom() + 2, area.width(), kAxis), theme());
}

void StackView::drawLegend(QPainter& painter) const
{
    painter.setFont(Theme::small());
    double x = 10;
    for (std::size_t part = 0; part < kStackParts; ++part) {
        if (m_rows.parts[part].isEmpty())
            continue;
        painter.fillRect(QRectF(x, kLegend / 2 - 4, 9, 9), colourOf(static_cast<StackPart>(part), theme()));
        painter.setPen(theme().text2);
        const double wide = painter.fontMetrics().horizontalAdvance(m_rows.parts[part]);
        painter.drawText(QRectF(x + 13, 0, wide + 2, kLegend), Qt::AlignVCenter, m_rows.parts[part]);
        x += wide + 28;
    }
    painter.setPen(theme().text3);
    drawElided(painter, QRectF(x, 0, width() - x - 10, kLegend), Qt::AlignVCenter | Qt::AlignRight,
        m_zoomed ? tr("share that is not passing; volume at right") : tr("share of results; volume at right"));
}

void StackView::drawRow(QPainter& painter, std::size_t index) const
{
    const StackRow& row = m_shown[index];
    const QRectF area = strip(index);
    const double middle = area.center().y();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(row.provider.isEmpty() ? theme().text3 : theme().provider(row.provider));
    painter.drawEllipse(QPointF(14, middle - 8), 4, 4);
    painter.restore();
    painter.setFont(Theme::body());
    painter.setPen(theme().text);
    drawElided(painter, QRectF(24, middle - 17, kNames - 24, 18), Qt::AlignVCenter, row.name);
    painter.setFont(Theme::small());
    painter.setPen(row.isBad ? theme().bad.ink : theme().text2);
    drawElided(painter, QRectF(24, middle, kNames - 24, 16), Qt::AlignVCenter, row.detail);

    painter.setFont(Theme::tick());
    painter.setPen(theme().text3);
    const QRectF scaleArea(kNames, area.top() - 6, kScale - 5, 12);
    painter.drawText(scaleArea, Qt::AlignRight | Qt::AlignVCenter, QString::number(scale() * 100));
    painter.drawText(scaleArea.translated(0, area.height()), Qt::AlignRight | Qt::AlignVCenter, tr("0 %"));
    if (width() >= 520) {
        painter.setPen(theme().text);
        painter.setFont(Theme::numeric());
        const QRectF right(area.right() + 8, middle - 17, kVolume - 10, 18);
        drawElided(painter, right, Qt::AlignVCenter, row.volume);
        painter.setFont(Theme::small());
        painter.setPen(theme().text3);
        drawElided(painter, right.translated(0, 16), Qt::AlignVCenter, row.unit);
    }
    drawBars(painter, row, area);
    painter.setPen(QPen(theme().axis, 1));
    painter.drawLine(
        QPointF(area.left(), std::floor(area.bottom()) + 0.5), QPointF(area.right(), std::floor(area.bottom()) + 0.5));
}

void StackView::drawBars(QPainter& painter, const StackRow& row, const QRectF& area) const
{
    painter.save();
    painter.setClipRect(area.adjusted(0, -1, 0, 1), Qt::IntersectClip);
    const double top = scale();
    for (std::size_t i = 0; i < row.buckets.size() && i + 1 < m_rows.edges.size(); ++i) {
        double left = axis().x(m_rows.edges[i]), right = axis().x(m_rows.edges[i + 1]);
        if (right < area.left() || left > area.right())
            continue;
        if (right - left >= 4) // a hair between bars
            right -= 1;
        const double total = totalOf(row.buckets[i]);
        if (total <= 0) {
            const QRectF gap(left, area.top(), right - left + 1, area.height());
            painter.fillRect(gap, theme().noDataFill);
            hatch(painter, gap, theme().noDataHatch, 7);
            continue;
        }
        const bool few = total < static_cast<double>(kFewAttempts);
        double bottom = area.bottom();
        for (std::size_t part = 0; part < kStackParts; ++part) {
            if (m_zoomed && part <= static_cast<std::size_t>(StackPart::Nothing))
                continue;
            const double high = row.buckets[i][part] / total / top * area.height();
            const QRectF bar(left, bottom - high, right - left, high);
            const QColor colour = colourOf(static_cast<StackPart>(part), theme());
            if (few && bar.height() > 2 && bar.width() > 2) { // hollow: not much to go by
                painter.setPen(QPen(colour, 1));
                painter.setBrush(Qt::NoBrush);
                painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5));
            } else {
                painter.fillRect(bar, colour);
            }
            bottom -= high;
        }
    }
    painter.restore();
}

void StackView::drawMarks(QPainter& painter, bool bands) const
{
    painter.save();
    const QRectF area = plot();
    for (const StackMark& mark : m_rows.marks) {
        const double left = std::clamp(axis().x(mark.range.from), area.left(), area.right());
        const double right = std::clamp(axis().x(mark.range.to), area.left(), area.right());
        const double foot = strip(m_shown.size() - 1).bottom();
        painter.setFont(Theme::small());
        if (!mark.row && bands && right > left)
            painter.fillRect(
                QRectF(left, area.top() - kMarks, right - left, foot - area.top() + kMarks), theme().warning.tint);
        if (bands || (mark.row && *mark.row >= m_shown.size()))
            continue;
        const Theme::StatusLook& look = mark.row ? theme().bad : theme().warning;
        QFont strong = Theme::small();
        strong.setWeight(QFont::DemiBold);
        painter.setFont(strong);
        const double wide = painter.fontMetrics().horizontalAdvance(mark.text) + 8;
        const double top = mark.row ? strip(*mark.row).top() : area.top() - kMarks;
        const double bottom = mark.row ? strip(*mark.row).bottom() : foot;
        painter.setPen(QPen(look.ink, 1, Qt::DotLine));
        painter.drawLine(QPointF(std::floor(left) + 0.5, top), QPointF(std::floor(left) + 0.5, bottom));
        QRectF label(left + 3, top, wide, 16);
        const bool fitsBefore = left - 3 - wide > area.left();
        if ((mark.row && fitsBefore) || label.right() > area.right()) // of one row: not over what has changed
            label.moveRight(left - 3);
        if (mark.row) {
            painter.fillRect(label, theme().panel);
            painter.drawRect(label.adjusted(0.5, 0.5, -0.5, -0.5));
        }
        painter.setPen(look.ink);
        painter.drawText(label, Qt::AlignCenter, mark.text);
    }
    painter.restore();
}

Readout StackView::readoutAt(std::size_t bucket) const
{
    Readout readout;
    readout.title = text::range({ edges()[bucket], edges()[bucket + 1] }, m_rows.scope.zone);
    if (m_hovered >= m_shown.size() || bucket >= m_shown[m_hovered].buckets.size())
        return readout;
    const StackRow& row = m_shown[m_hovered];
    const StackCounts& counts = row.buckets[bucket];
    const double total = totalOf(counts);
    readout.title = row.name + QStringLiteral(" · ") + readout.title;
    if (total <= 0)
        readout.footer << tr("No data");
    for (std::size_t part = kStackParts; part-- > 0;) {
        if (total > 0 && !m_rows.parts[part].isEmpty())
            readout.rows.push_back({ colourOf(static_cast<StackPart>(part), theme()), m_rows.parts[part],
                text::percent(counts[part] / total),
                tr("of %1").arg(text::count(static_cast<std::uint64_t>(std::llround(total)))) });
    }
    return readout;
}

void StackView::drawLive(QPainter& painter, std::optional<std::size_t> bucket)
{
    if (!bucket || m_shown.empty())
        return;
    const QRectF area = plot();
    const double x = axis().x(edges()[*bucket] + (edges()[*bucket + 1] - edges()[*bucket]) / 2);
    if (x < area.left() || x > area.right())
        return;
    drawCrosshair(painter, x, area, theme());
    if (underMouse() || hasFocus())
        drawBeside(painter, readoutAt(*bucket), area, x, {}, theme());
}

void StackView::describeBucket(std::optional<std::size_t> bucket)
{
    if (!bucket || m_hovered >= m_shown.size())
        return context().crosshair->describe({});
    const Readout readout = readoutAt(*bucket);
    QStringList texts { readout.title };
    for (const Readout::Row& row : readout.rows)
        texts << row.name + u' ' + row.value;
    context().crosshair->describe(texts.join(QStringLiteral(" · ")));
}

void StackView::clicked(QPointF at, bool add)
{
    const auto row = rowAt(at.y());
    if (row && !m_shown[*row].provider.isEmpty())
        emit picked(m_shown[*row].provider, add);
}

void StackView::filterFocused()
{
    if (m_hovered < m_shown.size() && !m_shown[m_hovered].provider.isEmpty())
        emit picked(m_shown[m_hovered].provider, false);
}

bool StackView::otherKey(int key)
{
    if ((key != Qt::Key_Up && key != Qt::Key_Down) || m_shown.empty())
        return false;
    const auto last = static_cast<int>(m_shown.size()) - 1;
    m_hovered
        = static_cast<std::size_t>(std::clamp(static_cast<int>(m_hovered) + (key == Qt::Key_Up ? -1 : 1), 0, last));
    describeBucket(crosshairBucket());
    update();
    return true;
}

Scope StackView::drillDownScope(TimeRange bucket) const
{
    Scope scope = m_rows.scope;
    scope.range = bucket;
    if (m_hovered < m_shown.size() && !m_shown[m_hovered].provider.isEmpty())
        scope.filters.providers = { m_shown[m_hovered].provider.toStdString() };
    return scope;
}

void StackView::resizeEvent(QResizeEvent* event)
{
    TimeView::resizeEvent(event);
    fit();
}

void StackView::mouseMoveEvent(QMouseEvent* event)
{
    if (const auto row = rowAt(event->position().y()); row && *row != m_hovered) {
        m_hovered = *row;
        update();
    }
    TimeView::mouseMoveEvent(event);
}

} // namespace mv
