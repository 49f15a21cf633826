// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/incident.h"
#include "models/store/queries/delays.h"
#include "widgets/charts/chartlines.h"
#include "widgets/charts/readout.h"
#include "widgets/charts/timeplot.h"
#include "widgets/charts/timeview.h"

namespace mv {

// What the Delay panel asks for, all at once.
struct DelayAnswer {
    Scope scope; // as it was asked, with its provider filter
    TimeRange data;
    Bucket bucket = Bucket::Hour;
    DelayRows rows;                  // the chart: of the scope
    std::vector<DelayRow> providers; // the table: of the scope without its provider filter
    std::vector<Incident> incidents;
};

// p50, p90 and p95 of the time from arrival to delivery, in rising weight, on a logarithmic scale; dotted where mail
// that still waits makes them a "this at least".
class DelayView final : public TimeView {
    Q_OBJECT
public:
    DelayView(const PanelContext&, QWidget* parent);
    void setRows(const DelayAnswer&);
    QSize minimumSizeHint() const override { return { 220, 120 }; }

signals:
    void compareToggled();

protected:
    QRectF plot() const override;
    const std::vector<UtcTime>& edges() const override { return m_answer.rows.edges; }
    void drawPicture(QPainter&) override;
    void drawLive(QPainter&, std::optional<std::size_t> bucket) override;
    void describeBucket(std::optional<std::size_t>) override;
    Scope drillDownScope(TimeRange bucket) const override;
    bool otherKey(int key) override;

private:
    using Part = std::optional<Delay> DelayCell::*;
    enum class Which { Known, AtLeast, All };
    std::vector<QList<QPointF>> runsOf(const std::vector<DelayCell>&, Part, Which) const;
    void drawLines(QPainter&);
    void drawLabels(QPainter&);
    QColor colour() const;
    Readout readoutAt(std::size_t bucket) const;

    DelayAnswer m_answer;
    ValueAxis m_axis = ValueAxis::delay();
    std::vector<Gap> m_gaps;
    std::vector<QList<QPointF>> m_p95; // as drawn, for the read-out to keep clear of
    ChartLines m_chart;
};

QString delayText(const std::optional<Delay>&); // "6 h 40 min", "≥ 2 h", "–"

} // namespace mv
