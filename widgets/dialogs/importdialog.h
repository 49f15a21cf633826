// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/jobs/preview.h"
#include "models/tables/rowsmodel.h"
#include "widgets/theme.h"
#include <QDialog>
#include <QPair>
#include <QTimer>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace mv {

class TableView;

// Which logs are imported and how they are read: what was found out about each, its first records, and what the user
// says instead. Asks to look into the files again whenever something has changed; who shows it answers. GUI thread.
class ImportDialog final : public QDialog {
    Q_OBJECT
public:
    using Formats = QList<QPair<QString, QString>>; // id, name
    ImportDialog(const Formats&, const Zone& shown, const Theme&, QWidget* parent = nullptr);

    void setFolder(const QString& folder) { m_folder = folder; } // where choosing files begins
    void add(const std::vector<std::filesystem::path>&);
    void setAgain(); // what was imported before of the files is removed first: says so
    void show(const Previews&);
    void showError(const QString& why);
    using QDialog::show;

    const std::vector<std::filesystem::path>& paths() const { return m_paths; }
    const ImportOptions& options() const { return m_options; } // without the source map
    QString sourceMap() const; // a file: which source a server or instance sends from; empty: none

signals:
    void previewWanted();

private:
    QWidget* makeForm();
    void choose(bool folder);
    void change(const std::function<void(FileOptions&)>&); // of the selected files
    void showSelected();
    void showRecords();
    void showForm();
    void showState(const QString& state);
    void enableImport();
    std::vector<const FilePreview*> selected() const; // all, if none is

    Formats m_formats;
    Zone m_shown;
    QString m_folder;
    std::vector<std::filesystem::path> m_paths;
    ImportOptions m_options;
    Previews m_previews;
    bool m_again = false, m_filling = false;
    RowsModel<FilePreview>* m_files;
    RowsModel<HeadFact>* m_records;
    TableView *m_filesTable, *m_recordsTable;
    QLabel *m_state, *m_of, *m_recordsTitle;
    QComboBox *m_format, *m_zone;
    QSpinBox* m_year;
    QLineEdit *m_server, *m_sourceMap;
    QPushButton* m_import;
    QTimer m_ask; // not at every key
};

} // namespace mv
