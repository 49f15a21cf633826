// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/commandline.h"
#include "app/importdesk.h"
#include "app/settings.h"
#include "models/store/queries/imports.h"
#include "widgets/crosshair.h"
#include "widgets/panel.h"
#include "widgets/querydesk.h"
#include "widgets/scopestack.h"
#include <QTimer>
#include <memory>

class QApplication;

namespace mv {

class AttemptsPanel;
class ImportDialog;
class ImportsPanel;
class IncidentsDialog;
class MainWindow;

// All panels, in the order of their docks: Providers, Timeline, Replies, Sources, Delay, Attempts, Imports.
struct Panels {
    QList<Panel*> all;
    AttemptsPanel* attempts = nullptr;
    ImportsPanel* imports = nullptr;
};
Panels makePanels(const PanelContext&);

// One window on one workspace: owns what reads and writes it, and is the only place that connects them. GUI thread.
class Application final : public QObject {
    Q_OBJECT
public:
    Application(const CommandLine&, std::unique_ptr<Settings>);
    ~Application() override;

    MainWindow& window() { return *m_window; }
    ScopeStack& scope() { return m_scope; }
    QueryDesk& queries() { return *m_queries; }
    ImportDesk& writing() { return *m_imports; }
    QString usualWorkspace() const; // the command line's, or the user's own
    QString lastWorkspace() const;  // as the window was left, unless the command line names one
    void openWorkspace(const QString& path);
    void openPaths(const QStringList& paths, const ImportOptions&);
    void openSample();
    void followPaths(const QStringList& paths, const ImportOptions&);

signals:
    void imported(); // an import has ended, and panels have been told

protected:
    bool eventFilter(QObject*, QEvent*) override;

private:
    void connectWriting();
    void connectWindow();
    void connectQuestions();
    void connectPrivacy();
    void lookForNews();
    void applyLook();
    void readRawLine(FileId, std::uint64_t offset);
    void filterReplies(const QString& words);
    void openWithOptions();
    void importAgain(FileId);
    ImportDialog* openImportDialog();
    void preview(ImportDialog*);
    std::optional<ImportOptions> optionsOf(const ImportDialog&);
    void openWithColumns(const QStringList& paths);
    void showIncidents();
    void showPrivacy();
    void loadIncidents();
    void tellImport(const ImportSummary&);
    static QString retentionText(const ImportSummary&); // what was not stored or dropped, to follow other words
    void tellFollowed(const ImportSummary&);
    void tellFailures(const ImportSummary&);

    CommandLine m_line;
    std::unique_ptr<Settings> m_settings;
    QString m_workspace;
    OverviewRows m_overview;
    Theme m_theme = Theme::light();
    ImportOptions m_options; // of the newest import
    QTimer m_watch;          // while another program writes
    ScopeStack m_scope;
    Crosshair m_crosshair;
    Panels m_panels;
    std::unique_ptr<MainWindow> m_window;
    QPointer<IncidentsDialog> m_incidents;
    bool m_applyingLook = false;
    std::unique_ptr<QueryDesk> m_queries;
    std::unique_ptr<ImportDesk> m_imports; // last: it ends first, and tells nobody any more
};

void installTexts(); // plural forms (resources/i18n); once

// Runs the program with a window until it is closed; the exit code.
int runWindow(QApplication&, const CommandLine&);

} // namespace mv
