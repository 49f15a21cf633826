// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QWidget>

class QButtonGroup;

namespace mv {

// A row of joined buttons of which one is down: "Overlay | Stacked rows | Log". Arrow keys move within it.
class Segments final : public QWidget {
    Q_OBJECT
public:
    explicit Segments(const QStringList& labels, QWidget* parent = nullptr);
    int current() const;
    void setCurrent(int index);         // does not emit
    void setLabels(const QStringList&); // anew; the first is current

signals:
    void chosen(int index);

private:
    QButtonGroup* m_group;
};

} // namespace mv
