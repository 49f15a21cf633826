// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/charts/timelinerows.h"
#include "widgets/charts/timeplot.h"
#include <QWidget>

namespace mv {

// All imported data in a strip, with a brush for the range of the scope and the compared range dashed. Drag moves the
// brush, its handles resize it, a drag outside makes a new one. Keys: ←/→ move, with Shift the end. GUI thread.
class OverviewStrip final : public QWidget {
    Q_OBJECT
public:
    explicit OverviewStrip(QWidget* parent = nullptr);

    void setRows(const TimelineRows&, const QColor& focus);
    void setBrush(TimeRange); // does not emit
    TimeRange brush() const { return m_brush; }
    void setTheme(const Theme&);
    TimeAxis axis() const;

signals:
    void brushing(mv::TimeRange); // while the hand moves
    void brushed(mv::TimeRange);  // when it has let go

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;

private:
    enum class Grip { None, From, To, Move, New };
    QRectF strip() const;
    Grip gripAt(double x) const;
    TimeRange dragged(UtcTime now) const;
    void drawData(QPainter&);
    void drawBrush(QPainter&);
    void drawCompared(QPainter&);
    void drawMargin(QPainter&);

    Theme m_theme = Theme::light();
    TimelineRows m_rows;
    RateGroup m_all; // the focused providers over all data
    QColor m_colour;
    TimeRange m_brush, m_before; // before the drag
    UtcTime m_pressed {};
    Grip m_grip = Grip::None;
};

} // namespace mv
