// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/error.h"
#include "widgets/theme.h"
#include <QImage>
#include <QString>

class QPainter;
class QWidget;

namespace mv {

enum class PictureKind { Png, Svg, Pdf };

// What a picture of one panel says above it, since it leaves the window that said so.
struct PictureCaption {
    QString title, subtitle, scope;
    Theme theme = Theme::light();
    bool empty() const { return title.isEmpty(); }
};

// The widget as it is on the screen, at its size in pixels times `scale` (vector formats: points, whatever the scale).
QImage pictureOf(QWidget&, double scale, const PictureCaption& = {});
Result<QByteArray> pictureOf(QWidget&, PictureKind, double scale, const PictureCaption& = {});

// All or nothing: a disk that fills up leaves the old file.
Result<void> saveFile(const QString& path, const QByteArray&);

} // namespace mv
