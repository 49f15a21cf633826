// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/theme.h"
#include <QHeaderView>
#include <functional>

namespace mv {

// 24 high, with ▾ or ▴ before the name of the sorted column.
class TableHeader final : public QHeaderView {
    Q_OBJECT
public:
    explicit TableHeader(QWidget* parent);
    void setTheme(const Theme&);
    // A column that draws its own title: the days of a time axis.
    void setPicture(int column, std::function<void(QPainter&, const QRect&)> draw);

protected:
    void paintSection(QPainter*, const QRect&, int column) const override;
    QSize sizeHint() const override { return { 0, 24 }; }

private:
    Theme m_theme = Theme::light();
    int m_pictureColumn = -1;
    std::function<void(QPainter&, const QRect&)> m_picture;
};

} // namespace mv
