// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/incident.h"
#include "models/store/queries/sources.h"
#include "widgets/panel.h"

class QToolButton;

namespace mv {

class SourcesModel;
class SourcesView;

struct SourceAnswer {
    SourceRows rows;
    std::vector<Incident> incidents;
    Scope scope;
};

// Which of our addresses are limited, since when, and which are not: them or us. Filters the others by source, never
// itself.
class SourcesPanel final : public Panel {
    Q_OBJECT
public:
    explicit SourcesPanel(const PanelContext&, QWidget* parent = nullptr);

    Ask question(const Scope&) const override;
    void show(const std::any& rows) override; // SourceAnswer
    void setTheme(const Theme&) override;
    QString title() const override { return tr("Sources"); }
    QString subtitle() const override;
    QString choice() const override;
    void choose(const QString&) override;
    // With the rate of every source and bucket, also of the sources that are drawn as thin strips.
    CsvTable visibleTable() const override;
    QString emptyTitle() const override { return tr("Which of your addresses are limited"); }
    QString emptyText() const override
    {
        return tr("One row per source IP and a cell per hour, with since when it is limited and when it recovered");
    }

private:
    class Legend;
    void addOrder(const QString& id, const QString& text, int column, bool limitedFirst);
    bool isFiltered(int line) const;
    void pick(const QModelIndex&, bool add);
    void drill(int line, std::optional<TimeRange> bucket);
    void showLegend();

    SourcesModel* m_model;
    SourcesView* m_table;
    Legend* m_legend; // where the thin strips of healthy sources leave no room for one
    QToolButton* m_order;
};

} // namespace mv
