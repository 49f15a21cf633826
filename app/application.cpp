// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"
#include "app/asking.h"
#include "app/exports.h"
#include "app/mainwindow.h"
#include "app/paths.h"
#include "app/statusline.h"
#include "models/jobs/rawline.h"
#include "models/jobs/zones.h"
#include "models/store/queries/incidents.h"
#include "models/tables/text.h"
#include "widgets/dialogs/incidents.h"
#include "widgets/dialogs/messages.h"
#include "widgets/panels/attemptspanel.h"
#include "widgets/panels/authpanel.h"
#include "widgets/panels/delaypanel.h"
#include "widgets/panels/importspanel.h"
#include "widgets/panels/placementpanel.h"
#include "widgets/panels/probespanel.h"
#include "widgets/panels/providerspanel.h"
#include "widgets/panels/repliespanel.h"
#include "widgets/panels/reputationpanel.h"
#include "widgets/panels/sourcespanel.h"
#include "widgets/panels/timelinepanel.h"
#include <QApplication>
#include <QFileInfo>
#include <QStyleFactory>
#include <QTranslator>
#include <fmt/format.h>

namespace mv {
namespace {

constexpr int kRawLinesAround = 3;
constexpr auto kFineTotals
    = std::chrono::hours(24 * 92); // up to here, gaps of the scope are counted in hours, then in days

Panel::Ask askTotals(const Scope& scope)
{
    const Bucket bucket = scope.range.length() <= kFineTotals ? Bucket::Hour : Bucket::Day;
    return asking<RateRows>(
        RateQuestion { .scope = scope, .bucket = bucket, .by = GroupBy::Nothing, .unlistedApart = false });
}

// The raw line of a fact, from the file that the journal names.
Panel::Ask askRawLine(FileId file, std::uint64_t offset)
{
    return [file, offset](Reader& reader, std::stop_token stop) -> Result<std::any> {
        const auto journal = ask(reader, ImportQuestion { .kinds = 0 }, stop);
        if (!journal)
            return tl::unexpected(journal.error());
        const auto found = std::ranges::find(journal->files, file, &ImportedFile::id);
        if (found == journal->files.end())
            return failure("The journal does not know the file of this attempt any more.");
        auto lines = readRawLine(*found, offset, kRawLinesAround, stop, pseudonymKey(reader));
        if (!lines)
            return tl::unexpected(lines.error());
        return std::any(std::move(*lines));
    };
}

// The templates in the scope, whatever reply it keeps now, that contain the words.
Panel::Ask askTemplates(Scope scope, const QString& words)
{
    scope.filters.templates.clear();
    return [scope, words](Reader& reader, std::stop_token stop) -> Result<std::any> {
        const auto replies = ask(reader, ReplyQuestion { scope, Bucket::Whole }, stop);
        if (!replies)
            return tl::unexpected(replies.error());
        std::vector<std::string> found;
        for (const ReplyRow& row : replies->rows) {
            if (text::fromUtf8(row.text).contains(words, Qt::CaseInsensitive)
                && std::ranges::find(found, row.text) == found.end())
                found.push_back(row.text);
        }
        return std::any(std::move(found));
    };
}

} // namespace

Panels makePanels(const PanelContext& context)
{
    Panels panels;
    panels.attempts = new AttemptsPanel(context);
    panels.imports = new ImportsPanel(context);
    panels.all = { new ProvidersPanel(context), new TimelinePanel(context), new RepliesPanel(context),
        new SourcesPanel(context), new DelayPanel(context), new AuthPanel(context), new ProbesPanel(context),
        new PlacementPanel(context), new ReputationPanel(context), panels.attempts, panels.imports };
    return panels;
}

void installTexts()
{
    static QTranslator texts;
    if (texts.isEmpty() && texts.load(QStringLiteral(":/i18n/mailvane_en")))
        QCoreApplication::installTranslator(&texts);
}

Application::Application(const CommandLine& line, std::unique_ptr<Settings> settings)
    : m_line(line)
    , m_settings(std::move(settings))
    , m_panels(makePanels({ &m_scope, &m_crosshair }))
    , m_window(std::make_unique<MainWindow>(PanelContext { &m_scope, &m_crosshair }, m_panels.all, *m_settings))
    , m_queries(std::make_unique<QueryDesk>(m_scope))
    , m_imports(std::make_unique<ImportDesk>([line] { return loadRules(line); }))
{
    installTexts();
    Scope start;
    start.zone = zoneByName(m_settings->zone().toStdString()).value_or(systemZone());
    start.comparison = Comparison::SamePeriodLastWeek;
    m_scope.begin(start);
    connectWindow();
    connectWriting();
    connectQuestions();
    connectPrivacy();
    applyLook();
    qApp->installEventFilter(this);
    m_window->restoreAsLeft();
}

Application::~Application()
{
    qApp->removeEventFilter(this);
    m_imports.reset();
    m_queries.reset();
}

void Application::connectWindow()
{
    MainWindow* window = m_window.get();
    connect(window, &MainWindow::pathsOpened, this, [this](const QStringList& paths) { openPaths(paths, {}); });
    connect(window, &MainWindow::workspaceOpened, this, &Application::openWorkspace);
    connect(window, &MainWindow::sampleWanted, this, &Application::openSample);
    connect(window, &MainWindow::followWanted, this, [this](const QStringList& paths) { followPaths(paths, {}); });
    connect(window, &MainWindow::stopFollowingWanted, m_imports.get(), &ImportDesk::stopFollowing);
    connect(window, &MainWindow::optionsWanted, this, &Application::openWithOptions);
    connect(window, &MainWindow::columnsWanted, this, &Application::openWithColumns);
    connect(window, &MainWindow::repliesWanted, this, &Application::filterReplies);
    connect(window, &MainWindow::incidentsWanted, this, &Application::showIncidents);
    connect(window, &MainWindow::relabelWanted, m_imports.get(), &ImportDesk::relabel);
    connect(window, &MainWindow::cancelWanted, m_imports.get(), &ImportDesk::cancel);
    connect(window, &MainWindow::lookChosen, this, &Application::applyLook);
    connect(window, &MainWindow::closing, this,
        [this] { m_settings->setZone(QString::fromStdString(m_scope.scope().zone.name())); });
    connect(window, &MainWindow::panelVisible, m_queries.get(), &QueryDesk::setVisible);
    connect(&window->exports(), &Exports::failed, this, [this](const QString& why) { showError(m_window.get(), why); });
    connect(&m_scope, &ScopeStack::drilledDown, window, [this] { m_window->showPanel(m_panels.attempts); });
}

void Application::connectWriting()
{
    ImportDesk* imports = m_imports.get();
    connect(imports, &ImportDesk::opened, this, [this](const QString& path) {
        if (path != m_workspace)
            return;
        m_watch.stop();
        m_window->setReadOnly({});
        m_queries->open(toPath(path));
    });
    connect(imports, &ImportDesk::openFailed, this, [this](const QString& path, const QString& why) {
        if (path != m_workspace)
            return;
        m_window->setReadOnly(why);
        showError(m_window.get(), why, tr("What can be read of it is shown; nothing can be imported into it."));
        if (!QFileInfo::exists(path))
            return;
        m_queries->open(toPath(path));
        m_watch.start();
    });
    m_watch.setInterval(1000);
    connect(&m_watch, &QTimer::timeout, this, &Application::lookForNews);
    connect(imports, &ImportDesk::changed, m_queries.get(), &QueryDesk::setGeneration);
    connect(imports, &ImportDesk::incidentsChanged, this, [this] {
        m_queries->refresh();
        loadIncidents();
    });
    connect(imports, &ImportDesk::relabelling, this,
        [this](double share) { m_window->setBusy(tr("Labelling history anew: %1").arg(text::percent(share))); });
    connect(imports, &ImportDesk::relabelled, this, [this](bool whole) {
        m_window->setBusy({});
        m_queries->refresh();
        m_window->say(!whole ? tr("History keeps its labels")
                : m_overview.keptFrom == UtcTime()
                ? tr("History is labelled anew")
                : tr("History is labelled anew from %1 on; days before keep their labels")
                      .arg(text::day(m_overview.keptFrom, m_scope.scope().zone)));
    });
    connect(imports, &ImportDesk::progressed, this, [this](const std::vector<FileProgress>& files) {
        m_panels.imports->showProgress(files);
        m_window->setBusy(m_imports->isImporting() ? progressText(files) : QString());
    });
    connect(imports, &ImportDesk::importEnded, this, &Application::tellImport);
    connect(imports, &ImportDesk::following, m_window.get(), &MainWindow::setFollowing);
    connect(imports, &ImportDesk::followed, this, &Application::tellFollowed);
    connect(imports, &ImportDesk::failed, this, [this](const QString& why) { showError(m_window.get(), why); });
    connect(m_panels.imports, &ImportsPanel::cancelImport, imports, &ImportDesk::cancel);
    connect(m_panels.imports, &ImportsPanel::importAgainWanted, this, &Application::importAgain);
}

// Of another Mailvane that writes: one that follows logs, perhaps.
void Application::lookForNews()
{
    m_queries->askOnce(&m_watch, asking<OverviewRows>(OverviewQuestion {}), [this](const Result<std::any>& overview) {
        if (overview)
            m_queries->setGeneration(std::any_cast<const OverviewRows&>(*overview).generation);
    });
}

void Application::connectQuestions()
{
    m_queries->add({ [](const Scope&) { return asking<OverviewRows>(OverviewQuestion {}); },
        [this](const std::any& rows) {
            m_overview = std::any_cast<const OverviewRows&>(rows);
            m_queries->setHasData(!m_overview.data.empty());
            m_scope.setData(m_overview.data);
            m_window->setOverview(m_overview);
        },
        false });
    m_queries->add({ askTotals,
        [this](const std::any& rows) { m_window->setTotals(std::any_cast<const RateRows&>(rows), m_scope.scope()); },
        true });
    for (Panel* panel : std::as_const(m_panels.all))
        m_queries->add(panel);
    connect(m_panels.attempts, &AttemptsPanel::rawLineWanted, this, &Application::readRawLine);
}

void Application::openWorkspace(const QString& path)
{
    m_watch.stop();
    m_workspace = QFileInfo(path).absoluteFilePath();
    m_window->setWorkspace(m_workspace);
    m_settings->addRecentWorkspace(m_workspace);
    m_window->setRecent();
    m_overview = {};
    Scope start = m_scope.scope();
    start.range = {};
    start.filters = {};
    m_scope.begin(start);
    m_window->setOverview(m_overview);
    m_queries->cancelAll();
    m_queries->setHasData(false);
    m_imports->open(toPath(m_workspace));
}

QString Application::usualWorkspace() const
{
    return toQString(m_line.database.empty() ? defaultDatabase() : m_line.database);
}

QString Application::lastWorkspace() const
{
    const QStringList recent = m_settings->recentWorkspaces();
    const bool usable = m_line.database.empty() && !recent.isEmpty() && QFileInfo::exists(recent.first());
    return usable ? recent.first() : usualWorkspace();
}

void Application::readRawLine(FileId file, std::uint64_t offset)
{
    m_queries->askOnce(m_window.get(), askRawLine(file, offset), [this](const Result<std::any>& lines) {
        if (lines)
            m_panels.attempts->showRawLines(std::any_cast<const RawLines&>(*lines));
        else if (!lines.error().cancelled)
            m_panels.attempts->showRawError(QString::fromStdString(lines.error().what));
    });
}

void Application::filterReplies(const QString& words)
{
    m_queries->askOnce(this, askTemplates(m_scope.scope(), words), [this, words](const Result<std::any>& answer) {
        if (!answer)
            return m_window->say(QString::fromStdString(answer.error().what));
        const auto& found = std::any_cast<const std::vector<std::string>&>(*answer);
        if (found.empty())
            return m_window->say(tr("No reply in this scope contains “%1”").arg(words));
        Scope next = m_scope.scope();
        next.filters.templates = found;
        m_scope.set(next);
    });
}

void Application::showIncidents()
{
    auto* dialog = new IncidentsDialog(m_scope.scope().zone, m_window.get());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_incidents = dialog;
    QStringList providers;
    for (const std::string& name : m_overview.providers)
        providers << text::fromUtf8(name);
    dialog->setProviders(providers);
    const Scope& scope = m_scope.scope();
    Incident suggestion;
    suggestion.from = m_crosshair.time().value_or(scope.range.from);
    suggestion.to = scope.range.to;
    if (scope.filters.providers.size() == 1)
        suggestion.provider = scope.filters.providers.front();
    dialog->setSuggestion(suggestion);
    connect(dialog, &IncidentsDialog::putWanted, m_imports.get(), &ImportDesk::putIncident);
    connect(dialog, &IncidentsDialog::deleteWanted, m_imports.get(), &ImportDesk::deleteIncident);
    dialog->show();
    loadIncidents();
}

void Application::loadIncidents()
{
    if (!m_incidents)
        return;
    m_queries->askOnce(
        m_incidents, asking<std::vector<Incident>>(IncidentQuestion {}), [this](const Result<std::any>& rows) {
            if (rows && m_incidents)
                m_incidents->show(std::any_cast<const std::vector<Incident>&>(*rows));
        });
}

// The system's colours are what the application has without ours.
void Application::applyLook()
{
    m_applyingLook = true;
    qApp->setPalette(QPalette());
    m_theme = m_settings->look() == Settings::Look::Dark ? Theme::dark()
        : m_settings->look() == Settings::Look::Light    ? Theme::light()
                                                         : Theme::following(qApp->palette());
    qApp->setPalette(m_theme.palette());
    qApp->setStyleSheet(m_theme.styleSheet());
    m_window->setTheme(m_theme);
    m_applyingLook = false;
}

bool Application::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ThemeChange && watched == m_window.get() && !m_applyingLook)
        QMetaObject::invokeMethod(this, &Application::applyLook, Qt::QueuedConnection);
    return QObject::eventFilter(watched, event);
}

int runWindow(QApplication& program, const CommandLine& line)
{
    program.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    Application application(line, std::make_unique<Settings>());
    const auto options = importOptions(line);
    if (!options) {
        fmt::print(stderr, "mailvane: {}\n", options.error().what);
        return static_cast<int>(Exit::Usage);
    }
    QStringList files;
    for (const auto& file : line.files)
        files << toQString(file);
    if (line.sample)
        application.openSample();
    else if (!std::ranges::any_of(files, isWorkspace))
        application.openWorkspace(files.isEmpty() ? application.lastWorkspace() : application.usualWorkspace());
    application.window().show();
    if (line.follow)
        application.followPaths(files, *options);
    else if (!files.isEmpty())
        application.openPaths(files, *options);
    return program.exec();
}

} // namespace mv
