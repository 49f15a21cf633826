// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QGraphicsScene>
#include <QList>
#include <QPointF>
#include <QRectF>
#include <vector>

class QPainter;
QT_FORWARD_DECLARE_CLASS(QChart)
QT_FORWARD_DECLARE_CLASS(QLineSeries)
QT_FORWARD_DECLARE_CLASS(QValueAxis)

namespace mv {

struct ChartLine {
    enum class Dash { Solid, Dashed, Dotted }; // Dashed is 4-3
    QColor colour;
    double width = 1; // wide pens are slow: draw what is wider than 1 only when it is short
    Dash dash = Dash::Solid;
    std::vector<QList<QPointF>> runs; // pixels, from decimate(); a gap between runs
};

QPen penOf(const ChartLine&);

// Lines through Qt Charts, in the pixels of whoever paints. Series are kept and replace()d whole: adding, removing and
// append()ing are what makes Qt Charts slow. GUI thread.
class ChartLines final {
public:
    ChartLines();
    ChartLines(const ChartLines&) = delete;
    ChartLines& operator=(const ChartLines&) = delete;

    void set(const std::vector<ChartLine>&, const QRectF& plot); // the first is drawn first; clipped to the plot
    void draw(QPainter&);

private:
    void fit(const QRectF& plot);
    QLineSeries* series(std::size_t index);

    QGraphicsScene m_scene;
    QChart* m_chart; // owned by the scene
    QValueAxis* m_x;
    QValueAxis* m_y;
    std::vector<QLineSeries*> m_series; // owned by the chart
    std::size_t m_used = 0;
    std::vector<ChartLine> m_rest; // runs beyond the series that pay
    QRectF m_plot;
};

} // namespace mv
