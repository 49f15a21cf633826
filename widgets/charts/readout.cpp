// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/readout.h"
#include <QFontMetricsF>
#include <QPainter>
#include <cmath>

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

double coverage(const QRectF& box, const std::vector<QList<QPointF>>& line)
{
    double covered = 0;
    for (const auto& run : line)
        for (const QPointF& p : run)
            covered += box.contains(p) ? 1 : 0;
    return covered;
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
    constexpr double kMargin = 8;
    const double left = plot.left() + kMargin;
    const double right = std::max(left, plot.right() - kMargin - size.width());
    const double top = plot.top() + kMargin;
    const double bottom = std::max(top, plot.bottom() - kMargin - size.height());
    const bool toTheLeft = crosshairX > plot.center().x();
    const double near = toTheLeft ? right : left, away = toTheLeft ? left : right;

    QRectF best;
    double least = 0;
    for (const QPointF corner :
        { QPointF(away, top), QPointF(away, bottom), QPointF(near, top), QPointF(near, bottom) }) {
        const QRectF box(corner, size);
        const QRectF around = box.adjusted(-6, -6, 6, 6);
        double covered = coverage(around, line);
        if (crosshairX >= around.left() && crosshairX <= around.right())
            covered += 1e6; // rather a bit of the line than the place that is read
        if (best.isNull() || covered < least) {
            best = box;
            least = covered;
        }
    }
    return best;
}

} // namespace mv
