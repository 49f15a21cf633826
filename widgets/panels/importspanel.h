// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/progress.h"
#include "models/store/queries/imports.h"
#include "widgets/panel.h"
#include <optional>

class QLabel;
class QPushButton;

namespace mv {

class ImportsModel;
class NotUnderstoodModel;
class TableView;
struct ImportLine;

struct ImportAnswer {
    ImportRows rows;
    Zone zone;
};

// What is being read, what was read, and what was not understood in it.
class ImportsPanel final : public Panel {
    Q_OBJECT
public:
    explicit ImportsPanel(const PanelContext&, QWidget* parent = nullptr);

    Ask question(const Scope&) const override;
    void show(const std::any& rows) override; // ImportAnswer
    void setTheme(const Theme&) override;
    QString title() const override { return tr("Imports"); }
    QString subtitle() const override;
    CsvTable visibleTable() const override; // the import at hand and the journal
    bool needsData() const override { return false; }
    QString emptyTitle() const override { return tr("What was imported"); }
    QString emptyText() const override
    {
        return tr("One row per file, with its progress and what was not understood in it");
    }

public slots:
    void showProgress(const std::vector<mv::FileProgress>&); // of the import at hand; the last time when it has ended

signals:
    void cancelImport();
    void importAgainWanted(mv::FileId);

private:
    void showRunning();
    void showNotUnderstood();
    void copyReport() const;
    void pickFile(const ImportLine*);

    ImportsModel *m_running, *m_journal;
    NotUnderstoodModel* m_notUnderstood;
    TableView *m_runningTable, *m_journalTable, *m_notUnderstoodTable;
    QLabel* m_notUnderstoodTitle;
    QPushButton *m_cancel, *m_copyReport;
    std::vector<FileProgress> m_progress;
    ImportAnswer m_answer;
    std::optional<FileId> m_only; // of which it is shown what was not understood; none: of all
};

// Few lines for many files: what is read, what failed, then what waits.
std::vector<ImportLine> progressLines(const std::vector<FileProgress>&);

} // namespace mv
