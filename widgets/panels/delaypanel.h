// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/charts/delayview.h"
#include "widgets/panel.h"
#include <memory>

class QLabel;

namespace mv {

class TableView;

// How long mail takes from arrival to delivery: percentiles over time, and per provider. Mail that still waits counts
// as "at least this long".
class DelayPanel final : public Panel {
    Q_OBJECT
public:
    explicit DelayPanel(const PanelContext&, QWidget* parent = nullptr);
    ~DelayPanel() override;

    Ask question(const Scope&) const override;
    void show(const std::any& rows) override; // DelayAnswer
    void setTheme(const Theme&) override;
    QString title() const override { return tr("Delay"); }
    QString subtitle() const override;
    CsvTable visibleTable() const override; // the chart's: a row per bucket
    QString nothingInScope() const override { return tr("No mail arrived in this scope."); }
    QString emptyTitle() const override { return tr("How long mail takes"); }
    QString emptyText() const override
    {
        return tr(
            "Half, 90 % and 95 % of the recipients have their mail after this time; mail that still waits included");
    }

protected:
    void resizeEvent(QResizeEvent*) override;

private:
    class Model;
    void pick(int line, bool add);
    void toggleComparison();

    std::unique_ptr<Model> m_model;
    DelayView* m_view;
    QWidget* m_side; // the table and its note
    TableView* m_table;
    QLabel* m_note;
    DelayAnswer m_answer;
    Comparison m_comparison = Comparison::SamePeriodLastWeek; // what C turns on
};

} // namespace mv
