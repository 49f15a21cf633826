// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/queries/delays.h"
#include "models/store/queries/rates.h"
#include "widgets/panel.h"

namespace mv {

class ProvidersModel;
class ProviderCard;
class TableView;

struct ProviderAnswer {
    RateRows rates; // by provider
    DelayRows delays;
    bool compares = false;
    Zone zone;
};

// Who receives our mail and how much of it is deferred; under it, one of them in figures. Filters the others by
// provider, never itself.
class ProvidersPanel final : public Panel {
    Q_OBJECT
public:
    explicit ProvidersPanel(const PanelContext&, QWidget* parent = nullptr);

    Ask question(const Scope&) const override;
    void show(const std::any& rows) override; // ProviderAnswer
    void setTheme(const Theme&) override;
    QString title() const override { return tr("Providers"); }
    QString subtitle() const override;
    QSize minimumDock() const override { return { 280, 200 }; }
    CsvTable visibleTable() const override;
    QString emptyTitle() const override { return tr("Who receives your mail"); }
    QString emptyText() const override { return tr("One row per provider, with its deferral rate, change and trend"); }

protected:
    void resizeEvent(QResizeEvent*) override;

private:
    void sortUsually(bool compares);
    bool isFiltered(int line) const;
    void followFilter();
    void showCard();
    void fitTable();
    void pick(const QModelIndex&, bool add);
    void drill(const QModelIndex&);

    ProvidersModel* m_model;
    TableView* m_table;
    ProviderCard* m_card;
    ProviderAnswer m_answer;
};

} // namespace mv
