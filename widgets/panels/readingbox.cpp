// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/readingbox.h"
#include <QGridLayout>
#include <QLabel>

namespace mv {

ReadingBox::ReadingBox(QWidget* parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(12, 8, 12, 8);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnStretch(1, 1);
    setAutoFillBackground(true);
}

void ReadingBox::setLines(const std::vector<Line>& lines, const QString& otherwise)
{
    m_lines = lines;
    m_otherwise = otherwise;
    build();
}

void ReadingBox::setTheme(const Theme& theme)
{
    m_theme = theme;
    QPalette surface = theme.palette();
    surface.setColor(QPalette::Window, theme.panel);
    setPalette(surface);
    build();
}

void ReadingBox::build()
{
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto label = [&](const QString& text, const QColor& ink, bool strong) {
        auto* made = new QLabel(text, this);
        made->setTextFormat(Qt::PlainText); // what is quoted comes from files
        made->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        QFont font = Theme::body();
        font.setWeight(strong ? QFont::DemiBold : QFont::Normal);
        made->setFont(font);
        QPalette palette = made->palette();
        palette.setColor(QPalette::WindowText, ink);
        made->setPalette(palette);
        return made;
    };
    if (m_lines.empty()) {
        auto* only = label(m_otherwise, m_theme.text2, false);
        only->setWordWrap(true);
        m_grid->addWidget(only, 0, 0, 1, 2);
    }
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const Line& line = m_lines[i];
        const Theme::StatusLook& look = m_theme.look(line.status);
        auto* words = label(line.text, m_theme.text, false);
        words->setWordWrap(true);
        auto* title = label({}, look.ink, true);
        title->setTextFormat(Qt::RichText); // a style sheet's text colour goes before a palette's
        title->setText(QStringLiteral("<span style=\"color:%1\">%2 %3</span>")
                           .arg(look.ink.name(), QString(look.glyph), line.title.toHtmlEscaped()));
        m_grid->addWidget(title, static_cast<int>(i), 0, Qt::AlignTop | Qt::AlignLeft);
        m_grid->addWidget(words, static_cast<int>(i), 1);
    }
}

} // namespace mv
