// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/tables/tablemodel.h"
#include "widgets/theme.h"
#include <QStyledItemDelegate>

namespace mv {

inline constexpr int kCellPadding = 6;

QColor inkColour(Ink, const Theme&);
void setInk(QWidget*, const QColor&); // of a label, whatever background it inherits

// Draws what a model says a cell is (models/tables/cells.h). The row behind it is the view's.
class CellDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setTheme(const Theme& theme) { m_theme = theme; }
    void setRowHeight(int height) { m_rowHeight = height; }

    void paint(QPainter*, const QStyleOptionViewItem&, const QModelIndex&) const override;
    int widthOf(const QModelIndex&) const; // that shows its text in full

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override;

protected:
    const Theme& theme() const { return m_theme; }
    // The text of a cell, elided to fit: at the end, or in the middle for hosts and addresses.
    void drawText(QPainter&, const QRect&, const QModelIndex&, const Cell&) const;

private:
    Theme m_theme = Theme::light();
    int m_rowHeight = 24;
};

} // namespace mv
