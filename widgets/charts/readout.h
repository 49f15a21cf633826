// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/theme.h"
#include <QList>
#include <QPointF>
#include <QRectF>
#include <vector>

class QPainter;

namespace mv {

// What the crosshair reads: a box of a title, rows of a dot, a name, a value and its volume, and lines below.
struct Readout {
    struct Row {
        QColor dot;
        QString name, value, volume;
    };
    QString title;
    std::vector<Row> rows;
    QStringList footer;
};

QSizeF sizeOf(const Readout&);
void draw(QPainter&, const Readout&, const QRectF& box, const Theme&);

// A place at the top or the foot of the plot that is away from the crosshair and not over the line; where there is
// none, the one that covers least of it.
QRectF readoutBox(const QSizeF&, const QRectF& plot, double crosshairX, const std::vector<QList<QPointF>>& line);

// There, without its last rows where the plot has no free place for all of them.
void drawBeside(
    QPainter&, Readout, const QRectF& plot, double crosshairX, const std::vector<QList<QPointF>>& line, const Theme&);

} // namespace mv
