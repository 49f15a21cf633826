// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/icons.h"
#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

// Resources of a static library are not linked unless somebody asks for them.
static void loadResources() { Q_INIT_RESOURCE(resources); }

namespace mv {
namespace {

constexpr int kSize = 16;

QPixmap drawn(QByteArray svg, const QColor& ink, int scale)
{
    svg.replace("currentColor", ink.name().toLatin1());
    QSvgRenderer renderer(svg);
    QPixmap pixmap(kSize * scale, kSize * scale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    pixmap.setDevicePixelRatio(scale);
    return pixmap;
}

} // namespace

QIcon icon(const QString& name, const Theme& theme)
{
    loadResources();
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray svg = file.readAll();
    QIcon icon;
    for (const int scale : { 1, 2, 4 }) {
        icon.addPixmap(drawn(svg, theme.text2, scale));
        icon.addPixmap(drawn(svg, theme.axis, scale), QIcon::Disabled);
    }
    return icon;
}

} // namespace mv
