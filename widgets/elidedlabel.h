// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QLabel>

namespace mv {

// One line of plain text that gives way first where room is scarce, with an ellipsis at its end.
class ElidedLabel final : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget* parent = nullptr, int usualWidth = 0); // usualWidth: wanted also for shorter texts
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    int m_usualWidth;
};

} // namespace mv
