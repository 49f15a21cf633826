// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/elidedlabel.h"
#include <QPainter>
#include <QStyle>

namespace mv {

ElidedLabel::ElidedLabel(QWidget* parent, int usualWidth)
    : QLabel(parent)
    , m_usualWidth(usualWidth)
{
    setTextFormat(Qt::PlainText);
}

QSize ElidedLabel::sizeHint() const { return QLabel::sizeHint().expandedTo({ m_usualWidth, 0 }); }

QSize ElidedLabel::minimumSizeHint() const { return { 0, QLabel::minimumSizeHint().height() }; }

void ElidedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, width());
    style()->drawItemText(&painter, rect(), int(alignment()), palette(), isEnabled(), shown, foregroundRole());
}

} // namespace mv
