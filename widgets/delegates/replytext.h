// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/theme.h"
#include <QList>

class QPainter;
class QRect;

namespace mv {

struct TextRun {
    QString text;
    bool masked = false; // ‹ip›, ‹host› ...: a part that differs from reply to reply
    bool operator==(const TextRun&) const = default;
};
QList<TextRun> runsOf(const QString& reply);

// One line, monospaced, cut at the end; masked parts step back.
void drawReplyText(QPainter&, const QRect&, const QString& reply, const Theme&);

} // namespace mv
