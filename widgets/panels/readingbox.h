// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/theme.h"
#include <QWidget>
#include <vector>

class QGridLayout;
class QLabel;

namespace mv {

// What a chart means, in sentences: a bold word in the colour of a status, and the words beside it.
class ReadingBox final : public QWidget {
    Q_OBJECT
public:
    struct Line {
        Theme::Status status = Theme::Status::Note;
        QString title, text;
    };
    explicit ReadingBox(QWidget* parent = nullptr);
    // `otherwise`: what is said when there are no lines.
    void setLines(const std::vector<Line>&, const QString& otherwise);
    void setTheme(const Theme&);

private:
    void build();

    std::vector<Line> m_lines;
    QString m_otherwise;
    Theme m_theme = Theme::light();
    QGridLayout* m_grid;
};

} // namespace mv
