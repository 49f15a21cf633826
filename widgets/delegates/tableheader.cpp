// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/delegates/tableheader.h"
#include "widgets/delegates/celldelegate.h"
#include <QPainter>

namespace mv {

TableHeader::TableHeader(QWidget* parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setFixedHeight(24);
    setMinimumSectionSize(24);
    setSectionsMovable(false);
    setStretchLastSection(false);
    setSortIndicatorShown(false); // drawn here
    setHighlightSections(false);
}

void TableHeader::setTheme(const Theme& theme)
{
    m_theme = theme;
    viewport()->update();
}

void TableHeader::setPicture(int column, std::function<void(QPainter&, const QRect&)> draw)
{
    m_pictureColumn = column;
    m_picture = std::move(draw);
    viewport()->update();
}

void TableHeader::paintSection(QPainter* p, const QRect& section, int column) const
{
    p->fillRect(section, m_theme.header);
    p->fillRect(QRect(section.left(), section.bottom(), section.width(), 1), m_theme.line);
    if (column == m_pictureColumn && m_picture) {
        m_picture(*p, section);
        return;
    }
    const auto alignment = model()->headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).toInt();
    const bool number = (alignment & Qt::AlignRight) != 0; // padded where it is aligned: titles are wider than cells
    const QRect area = section.adjusted(number ? 0 : kCellPadding, 0, number ? -kCellPadding : 0, 0);
    QString title = model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    if (column == sortIndicatorSection())
        title.prepend(sortIndicatorOrder() == Qt::DescendingOrder ? QStringLiteral("▾ ") : QStringLiteral("▴ "));
    p->setFont(Theme::body());
    p->setPen(m_theme.text2);
    p->drawText(
        area, alignment | Qt::TextSingleLine, p->fontMetrics().elidedText(title, Qt::ElideRight, area.width() + 2));
}

} // namespace mv
