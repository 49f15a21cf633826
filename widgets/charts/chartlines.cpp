// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/chartlines.h"
#include <QChart>
#include <QGraphicsLayout>
#include <QLineSeries>
#include <QPainter>
#include <QPen>
#include <QValueAxis>

namespace mv {
namespace {

// A line with holes everywhere would be hundreds of series of two points; past this many they are drawn as they are.
constexpr std::size_t kMostSeries = 64;

} // namespace

QPen penOf(const ChartLine& line)
{
    QPen pen(line.colour, line.width);
    pen.setCapStyle(Qt::FlatCap);
    pen.setJoinStyle(Qt::RoundJoin);
    if (line.dash == ChartLine::Dash::Dashed)
        pen.setDashPattern({ 4 / line.width, 3 / line.width });
    if (line.dash == ChartLine::Dash::Dotted)
        pen.setDashPattern({ 2 / line.width, 2 / line.width });
    return pen;
}

ChartLines::ChartLines()
    : m_chart(new QChart)
    , m_x(new QValueAxis)
    , m_y(new QValueAxis)
{
    m_scene.setItemIndexMethod(QGraphicsScene::NoIndex);
    m_scene.addItem(m_chart);
    m_chart->legend()->hide();
    m_chart->setBackgroundVisible(false);
    m_chart->setMargins({});
    m_chart->addAxis(m_x, Qt::AlignBottom);
    m_chart->addAxis(m_y, Qt::AlignLeft);
    // Grid, ticks and labels are ours: QDateTimeAxis spaces by count, not by the calendar.
    m_x->setVisible(false);
    m_y->setVisible(false);
    m_y->setReverse(true); // pixels grow downwards
}

void ChartLines::fit(const QRectF& plot)
{
    if (plot == m_plot)
        return;
    m_plot = plot;
    m_scene.setSceneRect(plot);
    m_chart->setGeometry(plot);
    m_chart->setPlotArea(plot.translated(-plot.topLeft()));
    m_x->setRange(plot.left(), plot.right());
    m_y->setRange(plot.top(), plot.bottom());
    m_chart->layout()->activate();
}

QLineSeries* ChartLines::series(std::size_t index)
{
    if (index == m_series.size()) {
        auto* added = new QLineSeries;
        m_chart->addSeries(added);
        added->attachAxis(m_x);
        added->attachAxis(m_y);
        m_series.push_back(added);
    }
    return m_series[index];
}

void ChartLines::set(const std::vector<ChartLine>& lines, const QRectF& plot)
{
    fit(plot);
    m_rest.clear();
    std::size_t used = 0;
    for (const ChartLine& line : lines) {
        const QPen pen = penOf(line);
        ChartLine rest { line.colour, line.width, line.dash, {} };
        for (const auto& run : line.runs) {
            if (run.size() < 2)
                continue; // a single point is no line: whoever paints marks it
            if (used == kMostSeries) {
                rest.runs.push_back(run);
                continue;
            }
            QLineSeries* s = series(used++);
            if (s->pen() != pen)
                s->setPen(pen);
            s->replace(run);
            s->setVisible(true);
        }
        if (!rest.runs.empty())
            m_rest.push_back(std::move(rest));
    }
    for (std::size_t i = used; i < m_used; ++i) {
        m_series[i]->replace(QList<QPointF>());
        m_series[i]->setVisible(false);
    }
    m_used = used;
}

void ChartLines::draw(QPainter& painter)
{
    if (m_plot.isEmpty())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    m_scene.render(&painter, m_plot, m_plot, Qt::IgnoreAspectRatio);
    painter.setClipRect(m_plot, Qt::IntersectClip);
    for (const ChartLine& line : m_rest) {
        painter.setPen(penOf(line));
        for (const auto& run : line.runs)
            painter.drawPolyline(run.constData(), static_cast<int>(run.size()));
    }
    painter.restore();
}

} // namespace mv
