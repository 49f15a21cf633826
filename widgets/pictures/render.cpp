// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pictures/render.h"
#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QWidget>
#include <fmt/format.h>

namespace mv {
namespace {

constexpr int kCaption = 44; // two lines
constexpr int kMargin = 8;

int captionHeight(const PictureCaption& caption) { return caption.empty() ? 0 : kCaption; }

QSize pictureSize(const QWidget& widget, const PictureCaption& caption)
{
    return widget.size() + QSize(0, captionHeight(caption));
}

void drawCaption(QPainter& painter, const PictureCaption& caption, int width)
{
    painter.fillRect(QRect(0, 0, width, kCaption), caption.theme.panel);
    const auto line = [&](int top, int left, const QFont& font, const QColor& ink, const QString& text) {
        painter.setFont(font);
        painter.setPen(ink);
        const QString shown = painter.fontMetrics().elidedText(text, Qt::ElideRight, width - left - kMargin);
        painter.drawText(QRect(left, top, width - left, kCaption / 2), Qt::AlignVCenter | Qt::AlignLeft, shown);
        return left + painter.fontMetrics().horizontalAdvance(shown);
    };
    const int end = line(2, kMargin, Theme::title(), caption.theme.text, caption.title);
    line(2, end + kMargin, Theme::body(), caption.theme.text2, caption.subtitle);
    line(kCaption / 2 - 2, kMargin, Theme::small(), caption.theme.text3, caption.scope);
}

void draw(QPainter& painter, QWidget& widget, const PictureCaption& caption)
{
    if (!caption.empty())
        drawCaption(painter, caption, widget.width());
    widget.render(&painter, QPoint(0, captionHeight(caption)));
}

QByteArray svgOf(QWidget& widget, const PictureCaption& caption)
{
    QBuffer buffer;
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    const QSize size = pictureSize(widget, caption);
    svg.setSize(size);
    svg.setViewBox(QRect(QPoint(), size));
    svg.setTitle(caption.title);
    svg.setDescription(caption.scope);
    QPainter painter(&svg);
    draw(painter, widget, caption);
    painter.end();
    return buffer.data();
}

QByteArray pdfOf(QWidget& widget, const PictureCaption& caption)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&buffer);
    const QSize size = pictureSize(widget, caption);
    // A pixel of the screen is 1/96 inch, a point 1/72.
    pdf.setResolution(96);
    pdf.setPageSize(QPageSize(QSizeF(size) * 72 / 96, QPageSize::Point, {}, QPageSize::ExactMatch));
    pdf.setPageMargins({});
    pdf.setTitle(caption.title);
    pdf.setCreator(QStringLiteral("Mailvane " MAILVANE_VERSION));
    QPainter painter(&pdf);
    draw(painter, widget, caption);
    painter.end();
    return buffer.data();
}

} // namespace

QImage pictureOf(QWidget& widget, double scale, const PictureCaption& caption)
{
    QImage image((QSizeF(pictureSize(widget, caption)) * scale).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(caption.theme.panel);
    QPainter painter(&image);
    draw(painter, widget, caption);
    painter.end();
    return image;
}

Result<QByteArray> pictureOf(QWidget& widget, PictureKind kind, double scale, const PictureCaption& caption)
{
    if (kind == PictureKind::Svg)
        return svgOf(widget, caption);
    if (kind == PictureKind::Pdf)
        return pdfOf(widget, caption);
    const QImage image = pictureOf(widget, scale, caption);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (image.isNull() || !image.save(&buffer, "PNG"))
        return failure(fmt::format(
            "A picture of {} x {} pixels could not be drawn.", widget.width() * scale, widget.height() * scale));
    return buffer.data();
}

Result<void> saveFile(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return failure(fmt::format(
            "Can't write {}: {}.", QDir::toNativeSeparators(path).toStdString(), file.errorString().toStdString()));
    return {};
}

} // namespace mv
