// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/charts/timelinerows.h"
#include "widgets/panel.h"

namespace mv {

class LegendBar;
class OverviewStrip;
class Segments;
class TimelineView;

// Deferral rate per provider over time, the volume under it, and all data in a strip below. The provider filter of the
// scope puts providers into the foreground here; the others stay.
class TimelinePanel final : public Panel {
    Q_OBJECT
public:
    explicit TimelinePanel(const PanelContext&, QWidget* parent = nullptr);

    Ask question(const Scope&) const override;
    void show(const std::any& answer) override; // TimelineRows
    void setTheme(const Theme&) override;
    QString title() const override { return tr("Timeline"); }
    QString subtitle() const override;
    QString choice() const override;
    void choose(const QString&) override;
    QSize minimumDock() const override { return { 480, 300 }; }
    CsvTable visibleTable() const override;
    QString emptyTitle() const override { return tr("When mail was deferred"); }
    QString emptyText() const override
    {
        return tr("Deferral rate of each provider over time, week against week, with its volume");
    }

private:
    void filter(const std::vector<std::string>& providers, bool add);
    void focusNext();
    void setMode(int);
    void toggleComparison();

    LegendBar* m_legend;
    TimelineView* m_view;
    OverviewStrip* m_strip;
    Segments* m_modes;
    TimelineRows m_rows;
    std::optional<std::string> m_chosen;                      // the focused provider, where the scope keeps all
    Comparison m_comparison = Comparison::SamePeriodLastWeek; // what C turns on
};

} // namespace mv
