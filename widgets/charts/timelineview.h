// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/charts/chartlines.h"
#include "widgets/charts/readout.h"
#include "widgets/charts/timelinerows.h"
#include "widgets/charts/timeplot.h"
#include "widgets/charts/timeview.h"

namespace mv {

// The middle of the Timeline: rate per provider, volume under it, the time axis. Rows in, picture out.
class TimelineView final : public TimeView {
    Q_OBJECT
public:
    enum class Mode { Overlay, Stacked, Log };
    TimelineView(const PanelContext&, QWidget* parent);

    void setRows(const TimelineRows&, std::vector<RateLine>);
    void setMode(Mode);
    const std::vector<RateLine>& lines() const { return m_lines; }
    QSize minimumSizeHint() const override { return { 320, 22 + 140 + 16 + 58 + 18 }; }

signals:
    void focusNextWanted();
    void compareToggled();
    void filterWanted(const std::vector<std::string>& providers, bool add);

protected:
    QRectF plot() const override; // of the rates
    const std::vector<UtcTime>& edges() const override { return m_rows.rates.edges; }
    void drawPicture(QPainter&) override;
    void drawLive(QPainter&, std::optional<std::size_t> bucket) override;
    void describeBucket(std::optional<std::size_t>) override;
    void clicked(QPointF, bool add) override;
    Scope drillDownScope(TimeRange bucket) const override;
    void filterFocused() override;
    bool otherKey(int key) override;

private:
    struct Drawn { // a line as it lies in the picture
        const RateLine* line;
        QRectF area;
        ValueAxis axis;
        std::vector<QList<QPointF>> runs, compared;
        std::size_t points = 0;
    };
    QRectF volumeArea() const;
    ValueAxis axisFor(double highest) const;
    double highestRate(const RateLine&) const;
    QPointF pointAt(
        const Drawn&, std::size_t bucket, const std::vector<Counts>&, const std::vector<bool>& covered) const;
    std::vector<QList<QPointF>> runsOf(
        const Drawn&, const std::vector<Counts>&, const std::vector<bool>& covered) const;
    void layOutLines();
    QColor colourOf(const RateLine&) const;
    void drawLines(QPainter&);
    void drawThin(QPainter&, const Drawn&);
    void drawVolumeArea(QPainter&);
    void drawMargin(QPainter&);
    void drawRowLabels(QPainter&);
    Readout readoutAt(std::size_t bucket) const;
    const RateLine* lineNear(QPointF) const;

    TimelineRows m_rows;
    std::vector<RateLine> m_lines;
    RateGroup m_focused; // the focused lines together
    std::vector<Gap> m_gaps;
    std::vector<Drawn> m_drawn; // points into m_lines
    ChartLines m_chart;
    Mode m_mode = Mode::Overlay;
};

} // namespace mv
