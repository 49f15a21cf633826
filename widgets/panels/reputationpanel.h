// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/queries/placements.h"
#include "widgets/panel.h"
#include <memory>

namespace mv {

class TableView;

struct ReputationAnswer {
    Scope scope;
    ReputationRows rows;
};

// What receivers' own statistics say about our addresses and domains: Microsoft SNDS, Google Postmaster Tools.
class ReputationPanel final : public Panel {
    Q_OBJECT
public:
    explicit ReputationPanel(const PanelContext&, QWidget* parent = nullptr);
    ~ReputationPanel() override;

    Ask question(const Scope&) const override;
    void show(const std::any& rows) override; // ReputationAnswer
    void setTheme(const Theme&) override;
    QString title() const override { return tr("Reputation"); }
    QString subtitle() const override;
    CsvTable visibleTable() const override;
    QString nothingInScope() const override;
    QString emptyTitle() const override { return tr("What receivers say about you"); }
    QString emptyText() const override
    {
        return tr("Figures of Microsoft SNDS (CSV) and Google Postmaster Tools (JSON) per address and domain");
    }

private:
    class Model;
    std::unique_ptr<Model> m_model;
    TableView* m_table;
    ReputationAnswer m_answer;
};

} // namespace mv
