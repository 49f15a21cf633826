// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/rawlineview.h"
#include "models/tables/text.h"
#include "widgets/delegates/celldelegate.h"
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTextBlock>
#include <algorithm>

namespace mv {

namespace {
constexpr int kClosed = 26; // the place of one line of words
}

RawLineView::RawLineView(QWidget* parent)
    : QWidget(parent)
    , m_place(new QLabel(this))
    , m_copy(new QPushButton(tr("Copy line"), this))
    , m_text(new QPlainTextEdit(this))
{
    m_place->setTextFormat(Qt::PlainText); // a path is not ours
    m_place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_place->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_text->setReadOnly(true);
    m_text->setUndoRedoEnabled(false);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setTabChangesFocus(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(tr("Raw log lines"));
    m_copy->setProperty("small", true);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(10, 2, 6, 2);
    top->addWidget(m_place, 1);
    top->addWidget(m_copy);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_text, 1);
    connect(m_copy, &QPushButton::clicked, this, &RawLineView::copy);
    clear({});
}

void RawLineView::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_place->setFont(Theme::small());
    setInk(m_place, theme.text2);
    m_text->setFont(Theme::mono());
    QPalette text = theme.palette();
    text.setColor(QPalette::Base, theme.panel);
    text.setColor(QPalette::Text, theme.text2);
    m_text->setPalette(text);
    m_text->document()->setDocumentMargin(8);
    highlight();
}

void RawLineView::clear(const QString& what)
{
    m_wanted = -1;
    m_place->setText(what);
    m_text->clear();
    m_copy->setEnabled(false);
    setOpen(false);
}

void RawLineView::setOpen(bool open)
{
    m_text->setVisible(open);
    m_copy->setVisible(open);
    setMaximumHeight(open ? QWIDGETSIZE_MAX : kClosed);
}

void RawLineView::expect(const QString& place)
{
    clear(place);
    setOpen(true);
    m_text->setPlainText(tr("Reading the line…"));
}

void RawLineView::show(const RawLines& lines)
{
    QStringList texts;
    for (const std::string& line : lines.lines)
        texts << text::fromUtf8(line);
    m_text->setPlainText(texts.join(u'\n'));
    m_wanted = lines.wanted < lines.lines.size() ? int(lines.wanted) : -1;
    m_copy->setEnabled(m_wanted >= 0);
    highlight();
    const QTextBlock block = m_text->document()->findBlockByNumber(std::max(m_wanted, 0));
    m_text->setTextCursor(QTextCursor(block));
    m_text->centerCursor(); // lays out what is above
    const int rows = m_text->viewport()->height() / m_text->fontMetrics().lineSpacing();
    const int above = std::max(0, (rows - block.lineCount()) / 2); // a long line is read from its beginning
    m_text->verticalScrollBar()->setValue(block.firstLineNumber() - above);
}

void RawLineView::showError(const QString& error)
{
    m_wanted = -1;
    m_copy->setEnabled(false);
    m_text->setPlainText(QString(m_theme.warning.glyph) + u' ' + error);
    highlight();
}

void RawLineView::copy() const
{
    if (m_wanted >= 0)
        QApplication::clipboard()->setText(m_text->document()->findBlockByNumber(m_wanted).text());
}

void RawLineView::highlight()
{
    QList<QTextEdit::ExtraSelection> selections;
    if (m_wanted >= 0) {
        QTextEdit::ExtraSelection line;
        line.cursor = QTextCursor(m_text->document()->findBlockByNumber(m_wanted));
        line.cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor); // also where it wraps
        line.format.setBackground(m_theme.warning.tint);
        line.format.setForeground(m_theme.text);
        selections << line;
    }
    m_text->setExtraSelections(selections);
}

} // namespace mv
