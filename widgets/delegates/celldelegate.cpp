// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/delegates/celldelegate.h"
#include "widgets/charts/sparkline.h"
#include "widgets/delegates/ratebar.h"
#include "widgets/delegates/replytext.h"
#include <QPainter>

namespace mv {
namespace {

constexpr int kMark = 8;
constexpr int kBarWidth = 32;
const QSize kSparkline(68, 18);

QRect centred(const QRect& in, QSize size, Qt::Alignment alignment)
{
    return QStyle::alignedRect(Qt::LeftToRight, alignment | Qt::AlignVCenter, size, in);
}

void drawMark(QPainter& p, const QRect& area, const MarkCell& mark, const Theme& theme)
{
    const QRect place = centred(area, { kMark, kMark }, Qt::AlignLeft);
    p.save();
    p.setPen(Qt::NoPen);
    if (mark.provider.isEmpty()) {
        p.fillRect(place, mark.ink == Ink::Faint ? theme.axis : inkColour(mark.ink, theme));
    } else {
        p.setRenderHint(QPainter::Antialiasing);
        p.setBrush(theme.provider(mark.provider));
        p.drawEllipse(place);
    }
    p.restore();
}

QFont fontOf(const QModelIndex& index, const Cell& cell)
{
    const bool number = (index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight) != 0;
    QFont font = number ? Theme::numeric() : Theme::body();
    font.setBold(cell.strong);
    return font;
}

} // namespace

QColor inkColour(Ink ink, const Theme& theme)
{
    switch (ink) {
    case Ink::Normal:
        return theme.text;
    case Ink::Secondary:
        return theme.text2;
    case Ink::Faint:
        return theme.text3;
    case Ink::Bad:
        return theme.bad.ink;
    case Ink::Warning:
        return theme.warning.ink;
    case Ink::Good:
        return theme.good.ink;
    }
    return theme.text;
}

void setInk(QWidget* label, const QColor& colour)
{
    QPalette palette = label->palette();
    for (const auto role : { QPalette::WindowText, QPalette::Text }) // Text on a panel, whose background is Base
        palette.setColor(role, colour);
    label->setPalette(palette);
}

int CellDelegate::widthOf(const QModelIndex& index) const
{
    const Cell cell = index.data(TableModel::CellRole).value<Cell>();
    const int mark = std::holds_alternative<MarkCell>(cell.picture) ? kMark + kCellPadding : 0;
    const QFontMetrics metrics(fontOf(index, cell));
    return 2 * kCellPadding + mark + metrics.horizontalAdvance(index.data(Qt::DisplayRole).toString());
}

void CellDelegate::drawText(QPainter& p, const QRect& area, const QModelIndex& index, const Cell& cell) const
{
    const QString text = index.data(Qt::DisplayRole).toString();
    if (text.isEmpty() || area.width() <= 0)
        return;
    const auto alignment = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
    const QFont font = fontOf(index, cell);
    p.setFont(font);
    p.setPen(inkColour(cell.ink, m_theme));
    // The last part of a host name tells as much as the first; prose is told by its beginning.
    const bool isName = !text.contains(u' ');
    const auto elided
        = QFontMetrics(font).elidedText(text, isName ? Qt::ElideMiddle : Qt::ElideRight, area.width() + 1);
    p.drawText(area, int(alignment) | Qt::TextSingleLine, elided);
}

void CellDelegate::paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Cell cell = index.data(TableModel::CellRole).value<Cell>();
    QRect area = option.rect.adjusted(kCellPadding, 0, -kCellPadding, 0);
    if (const auto* bar = std::get_if<BarCell>(&cell.picture)) {
        if (bar->below)
            drawRateLine(*p, area, *bar, m_theme);
        else
            drawRateBar(
                *p, centred(area, { std::min(kBarWidth, area.width() / 2), kBarHeight }, Qt::AlignLeft), *bar, m_theme);
    } else if (const auto* trend = std::get_if<TrendCell>(&cell.picture)) {
        const QSize size = trend->bars ? QSize(area.width(), kSparkline.height()) : kSparkline.boundedTo(area.size());
        drawSparkline(*p, centred(area, size, Qt::AlignLeft), *trend, m_theme);
    } else if (const auto* mark = std::get_if<MarkCell>(&cell.picture)) {
        drawMark(*p, area, *mark, m_theme);
        area.setLeft(area.left() + kMark + kCellPadding);
    } else if (std::holds_alternative<ReplyCell>(cell.picture)) {
        drawReplyText(*p, area, index.data(Qt::DisplayRole).toString(), m_theme);
        return;
    } else if (const auto* progress = std::get_if<ProgressCell>(&cell.picture)) {
        constexpr int kPercent = 42;
        drawProgress(*p,
            centred(area.adjusted(0, 0, -kPercent, 0), { area.width() - kPercent, kBarHeight }, Qt::AlignLeft),
            *progress, m_theme);
        area.setLeft(area.right() - kPercent + kCellPadding);
    }
    drawText(*p, area, index, cell);
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const { return { 40, m_rowHeight }; }

} // namespace mv
