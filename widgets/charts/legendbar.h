// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/charts/timelinerows.h"
#include "widgets/theme.h"
#include <QWidget>
#include <vector>

namespace mv {

// The names of the lines, 26 high. An entry is a button: click filters, Ctrl+click adds. What finds no room is named in
// the tool tip of the last one, "+3".
class LegendBar final : public QWidget {
    Q_OBJECT
public:
    explicit LegendBar(QWidget* parent = nullptr);
    void setLines(const std::vector<RateLine>&, const QString& compared); // compared: empty without a comparison
    void setTheme(const Theme&);

signals:
    void picked(const std::vector<std::string>& providers, bool add);

protected:
    void resizeEvent(QResizeEvent*) override;
    void paintEvent(QPaintEvent*) override;

private:
    class Entry;
    void build();
    void layOut();

    std::vector<RateLine> m_lines;
    QString m_compared;
    Theme m_theme = Theme::light();
    std::vector<Entry*> m_entries;
    Entry* m_more = nullptr;
};

} // namespace mv
