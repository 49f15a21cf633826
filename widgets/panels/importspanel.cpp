// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/importspanel.h"
#include "models/tables/importsmodel.h"
#include "models/tables/notunderstoodmodel.h"
#include "models/tables/text.h"
#include "widgets/delegates/celldelegate.h"
#include "widgets/delegates/tableview.h"
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <algorithm>

namespace mv {
namespace {

using State = FileProgress::State;

constexpr std::size_t kMostLines = 200; // of an import: a folder can hold ten thousands

bool hasEnded(const FileProgress& file) { return file.state != State::Waiting && file.state != State::Reading; }

double shareOf(const FileProgress& file)
{
    if (file.state == State::Done || file.state == State::AlreadyImported)
        return 1;
    return file.diskSize == 0 ? 0 : std::min(1.0, double(file.diskPosition) / double(file.diskSize));
}

QString readingText(const FileProgress& file)
{
    const double share = shareOf(file);
    if (share < 0.01 || file.seconds < 1) // too early to promise anything
        return ImportsPanel::tr("Reading");
    const std::chrono::milliseconds left(std::int64_t(file.seconds * (1 - share) / share * 1000));
    return ImportsPanel::tr("Reading, %1 left").arg(text::duration(left));
}

void setState(ImportLine& line, const FileProgress& file)
{
    const QString message = text::fromUtf8(file.message);
    switch (file.state) {
    case State::Waiting:
        line.state = ImportLine::State::Waiting;
        line.stateText = ImportsPanel::tr("Waiting");
        return;
    case State::Reading:
        line.state = ImportLine::State::Reading;
        line.stateText = readingText(file);
        return;
    case State::Done:
        line.state = ImportLine::State::Done;
        line.stateText = message.isEmpty() ? ImportsPanel::tr("✓ Done") : ImportsPanel::tr("✓ Done, %1").arg(message);
        return;
    case State::AlreadyImported:
        line.state = ImportLine::State::AlreadyImported;
        line.stateText = ImportsPanel::tr("= Already imported, skipped");
        return;
    case State::Cancelled:
        line.state = ImportLine::State::Cancelled;
        line.stateText = ImportsPanel::tr("◐ Cancelled: open it again to read on");
        return;
    case State::Failed:
        line.state = ImportLine::State::Failed;
        line.stateText = ImportsPanel::tr("✕ Stopped: %1").arg(message);
        return;
    }
}

int rankOf(State state)
{
    switch (state) {
    case State::Reading:
        return 0;
    case State::Failed:
    case State::Cancelled:
        return 1;
    case State::Waiting:
        return 2;
    case State::Done:
    case State::AlreadyImported:
        return 3;
    }
    return 4;
}

std::vector<ColumnLayout> layouts()
{
    return { { 120, true }, { 124 }, { 104 }, { 78 }, { 108 }, { 186 }, { 84 }, { 80 }, { 80, false, false },
        { 190, false, false } };
}

} // namespace

std::vector<ImportLine> progressLines(const std::vector<FileProgress>& files)
{
    std::vector<std::size_t> order(files.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    if (files.size() > kMostLines) {
        std::ranges::stable_sort(order, {}, [&](std::size_t i) { return rankOf(files[i].state); });
        order.resize(kMostLines);
    }
    std::vector<ImportLine> lines;
    for (const std::size_t i : order) {
        const FileProgress& file = files[i];
        ImportLine line;
        line.key = QStringLiteral("job %1").arg(i);
        line.name = fileName(file.path, file.member);
        line.path = filePath(file.path, file.member);
        line.running = true;
        line.share = shareOf(file);
        if (file.state == State::Reading && file.seconds > 0)
            line.linesPerSecond = double(file.lines.total()) / file.seconds;
        line.lines = file.lines;
        line.facts = file.facts;
        line.duplicates = file.duplicates;
        line.format = text::fromUtf8(file.format);
        setState(line, file);
        lines.push_back(std::move(line));
    }
    return lines;
}

ImportsPanel::ImportsPanel(const PanelContext& context, QWidget* parent)
    : Panel(context, QStringLiteral("imports"), parent)
    , m_running(new ImportsModel(this))
    , m_journal(new ImportsModel(this))
    , m_notUnderstood(new NotUnderstoodModel(this))
    , m_runningTable(new TableView(m_running, layouts()))
    , m_journalTable(new TableView(m_journal, layouts()))
    , m_notUnderstoodTable(new TableView(
          m_notUnderstood, { { 64 }, { 240, true }, { 90, false, false }, { 84, false, false }, { 120 } }))
    , m_notUnderstoodTitle(new QLabel)
    , m_cancel(new QPushButton(tr("Cancel import")))
    , m_copyReport(new QPushButton(tr("Copy for a bug report")))
{
    m_runningTable->setAccessibleName(tr("Import at hand"));
    m_journalTable->setAccessibleName(tr("Journal of imported files"));
    m_notUnderstoodTable->setAccessibleName(tr("Lines that were not understood"));
    for (TableView* table : { m_runningTable, m_notUnderstoodTable })
        table->setRowActions([](QMenu&, const QModelIndex&) {});
    m_journalTable->setRowActions([this](QMenu& menu, const QModelIndex& index) {
        const ImportLine* line = m_journal->rowAt(index.row());
        if (line)
            menu.addAction(tr("Import again with other options…"), this,
                [this, file = line->file] { emit importAgainWanted(file); });
    });
    m_copyReport->setToolTip(
        tr("The selected kinds of lines, or all of them, with addresses masked and without names of files"));
    m_notUnderstoodTable->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_journalTable->setMarks([this](int line) {
        const ImportLine* row = m_journal->rowAt(line);
        return row && m_only == row->file;
    });
    m_cancel->setFixedHeight(20);
    m_cancel->setEnabled(false);
    m_copyReport->setProperty("small", true);
    m_notUnderstoodTitle->setTextFormat(Qt::PlainText);
    m_notUnderstoodTitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

    auto* files = new QSplitter(Qt::Vertical);
    files->addWidget(m_runningTable);
    files->addWidget(m_journalTable);
    files->setStretchFactor(0, 1);
    files->setStretchFactor(1, 1);
    m_runningTable->hide();
    auto* top = new QHBoxLayout;
    top->setContentsMargins(6, 2, 6, 2);
    top->addStrut(20); // also without the button
    top->addWidget(m_notUnderstoodTitle, 1);
    top->addWidget(m_copyReport);
    auto* right = new QWidget;
    auto* below = new QVBoxLayout(right);
    below->setContentsMargins(0, 0, 0, 0);
    below->setSpacing(0);
    below->addLayout(top);
    below->addWidget(m_notUnderstoodTable, 1);
    auto* content = new QSplitter(Qt::Horizontal);
    content->addWidget(files);
    content->addWidget(right);
    content->setStretchFactor(0, 2);
    content->setStretchFactor(1, 1);
    content->setFocusProxy(m_journalTable);
    setTitleBarControls({ m_cancel });
    setContent(content);

    connect(m_cancel, &QPushButton::clicked, this, &ImportsPanel::cancelImport);
    connect(m_copyReport, &QPushButton::clicked, this, &ImportsPanel::copyReport);
    connect(m_journalTable, &TableView::picked, this,
        [this](const QModelIndex& index) { pickFile(m_journal->rowAt(index.row())); });
}

Panel::Ask ImportsPanel::question(const Scope& scope) const
{
    return [zone = scope.zone](Reader& reader, std::stop_token stop) -> Result<std::any> {
        auto rows = ask(reader, ImportQuestion {}, stop);
        if (!rows)
            return tl::unexpected(rows.error());
        return ImportAnswer { std::move(*rows), zone };
    };
}

void ImportsPanel::show(const std::any& rows)
{
    m_answer = std::any_cast<const ImportAnswer&>(rows);
    if (m_answer.rows.files.empty() && m_progress.empty())
        setState(Panel::State::NothingImported);
    m_journal->show({}, m_answer.rows.files, m_answer.zone);
    showRunning();
    showNotUnderstood();
    emit subtitleChanged();
}

void ImportsPanel::showProgress(const std::vector<FileProgress>& files)
{
    m_progress = files;
    if (!files.empty() && state() == Panel::State::NothingImported)
        setState(Panel::State::Rows);
    showRunning();
    emit subtitleChanged();
}

// When the import has ended, only what the journal cannot tell stays.
void ImportsPanel::showRunning()
{
    const bool ended = std::ranges::all_of(m_progress, hasEnded);
    auto shown = m_progress;
    if (ended)
        std::erase_if(shown, [](const FileProgress& file) { return file.state == FileProgress::State::Done; });
    m_running->show(progressLines(shown), {}, m_answer.zone);
    m_runningTable->setVisible(!shown.empty());
    m_cancel->setEnabled(!ended);
}

void ImportsPanel::showNotUnderstood()
{
    m_notUnderstood->show(m_answer.rows, m_only);
    QString of = tr("all files");
    for (const ImportedFile& file : m_answer.rows.files) {
        if (m_only == file.id)
            of = fileName(file.path, file.member);
    }
    const bool all = m_notUnderstood->rows().empty();
    m_notUnderstoodTitle->setText(
        all ? tr("Every line was understood in %1").arg(of) : tr("Not understood in %1").arg(of));
    m_copyReport->setVisible(!all);
}

void ImportsPanel::copyReport() const
{
    CsvTable table { { "format", "why", "lines", "line" }, {} };
    const auto selected = m_notUnderstoodTable->selectionModel()->selectedRows();
    for (int line = 0; line < m_notUnderstood->rowCount(); ++line) {
        const NotUnderstoodLine* row = m_notUnderstood->rowAt(line);
        if (row && (selected.size() < 2 || selected.contains(m_notUnderstood->index(line, 0))))
            table.rows.push_back({ row->format.toStdString(), rejectText(row->reason).toStdString(),
                std::to_string(row->lines), row->text.toStdString() });
    }
    QApplication::clipboard()->setText(
        tr("Mailvane %1, lines that were not understood").arg(QStringLiteral(MAILVANE_VERSION)) + u'\n'
        + QString::fromStdString(toTsv(table)));
}

void ImportsPanel::pickFile(const ImportLine* line)
{
    m_only = line && m_only != line->file ? std::optional(line->file) : std::nullopt;
    m_journalTable->updateMarks();
    showNotUnderstood();
}

void ImportsPanel::setTheme(const Theme& theme)
{
    Panel::setTheme(theme);
    for (TableView* table : { m_runningTable, m_journalTable, m_notUnderstoodTable })
        table->setTheme(theme);
    setInk(m_notUnderstoodTitle, theme.text2);
}

QString ImportsPanel::subtitle() const
{
    LineCounts lines;
    for (const ImportedFile& file : m_answer.rows.files)
        lines += file.lines;
    QStringList said;
    if (const auto left = std::ranges::count_if(m_progress, [](const FileProgress& f) { return !hasEnded(f); });
        left > 0)
        said << tr("%n file(s) to read", nullptr, int(left));
    said << tr("%n file(s) imported", nullptr, int(m_answer.rows.files.size()));
    if (lines.notUnderstood() > 0)
        said << tr("%1 line(s) not understood", nullptr, text::plural(lines.notUnderstood()))
                    .arg(text::count(lines.notUnderstood()));
    return said.join(QStringLiteral(" · "));
}

CsvTable ImportsPanel::visibleTable() const
{
    CsvTable table = m_journalTable->visibleTable();
    if (m_runningTable->isVisibleTo(this)) {
        const CsvTable running = m_runningTable->tableOf(m_journalTable->visibleColumns());
        table.rows.insert(table.rows.begin(), running.rows.begin(), running.rows.end());
    }
    return table;
}

} // namespace mv
