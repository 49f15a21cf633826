// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/readout.h"
#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <limits>

namespace mv {
namespace {

constexpr double kPadding = 8, kRowHeight = 16, kGap = 12, kDot = 16;

QFont strong(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

struct Columns {
    double name = 0, value = 0, volume = 0;
};

Columns columnsOf(const Readout& readout)
{
    const QFontMetricsF plain(Theme::small()), bold(strong(Theme::small()));
    Columns c;
    for (const auto& row : readout.rows) {
        c.name = std::max(c.name, plain.horizontalAdvance(row.name));
        c.value = std::max(c.value, bold.horizontalAdvance(row.value));
        c.volume = std::max(c.volume, plain.horizontalAdvance(row.volume));
    }
    return c;
}

// How high and low a line goes in each pixel column of a plot.
class Extents {
public:
    Extents(const std::vector<QList<QPointF>>& line, const QRectF& plot)
        : m_left(std::floor(plot.left()))
        , m_columns(static_cast<std::size_t>(std::max(0.0, std::ceil(plot.width()) + 1)))
    {
        for (const auto& run : line) {
            for (qsizetype i = 0; i < run.size(); ++i)
                add(run[std::max<qsizetype>(0, i - 1)], run[i]);
        }
    }
    // How many columns of the box the line goes through.
    int covered(const QRectF& box) const
    {
        int columns = 0;
        for (std::size_t i = columnAt(box.left()); i < columnAt(box.right()); ++i)
            columns += m_columns[i].top <= box.bottom() && m_columns[i].bottom >= box.top() ? 1 : 0;
        return columns;
    }

private:
    struct Column {
        double top = std::numeric_limits<double>::infinity(), bottom = -top;
    };
    std::size_t columnAt(double x) const
    {
        return static_cast<std::size_t>(std::clamp(x - m_left, 0.0, static_cast<double>(m_columns.size())));
    }
    void add(QPointF from, QPointF to)
    {
        if (from.x() > to.x())
            std::swap(from, to);
        const double slope = to.x() > from.x() ? (to.y() - from.y()) / (to.x() - from.x()) : 0;
        for (std::size_t i = columnAt(from.x()); i < std::min(columnAt(to.x()) + 1, m_columns.size()); ++i) {
            const double left = std::max(from.x(), m_left + static_cast<double>(i));
            const double right = std::min(to.x(), left + 1);
            const double one = slope == 0 ? from.y() : from.y() + slope * (left - from.x());
            const double other = slope == 0 ? to.y() : from.y() + slope * (right - from.x());
            m_columns[i].top = std::min({ m_columns[i].top, one, other });
            m_columns[i].bottom = std::max({ m_columns[i].bottom, one, other });
        }
    }

    double m_left;
    std::vector<Column> m_columns;
};

struct Place {
    QRectF box;
    int covered = std::numeric_limits<int>::max(); // columns of the line; a million: the place that is read
};

// Away from the crosshair first, then near it, then anywhere between along the top or the foot of the plot.
Place placeFor(const QSizeF& size, const QRectF& plot, double crosshairX, const Extents& line)
{
    constexpr double kMargin = 8, kClear = 6, kStep = 8;
    const double left = plot.left() + kMargin;
    const double right = std::max(left, plot.right() - kMargin - size.width());
    const double top = plot.top() + kMargin;
    const double bottom = std::max(top, plot.bottom() - kMargin - size.height());
    const bool toTheLeft = crosshairX > plot.center().x();
    std::vector<double> columns { toTheLeft ? left : right, toTheLeft ? right : left };
    for (int step = 1; step * kStep < right - left; ++step)
        columns.push_back(toTheLeft ? left + step * kStep : right - step * kStep);
    Place best;
    for (const double x : columns) {
        for (const double y : { top, bottom }) {
            const QRectF box(QPointF(x, y), size), around = box.adjusted(-kClear, -kClear, kClear, kClear);
            const bool onCrosshair = crosshairX >= around.left() && crosshairX <= around.right();
            const int covered = line.covered(around) + (onCrosshair ? 1'000'000 : 0);
            if (covered < best.covered)
                best = { box, covered };
            if (covered == 0)
                return best;
        }
    }
    return best;
}

} // namespace

QSizeF sizeOf(const Readout& readout)
{
    const QFontMetricsF plain(Theme::small()), bold(strong(Theme::small()));
    const Columns c = columnsOf(readout);
    double width = std::max(bold.horizontalAdvance(readout.title), kDot + c.name + kGap + c.value + kGap + c.volume);
    for (const QString& line : readout.footer)
        width = std::max(width, plain.horizontalAdvance(line));
    const auto lines = static_cast<double>(1 + readout.rows.size()) + static_cast<double>(readout.footer.size());
    return { std::ceil(width) + 2 * kPadding, lines * kRowHeight + 2 * kPadding - 2 };
}

void draw(QPainter& painter, const Readout& readout, const QRectF& box, const Theme& theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QColor shadow(0, 0, 0, theme.isDark ? 40 : 8);
    painter.setPen(Qt::NoPen);
    for (int i = 4; i > 0; --i) { // a soft edge without an effect
        painter.setBrush(shadow);
        painter.drawRoundedRect(box.adjusted(-i, -i + 2, i, i + 2), 3 + i, 3 + i);
    }
    painter.setPen(QPen(theme.controlLine, 1));
    painter.setBrush(theme.control);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);

    const QFont plain = Theme::small(), bold = strong(Theme::small());
    const Columns c = columnsOf(readout);
    QRectF row(box.left() + kPadding, box.top() + kPadding - 1, box.width() - 2 * kPadding, kRowHeight);
    painter.setFont(bold);
    painter.setPen(theme.text);
    painter.drawText(row, Qt::AlignVCenter, readout.title);
    for (const auto& entry : readout.rows) {
        row.translate(0, kRowHeight);
        painter.setPen(Qt::NoPen);
        painter.setBrush(entry.dot);
        painter.drawEllipse(QPointF(row.left() + 4.5, row.center().y()), 4, 4);
        painter.setFont(plain);
        painter.setPen(theme.text);
        painter.drawText(row.adjusted(kDot, 0, 0, 0), Qt::AlignVCenter, entry.name);
        painter.setPen(theme.text2);
        painter.drawText(row, Qt::AlignVCenter | Qt::AlignRight, entry.volume);
        painter.setFont(bold);
        painter.setPen(theme.text);
        painter.drawText(row.adjusted(0, 0, -c.volume - kGap, 0), Qt::AlignVCenter | Qt::AlignRight, entry.value);
    }
    painter.setFont(plain);
    painter.setPen(theme.text2);
    for (const QString& line : readout.footer) {
        row.translate(0, kRowHeight);
        painter.drawText(row, Qt::AlignVCenter, line);
    }
    painter.restore();
}

QRectF readoutBox(const QSizeF& size, const QRectF& plot, double crosshairX, const std::vector<QList<QPointF>>& line)
{
    return placeFor(size, plot, crosshairX, Extents(line, plot)).box;
}

void drawBeside(QPainter& painter, Readout readout, const QRectF& plot, double crosshairX,
    const std::vector<QList<QPointF>>& line, const Theme& theme)
{
    const Extents extents(line, plot);
    Place place = placeFor(sizeOf(readout), plot, crosshairX, extents);
    while (readout.rows.size() > 1 && (place.covered > 0 || place.box.bottom() > plot.bottom())) {
        readout.rows.pop_back(); // the lowest rates, where there is no room for all
        place = placeFor(sizeOf(readout), plot, crosshairX, extents);
    }
    draw(painter, readout, place.box, theme);
}

} // namespace mv
