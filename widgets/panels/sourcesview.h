// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/incident.h"
#include "widgets/charts/timeaxis.h"
#include "widgets/delegates/tableview.h"
#include "widgets/panel.h"
#include <optional>

namespace mv {

class SourcesModel;

// The table of sources with a heat map in one of its columns: days in its header, incidents, and the crosshair over all
// rows.
class SourcesView final : public TableView {
    Q_OBJECT
public:
    SourcesView(SourcesModel*, const PanelContext&, QWidget* parent = nullptr);

    void setTheme(const Theme&);
    void setTimes(const Zone&, std::vector<Incident>); // of the rows that the model shows
    QString legendTitle() const;                       // "Deferral rate, per IP and hour"
    std::optional<std::size_t> crosshairBucket() const;

signals:
    void cellPicked(int line, std::size_t bucket);
    void rangePicked(mv::TimeRange);

protected:
    void drawRow(QPainter*, const QStyleOptionViewItem&, const QModelIndex&) const override;
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void leaveEvent(QEvent*) override;

private:
    QRect heatColumn() const; // from top to bottom of the viewport
    TimeAxis axis() const;
    std::optional<std::size_t> bucketAt(QPoint) const;
    void hover(QPoint);
    void describe(int line, std::size_t bucket);
    void step(int buckets);
    void drawTimes(QPainter&) const;
    void drawIncident(QPainter&, const Incident&, const QRect& heat) const;
    void moveCrosshair();
    TimeRange dragged() const; // whole buckets

    SourcesModel* m_sources;
    PanelContext m_context;
    Zone m_zone;
    std::vector<Incident> m_incidents;
    std::optional<QPoint> m_pressedAt; // in the heat map
    QPoint m_pointer;
    bool m_dragging = false;
    int m_crosshairX = -1; // where it was painted
};

} // namespace mv
