// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/rawline.h"
#include "models/tables/attemptsmodel.h"
#include "widgets/panel.h"
#include <QTimer>
#include <map>

class QSplitter;
class QToolButton;

namespace mv {

class RawLineView;
class TableView;

struct AttemptAnswer {
    AttemptsModel::Page page;
    AttemptRows rows;
    std::map<FileId, QString> files; // where each of the journal lies; with the first page only
};

// The facts themselves, page by page as somebody scrolls, and under them the raw line of the current one.
class AttemptsPanel final : public Panel {
    Q_OBJECT
public:
    explicit AttemptsPanel(const PanelContext&, QWidget* parent = nullptr);

    Ask question(const Scope&) const override; // the first page; others are asked beside it
    void show(const std::any& rows) override;  // AttemptAnswer
    void setTheme(const Theme&) override;
    QString title() const override { return tr("Attempts"); }
    QString subtitle() const override;
    QString nothingInScope() const override;
    QString choice() const override;
    void choose(const QString&) override;
    CsvTable visibleTable() const override; // the rows that were loaded
    std::optional<LongTable> longTable() const override;
    QString emptyTitle() const override { return tr("Every attempt, with its line in the log"); }
    QString emptyText() const override { return tr("One row per try to hand over one recipient's copy"); }

public slots:
    void showRawLines(const mv::RawLines&);
    void showRawError(const QString&);

signals:
    // The line of this fact, please: answered by showRawLines() or showRawError(). The newest wins.
    void rawLineWanted(mv::FileId file, quint64 offset);

private:
    static Ask askPage(const AttemptsModel::Page&);
    void setOrder(bool newestFirst);
    void askWantedPage();
    void showPage(const AttemptAnswer&);
    void showWaiting(); // the first page that came while somebody was reading further down
    void wantRawLine();
    void addRowActions(QMenu&, const QModelIndex&);

    AttemptsModel* m_model;
    TableView* m_table;
    RawLineView* m_raw;
    QToolButton* m_order;
    QToolButton* m_columns;
    QTimer m_rest; // the current row has rested: read its line
    bool m_newestFirst = true;
    std::map<FileId, QString> m_files;
    std::optional<UtcTime> m_keptFrom; // the scope begins earlier
    std::optional<AttemptAnswer> m_waiting;
    std::optional<AttemptKey> m_rawOf; // whose line is shown
};

} // namespace mv
