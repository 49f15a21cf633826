// SPDX-License-Identifier: GPL-3.0-or-later
// What the application does about imports: which logs, how they are read, and what is told of it.
#include "app/application.h"
#include "app/asking.h"
#include "app/mainwindow.h"
#include "app/mappings.h"
#include "app/paths.h"
#include "models/jobs/fileformat.h"
#include "models/jobs/preview.h"
#include "models/jobs/zones.h"
#include "models/tables/text.h"
#include "widgets/dialogs/importdialog.h"
#include "widgets/dialogs/messages.h"
#include <QFileInfo>
#include <algorithm>

namespace mv {
namespace {

constexpr int kMostReasons = 5; // in a message; the details have all

Panel::Ask askPreview(const std::vector<std::filesystem::path>& paths, ImportOptions options)
{
    options.mappings = savedMappings;
    return [paths, options](Reader& reader, std::stop_token stop) -> Result<std::any> {
        const auto setting = [&reader](std::string_view key) { return reader.setting(key); };
        auto previews = preview(paths, options, setting, std::move(stop));
        if (!previews)
            return tl::unexpected(previews.error());
        return std::any(std::move(*previews));
    };
}

} // namespace

void Application::openPaths(const QStringList& paths, const ImportOptions& options)
{
    std::vector<std::filesystem::path> logs;
    QStringList remembered;
    for (const QString& path : paths) {
        if (isWorkspace(path)) {
            openWorkspace(path);
            continue;
        }
        logs.push_back(toPath(path));
        if (path != u"-")
            remembered << QFileInfo(path).absoluteFilePath();
    }
    if (logs.empty())
        return;
    m_settings->addRecentFiles(remembered);
    m_options = options;
    m_imports->import(logs, options);
}

void Application::followPaths(const QStringList& paths, const ImportOptions& options)
{
    std::vector<std::filesystem::path> logs;
    for (const QString& path : paths)
        logs.push_back(toPath(path));
    m_imports->follow(logs, options);
}

// In a database of its own: nobody's logs are mixed with it.
void Application::openSample()
{
    auto database = m_line.database.empty() ? defaultDatabase() : m_line.database;
    if (!m_line.sample || m_line.database.empty()) // else it was named for the sample
        database.replace_filename("sample.mailvane");
    openWorkspace(toQString(database));
    m_imports->importSample();
}

void Application::tellImport(const ImportSummary& summary)
{
    const QString said = summary.cancelled
        ? tr("Import cancelled; what was read stays")
        : tr("%1 attempt(s) and other facts imported in %2", nullptr, text::plural(summary.facts))
              .arg(text::count(summary.facts),
                  text::duration(std::chrono::milliseconds(static_cast<std::int64_t>(summary.seconds * 1000))));
    m_window->say(said + retentionText(summary));
    tellFailures(summary);
    m_queries->refresh();
    emit imported();
}

// Every second, perhaps: no dialog, and panels hear of it as of every commit. The Imports panel has the details.
void Application::tellFollowed(const ImportSummary& summary)
{
    const auto failed = std::ranges::find(summary.files, FileProgress::State::Failed, &FileProgress::state);
    if (failed != summary.files.end())
        m_window->say(text::fromUtf8(failed->message));
}

// What, where, and what now: what was read before the damage stays.
void Application::tellFailures(const ImportSummary& summary)
{
    QStringList paths, names, reasons, tables;
    std::uint64_t kept = 0;
    for (const FileProgress& file : summary.files) {
        if (file.state != FileProgress::State::Failed)
            continue;
        paths << text::fromUtf8(file.path);
        if (file.looksLikeTable)
            tables << paths.last();
        names << QFileInfo(text::fromUtf8(shownPath(file.path))).fileName();
        const QString why = text::fromUtf8(file.message);
        reasons << (why.contains(names.last()) ? why : names.last() + QStringLiteral(": ") + why);
        kept += file.lines.total();
    }
    if (paths.isEmpty())
        return;
    const QString what = paths.size() > 1 ? tr("%n file(s) could not be read to the end.", nullptr, int(paths.size()))
        : kept > 0                        ? tr("Can't read %1 to the end.").arg(names.first())
                                          : tr("Can't read %1.").arg(names.first());
    QString note = reasons.mid(0, kMostReasons).join(u'\n');
    if (kept > 0)
        note += u'\n' + tr("The %1 line(s) before are kept.", nullptr, text::plural(kept)).arg(text::count(kept));
    paths.removeDuplicates(); // parts of one archive
    showError(
        m_window.get(), what, note, reasons.join(u'\n') + u'\n' + paths.join(u'\n'),
        [this, paths, options = m_options] { openPaths(paths, options); },
        tables.isEmpty() ? std::function<void()>() : [this, tables] { openWithColumns(tables); });
}

void Application::openWithColumns(const QStringList& paths)
{
    askColumns(m_window.get(), paths.first(), systemZone(), [this, paths](const SharedMapping& mapping) {
        ImportOptions options;
        options.mapping = mapping;
        openPaths(paths, options);
    });
}

ImportDialog* Application::openImportDialog()
{
    ImportDialog::Formats known;
    for (const FileFormat& format : fileFormats())
        known.emplaceBack(text::fromUtf8(format.id()), text::fromUtf8(format.name()));
    auto* dialog = new ImportDialog(known, m_scope.scope().zone, m_theme, m_window.get());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFolder(m_settings->folder());
    connect(dialog, &ImportDialog::previewWanted, this, [this, dialog] { preview(dialog); });
    dialog->open();
    return dialog;
}

void Application::preview(ImportDialog* dialog)
{
    m_queries->askOnce(
        dialog, askPreview(dialog->paths(), dialog->options()), [dialog](const Result<std::any>& previews) {
            if (previews)
                dialog->show(std::any_cast<const Previews&>(*previews));
            else if (!previews.error().cancelled)
                dialog->showError(QString::fromStdString(previews.error().what));
        });
}

// None: the source map can't be read, and that was said.
std::optional<ImportOptions> Application::optionsOf(const ImportDialog& dialog)
{
    ImportOptions options = dialog.options();
    if (!dialog.sourceMap().isEmpty()) {
        if (const auto ok = useSourceMap(options, toPath(dialog.sourceMap())); !ok) {
            showError(m_window.get(), QString::fromStdString(ok.error().what));
            return std::nullopt;
        }
    }
    return options;
}

void Application::openWithOptions()
{
    const ImportDialog* dialog = openImportDialog();
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        QStringList paths;
        for (const auto& path : dialog->paths())
            paths << toQString(path);
        if (const auto options = optionsOf(*dialog))
            openPaths(paths, *options);
    });
}

void Application::importAgain(FileId id)
{
    m_queries->askOnce(
        this, asking<ImportRows>(ImportQuestion { .kinds = 0 }), [this, id](const Result<std::any>& rows) {
            if (!rows)
                return m_window->say(QString::fromStdString(rows.error().what));
            const auto& files = std::any_cast<const ImportRows&>(*rows).files;
            const auto file = std::ranges::find(files, id, &ImportedFile::id);
            if (file == files.end())
                return;
            ImportDialog* dialog = openImportDialog();
            dialog->setAgain();
            dialog->add({ file->path });
            connect(dialog, &QDialog::accepted, this, [this, dialog, id] {
                const auto options = optionsOf(*dialog);
                if (!options)
                    return;
                m_options = *options;
                m_imports->importAgain(id, dialog->paths(), *options);
            });
        });
}

} // namespace mv
