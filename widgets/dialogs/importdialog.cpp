// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/importdialog.h"
#include "models/jobs/zones.h"
#include "models/tables/importsmodel.h"
#include "models/tables/notunderstoodmodel.h"
#include "models/tables/text.h"
#include "widgets/delegates/tableview.h"
#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

namespace mv {
namespace {

constexpr std::chrono::milliseconds kTyping { 250 };
constexpr int kEarliestYear = 1989; // stands for "inferred"

QString pathOf(const FilePreview& f) { return filePath(f.ref.path.string(), f.ref.member); }

QString understood(const FilePreview& f)
{
    if (!f.error.empty()) {
        QString why = text::fromUtf8(f.error);
        if (const QString path = text::fromUtf8(shownPath(f.ref.path.string(), f.ref.member)) + QStringLiteral(": ");
            why.startsWith(path)) // its file is in the first column
            why.remove(0, path.size());
        return QStringLiteral("✕ ") + why;
    }
    if (f.format.empty())
        return ImportDialog::tr("Empty: nothing to read yet");
    const auto left = f.lines.notUnderstood();
    const QString lines = ImportDialog::tr("%1 line(s) looked at", nullptr, text::plural(f.lines.total()))
                              .arg(text::count(f.lines.total()));
    if (f.facts.empty())
        return ImportDialog::tr("%1, none about a delivery").arg(lines);
    return left == 0 ? ImportDialog::tr("✓ %1, all understood").arg(lines)
                     : ImportDialog::tr("%1, %2 not understood").arg(lines, text::count(left));
}

Ink inkOf(const FilePreview& f)
{
    if (!f.error.empty())
        return Ink::Bad;
    return f.facts.empty() || f.lines.notUnderstood() > 0 ? Ink::Warning : Ink::Normal;
}

std::vector<Column<FilePreview>> fileColumns(const ImportDialog::Formats& formats, const Zone& shown)
{
    using F = FilePreview;
    const auto nameOf = [formats](const F& f) {
        for (const auto& [id, name] : formats) {
            if (id == text::fromUtf8(f.format))
                return name;
        }
        return text::fromUtf8(f.format); // none, or "mapped", which can't be chosen here
    };
    return {
        { .header = ImportDialog::tr("File"),
            .text = [](const F& f) { return fileName(f.ref.path.string(), f.ref.member); },
            .toolTip = pathOf },
        { .header = ImportDialog::tr("Format"), .text = nameOf },
        { .header = ImportDialog::tr("Server"), .text = [](const F& f) { return text::fromUtf8(f.server); } },
        { .header = ImportDialog::tr("Zone of its stamps"),
            .text = [](const F& f) { return f.format.empty() ? QString() : text::fromUtf8(f.zone.name()); } },
        { .header = ImportDialog::tr("First record"),
            .text
            = [shown](const F& f) { return f.facts.empty() ? QString() : text::dateTime(f.facts.front().at, shown); },
            .value =
                [](const F& f) {
                    return f.facts.empty() ? QVariant() : QVariant(QString::fromStdString(toIso(f.facts.front().at)));
                } },
        { .header = ImportDialog::tr("What was found"),
            .text = understood,
            .cell =
                [](const F& f) {
                    return Cell { inkOf(f), false, {} };
                } },
    };
}

std::vector<Column<HeadFact>> recordColumns(const Zone& shown)
{
    using R = HeadFact;
    const auto plain = [](std::string R::*field) { return [field](const R& r) { return text::fromUtf8(r.*field); }; };
    return {
        { .header = ImportDialog::tr("Time"), .text = [shown](const R& r) { return text::dateTime(r.at, shown); } },
        { .header = ImportDialog::tr("Server"), .text = plain(&R::server) },
        { .header = ImportDialog::tr("Source"), .text = plain(&R::source) },
        { .header = ImportDialog::tr("Relay"), .text = plain(&R::relay) },
        { .header = ImportDialog::tr("Recipient domain"), .text = plain(&R::recipientDomain) },
        { .header = ImportDialog::tr("Outcome"),
            .text = [](const R& r) { return text::fromUtf8(toString(r.outcome)); } },
        { .header = ImportDialog::tr("Code"),
            .text =
                [](const R& r) {
                    const QString code = r.code == 0 ? QString() : QString::number(r.code);
                    return QString(code + u' ' + text::fromUtf8(r.enhanced.toString())).trimmed();
                } },
        { .header = ImportDialog::tr("Reply"),
            .text = [](const R& r) { return maskAddresses(text::fromUtf8(r.reply)); },
            .cell =
                [](const R&) {
                    return Cell { Ink::Normal, false, ReplyCell {} };
                } },
    };
}

void fillZones(QComboBox& zones)
{
    zones.addItem(ImportDialog::tr("As the server's before, else as the log tells"), QString());
    for (const std::string& name : zoneNames())
        zones.addItem(QString::fromStdString(name), QString::fromStdString(name));
    zones.setEditable(true); // to type the beginning of a long list
    zones.setInsertPolicy(QComboBox::NoInsert);
    zones.setMinimumContentsLength(24);
    zones.setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    zones.completer()->setCompletionMode(QCompleter::PopupCompletion);
    zones.completer()->setFilterMode(Qt::MatchContains);
    zones.lineEdit()->setCursorPosition(0); // a long text shows its beginning
}

} // namespace

ImportDialog::ImportDialog(const Formats& formats, const Zone& shown, const Theme& theme, QWidget* parent)
    : QDialog(parent)
    , m_formats(formats)
    , m_shown(shown)
    , m_files(new RowsModel<FilePreview>(fileColumns(formats, shown), pathOf, this))
    , m_records(new RowsModel<HeadFact>(
          recordColumns(shown), [](const HeadFact& r) { return text::fromUtf8(r.queueId); }, this))
    , m_filesTable(new TableView(m_files, { { 160 }, { 120 }, { 110 }, { 128 }, { 172 }, { 240, true } }))
    , m_recordsTable(
          new TableView(m_records, { { 172 }, { 90 }, { 110 }, { 150 }, { 130 }, { 74 }, { 84 }, { 160, true } }))
    , m_state(new QLabel)
    , m_of(new QLabel)
    , m_recordsTitle(new QLabel)
    , m_format(new QComboBox)
    , m_zone(new QComboBox)
    , m_year(new QSpinBox)
    , m_server(new QLineEdit)
    , m_sourceMap(new QLineEdit)
    , m_import(new QPushButton(tr("&Import")))
{
    setWindowTitle(tr("Import"));
    m_filesTable->setAccessibleName(tr("Files to import"));
    m_filesTable->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_recordsTable->setAccessibleName(tr("First records of the file"));
    m_recordsTable->setSortable(false);
    for (TableView* table : { m_filesTable, m_recordsTable }) {
        table->setTheme(theme);
        table->setRowActions([](QMenu&, const QModelIndex&) {});
    }
    for (QLabel* label : { m_state, m_of, m_recordsTitle }) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    auto* files = new QPushButton(tr("Add &files…"));
    auto* folder = new QPushButton(tr("Add f&older…"));
    auto* top = new QHBoxLayout;
    top->addWidget(m_state, 1);
    top->addWidget(files);
    top->addWidget(folder);
    auto* records = new QWidget;
    auto* below = new QVBoxLayout(records);
    below->setContentsMargins({});
    below->addWidget(makeForm());
    below->addWidget(m_recordsTitle);
    below->addWidget(m_recordsTable, 1);
    auto* content = new QSplitter(Qt::Vertical);
    content->addWidget(m_filesTable);
    content->addWidget(records);
    content->setStretchFactor(1, 1);
    content->setChildrenCollapsible(false);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    buttons->addButton(m_import, QDialogButtonBox::AcceptRole);
    m_import->setDefault(true);
    auto* all = new QVBoxLayout(this);
    all->addLayout(top);
    all->addWidget(content, 1);
    all->addWidget(buttons);

    for (QPushButton* button : { files, folder })
        button->setAutoDefault(false);
    connect(files, &QPushButton::clicked, this, [this] { choose(false); });
    connect(folder, &QPushButton::clicked, this, [this] { choose(true); });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_filesTable->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ImportDialog::showSelected);
    m_ask.setSingleShot(true);
    m_ask.setInterval(kTyping);
    connect(&m_ask, &QTimer::timeout, this, &ImportDialog::previewWanted);
    showState(tr("Add the logs to import: files, archives or folders of them."));
    showSelected();
    enableImport();
    resize(1080, 720);
}

QWidget* ImportDialog::makeForm()
{
    m_format->addItem(tr("As detected"), QString());
    for (const auto& [id, name] : m_formats)
        m_format->addItem(name, id);
    fillZones(*m_zone);
    m_year->setRange(kEarliestYear, 2100);
    m_year->setSpecialValueText(tr("Inferred"));
    m_server->setPlaceholderText(tr("As logged, else its folder's name"));
    m_sourceMap->setPlaceholderText(tr("Of all files: lines with server, tab, source IP"));
    m_sourceMap->setAccessibleName(tr("Source map"));
    auto* browse = new QPushButton(tr("Choose…"));
    browse->setAutoDefault(false);
    auto* map = new QHBoxLayout;
    map->addWidget(m_sourceMap, 1);
    map->addWidget(browse);
    auto* left = new QFormLayout;
    left->addRow(tr("Forma&t"), m_format);
    left->addRow(tr("Time &zone of stamps without one"), m_zone);
    auto* right = new QFormLayout;
    right->addRow(tr("&Server"), m_server);
    right->addRow(tr("&Year of the first line"), m_year);
    auto* both = new QHBoxLayout;
    both->addLayout(left, 1);
    both->addLayout(right, 1);
    auto* mapForm = new QFormLayout;
    auto* mapLabel = new QLabel(tr("Source &map"));
    mapLabel->setBuddy(m_sourceMap);
    mapForm->addRow(mapLabel, map);
    auto* form = new QWidget;
    auto* all = new QVBoxLayout(form);
    all->setContentsMargins(0, 6, 0, 6);
    all->addWidget(m_of);
    all->addLayout(both);
    all->addLayout(mapForm);

    connect(m_format, &QComboBox::currentIndexChanged, this,
        [this] { change([this](FileOptions& o) { o.format = m_format->currentData().toString().toStdString(); }); });
    connect(m_zone, &QComboBox::currentTextChanged, this, [this](const QString& typed) {
        const int found = m_zone->findText(typed, Qt::MatchFixedString);
        if (found >= 0)
            change([&](FileOptions& o) { o.zone = zoneByName(m_zone->itemData(found).toString().toStdString()); });
        enableImport();
    });
    connect(m_year, &QSpinBox::valueChanged, this, [this](int year) {
        change([&](FileOptions& o) { o.year = year == kEarliestYear ? std::nullopt : std::optional(year); });
    });
    connect(m_server, &QLineEdit::textChanged, this,
        [this](const QString& server) { change([&](FileOptions& o) { o.server = server.trimmed().toStdString(); }); });
    connect(browse, &QPushButton::clicked, this, [this] {
        auto* dialog = new QFileDialog(this, tr("Choose a source map"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, m_sourceMap, &QLineEdit::setText);
        dialog->open();
    });
    return form;
}

void ImportDialog::choose(bool folder)
{
    auto* dialog = new QFileDialog(this, folder ? tr("Add a folder of mail logs") : tr("Add mail logs"), m_folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& chosen) {
        std::vector<std::filesystem::path> paths;
        for (const QString& path : chosen)
            paths.emplace_back(path.toStdU16String());
        add(paths);
    });
    dialog->open();
}

void ImportDialog::add(const std::vector<std::filesystem::path>& paths)
{
    std::ranges::copy_if(paths, std::back_inserter(m_paths),
        [this](const auto& path) { return std::ranges::find(m_paths, path) == m_paths.end(); });
    showState(tr("Looking into the files…"));
    emit previewWanted();
}

void ImportDialog::setAgain()
{
    m_again = true;
    setWindowTitle(tr("Import again"));
    m_import->setText(tr("&Import again"));
    enableImport();
}

void ImportDialog::show(const Previews& previews)
{
    m_previews = previews;
    const QSignalBlocker quiet(m_filesTable->selectionModel()); // one reset
    std::vector<QString> chosen;
    for (const QModelIndex& index : m_filesTable->selectionModel()->selectedRows())
        chosen.push_back(m_files->keyAt(index.row()));
    m_files->setRows(previews.files);
    QItemSelection again;
    for (int line = 0; line < m_files->rowCount(); ++line) {
        if (std::ranges::find(chosen, m_files->keyAt(line)) != chosen.end())
            again.select(m_files->index(line, 0), m_files->index(line, m_files->columnCount() - 1));
    }
    m_filesTable->selectionModel()->select(again, QItemSelectionModel::ClearAndSelect);
    const auto readable = std::ranges::count_if(previews.files, [](const FilePreview& f) { return f.error.empty(); });
    QString state = tr("%n file(s)", nullptr, int(previews.files.size()));
    if (readable < std::ssize(previews.files))
        state += tr(", of which %n can't be read", nullptr, int(std::ssize(previews.files) - readable));
    if (previews.others > 0)
        state += tr(", and %n more that were not looked at", nullptr, int(previews.others));
    if (m_again)
        state += QStringLiteral(". ") + tr("What was imported from the file before is removed first.");
    showState(state);
    m_filesTable->viewport()->update();
    showSelected();
    enableImport();
}

void ImportDialog::showError(const QString& why) { showState(why); }

void ImportDialog::showState(const QString& state) { m_state->setText(state); }

QString ImportDialog::sourceMap() const { return m_sourceMap->text().trimmed(); }

std::vector<const FilePreview*> ImportDialog::selected() const
{
    std::vector<const FilePreview*> files;
    for (const QModelIndex& index : m_filesTable->selectionModel()->selectedRows()) {
        if (const FilePreview* file = m_files->rowAt(index.row()))
            files.push_back(file);
    }
    if (files.empty()) {
        for (const FilePreview& file : m_files->rows())
            files.push_back(&file);
    }
    return files;
}

void ImportDialog::change(const std::function<void(FileOptions&)>& set)
{
    if (m_filling)
        return;
    if (m_filesTable->selectionModel()->selectedRows().empty())
        set(m_options); // also of files that were not looked at, or are added later
    for (const FilePreview* file : selected()) {
        const auto [said, isNew] = m_options.ofFile.try_emplace({ file->ref.path, file->ref.member }, m_options);
        set(said->second);
    }
    m_ask.start();
}

void ImportDialog::showSelected()
{
    showForm();
    showRecords();
}

// What is said of the first of the selected files.
void ImportDialog::showForm()
{
    const auto files = selected();
    const bool all = m_filesTable->selectionModel()->selectedRows().empty();
    m_of->setText(all ? tr("How all files are read:")
            : files.size() == 1
            ? tr("How %1 is read:").arg(fileName(files.front()->ref.path.string(), files.front()->ref.member))
            : tr("How the %n selected file(s) are read:", nullptr, int(files.size())));
    const FileOptions& said = all || files.empty() ? m_options : m_options.of(files.front()->ref);
    const QScopedValueRollback filling(m_filling, true);
    m_format->setCurrentIndex(std::max(0, m_format->findData(QString::fromStdString(said.format))));
    m_zone->setCurrentIndex(std::max(0, said.zone ? m_zone->findData(QString::fromStdString(said.zone->name())) : 0));
    m_year->setValue(said.year.value_or(kEarliestYear));
    if (m_server->text().trimmed().toStdString() != said.server) // else it is just being typed
        m_server->setText(text::fromUtf8(said.server));
}

void ImportDialog::showRecords()
{
    const auto files = selected();
    const auto found = std::ranges::find_if(files, [](const FilePreview* f) { return !f->facts.empty(); });
    const FilePreview* file = found != files.end() ? *found : files.empty() ? nullptr : files.front();
    m_records->setRows(file ? file->facts : std::vector<HeadFact>());
    if (!file) {
        m_recordsTitle->setText({});
        return;
    }
    QString title = file->facts.empty()
        ? tr("No record of a delivery at the beginning of %1")
        : tr("The first %n record(s) of %1, as Mailvane reads them", nullptr, int(file->facts.size()));
    title = title.arg(fileName(file->ref.path.string(), file->ref.member));
    if (!file->notUnderstood.empty()) {
        const RejectedLine& line = file->notUnderstood.front();
        title += u'\n'
            + tr("Not understood (%1): %2")
                  .arg(rejectText(line.reason), maskAddresses(text::fromUtf8(line.text)).left(160));
    }
    m_recordsTitle->setText(title);
}

void ImportDialog::enableImport()
{
    const bool readable = std::ranges::any_of(m_previews.files, [](const FilePreview& f) { return f.error.empty(); });
    const bool zone = m_zone->findText(m_zone->currentText(), Qt::MatchFixedString) >= 0;
    m_import->setEnabled(readable && zone);
    m_import->setToolTip(!zone ? tr("There is no time zone of this name.")
            : readable         ? QString()
                               : tr("There is no file that can be read."));
}

} // namespace mv
