// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/tables/probehistory.h"
#include "widgets/charts/timeview.h"

namespace mv {

struct BandRows {
    std::vector<UtcTime> edges;
    std::vector<DomainHistory> domains;
    Scope scope;
};

// What stayed the same and when it changed, per recipient domain: a bar for each MX, record and certificate. Below, the
// bounces that call living recipients unknown.
class BandView final : public TimeView {
    Q_OBJECT
public:
    BandView(const PanelContext&, QWidget* parent);
    void setRows(const BandRows&);
    QSize minimumSizeHint() const override { return { 420, 160 }; }
    std::size_t shownDomains() const { return m_fitting; }

signals:
    void picked(const QString& domain, bool add);

protected:
    QRectF plot() const override;
    const std::vector<UtcTime>& edges() const override { return m_rows.edges; }
    void drawPicture(QPainter&) override;
    void drawLive(QPainter&, std::optional<std::size_t> bucket) override;
    void describeBucket(std::optional<std::size_t>) override;
    void clicked(QPointF, bool add) override;
    Scope drillDownScope(TimeRange bucket) const override;
    void resizeEvent(QResizeEvent*) override;

private:
    void fit();
    bool hasFalse() const;
    double bandsBottom() const;
    void drawLegend(QPainter&) const;
    double drawDomain(QPainter&, const DomainHistory&, double top) const; // returns its bottom
    void drawBand(QPainter&, const Band&, const QRectF& row) const;
    void drawFalse(QPainter&) const;

    BandRows m_rows;
    std::size_t m_fitting = 0; // domains
};

} // namespace mv
