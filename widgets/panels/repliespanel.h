// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/queries/replies.h"
#include "widgets/panel.h"

class QToolButton;

namespace mv {

class RepliesModel;
class TableView;

struct ReplyAnswer {
    ReplyRows rows;
    Scope scope;
};

// What the remote hosts said: templates, by outcome or by reason. Filters the others by template or reason, never
// itself.
class RepliesPanel final : public Panel {
    Q_OBJECT
public:
    explicit RepliesPanel(const PanelContext&, QWidget* parent = nullptr);

    Ask question(const Scope&) const override;
    void show(const std::any& rows) override; // ReplyAnswer
    void setTheme(const Theme&) override;
    QString title() const override { return tr("Replies"); }
    QString subtitle() const override;
    QString choice() const override;
    void choose(const QString&) override;
    CsvTable visibleTable() const override;
    QString emptyTitle() const override { return tr("What the receivers answer"); }
    QString emptyText() const override
    {
        return tr("One row per kind of reply, with its reason, volume, and since when it is seen");
    }

private:
    void addGrouping(int by, const QString& id, const QString& text);
    bool isFiltered(int line) const;
    void pick(const QModelIndex&, bool add);
    void drill(const QModelIndex&);

    RepliesModel* m_model;
    TableView* m_table;
    QToolButton* m_group;
};

} // namespace mv
