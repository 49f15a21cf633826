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
class SamplesModel;
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

private:
    void showRunning();
    void showSamples();
    void pickFile(const ImportLine*);

    ImportsModel *m_running, *m_journal;
    SamplesModel* m_samples;
    TableView *m_runningTable, *m_journalTable, *m_samplesTable;
    QLabel* m_samplesTitle;
    QPushButton *m_cancel, *m_copySamples;
    std::vector<FileProgress> m_progress;
    ImportAnswer m_answer;
    std::optional<FileId> m_only; // whose samples are shown; none: all
};

// Few lines for many files: what is read, what failed, then what waits.
std::vector<ImportLine> progressLines(const std::vector<FileProgress>&);

} // namespace mv
