// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/queries/placements.h"
#include "widgets/panel.h"
#include <memory>

namespace mv {

class StackView;
class TableView;

struct PlacementAnswer {
    Scope scope;
    Bucket bucket = Bucket::Day;
    PlacementRows rows; // of the scope without its provider filter
};

// Where receivers put seed messages: inbox, tabs, spam, or nowhere to be found.
class PlacementPanel final : public Panel {
    Q_OBJECT
public:
    explicit PlacementPanel(const PanelContext&, QWidget* parent = nullptr);
    ~PlacementPanel() override;

    Ask question(const Scope&) const override;
    void show(const std::any& rows) override; // PlacementAnswer
    void setTheme(const Theme&) override;
    QString title() const override { return tr("Placement"); }
    QString subtitle() const override;
    CsvTable visibleTable() const override; // the chart's numbers: a row per receiver and bucket
    QString nothingInScope() const override;
    QString emptyTitle() const override { return tr("Where receivers put your mail"); }
    QString emptyText() const override
    {
        return tr("Inbox, tabs, spam and missing per receiver. Open the mails of seed mailboxes or the CSV of a seed "
                  "list");
    }

private:
    class Model;
    std::unique_ptr<Model> m_model;
    StackView* m_view;
    TableView* m_table;
    PlacementAnswer m_answer;
};

} // namespace mv
