// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/delegates/replytext.h"
#include <QPainter>

namespace mv {

QList<TextRun> runsOf(const QString& reply)
{
    QList<TextRun> runs;
    qsizetype at = 0;
    while (at < reply.size()) {
        const auto open = reply.indexOf(QChar(0x2039), at);
        const auto close = open < 0 ? -1 : reply.indexOf(QChar(0x203A), open);
        if (close < 0)
            break;
        if (open > at)
            runs.append({ reply.mid(at, open - at), false });
        runs.append({ reply.mid(open, close + 1 - open), true });
        at = close + 1;
    }
    if (at < reply.size())
        runs.append({ reply.mid(at), false });
    return runs;
}

void drawReplyText(QPainter& p, const QRect& area, const QString& reply, const Theme& theme)
{
    const QFont font = Theme::mono();
    const QFontMetrics metrics(font);
    p.setFont(font);
    int x = area.left();
    // A reply can be kilobytes long: what cannot be seen is not measured.
    const QString seen = reply.left(area.width() / std::max(1, metrics.averageCharWidth() / 2) + 1);
    for (const TextRun& run : runsOf(metrics.elidedText(seen, Qt::ElideRight, area.width() + 1))) {
        p.setPen(run.masked ? theme.text3 : theme.text);
        const int width = metrics.horizontalAdvance(run.text);
        p.drawText(QRect(x, area.top(), width + 1, area.height()),
            int(Qt::AlignVCenter | Qt::AlignLeft) | Qt::TextSingleLine, run.text);
        x += width;
    }
}

} // namespace mv
