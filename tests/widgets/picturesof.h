// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QImage>
#include <QPainter>
#include <QWidget>

namespace mv {

inline bool picturesWanted() { return qEnvironmentVariableIsSet("MV_PICTURES"); }

// At a scale of its own, as an export would paint it.
inline void savePicture(QWidget& widget, const char* name, double scale)
{
    scale *= widget.devicePixelRatioF(); // QT_SCALE_FACTOR
    QImage image((QSizeF(widget.size()) * scale).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    image.fill(Qt::white);
    widget.ensurePolished();
    widget.render(&image);
    image.save(qEnvironmentVariable("MV_PICTURES") + u'/' + QString::fromLatin1(name) + QStringLiteral(".png"));
}

} // namespace mv
