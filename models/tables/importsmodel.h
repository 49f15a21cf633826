// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/queries/imports.h"
#include "models/tables/rowsmodel.h"
#include <QCoreApplication>

namespace mv {

// A file that is being imported, or one of the journal.
struct ImportLine {
    enum class State { Waiting, Reading, Partial, Done, AlreadyImported, Cancelled, Failed };
    QString key, name, path; // name: the last part of the path, with the member of an archive
    bool running = false;    // of the import at hand
    State state = State::Done;
    QString stateText; // with glyph and word
    double share = 0;  // read, 0..1
    std::optional<double> linesPerSecond;
    LineCounts lines;
    std::uint64_t facts = 0, duplicates = 0;
    QString format, covers; // covers: first to last time in it
    FileId file = 0;        // 0: not in the journal yet

    std::optional<double> understood() const; // share of lines; none: no lines
};

ImportLine importLine(const ImportedFile&, const Zone&);
QString fileName(const std::string& path, const std::string& member);
QString filePath(const std::string& path, const std::string& member); // the same with its folder

class ImportsModel final : public RowsModel<ImportLine> {
    Q_DECLARE_TR_FUNCTIONS(mv::ImportsModel)
public:
    enum Columns { File, Progress, Rate, Lines, NotUnderstood, State, Understood, Facts, Format, Covers };
    explicit ImportsModel(QObject* parent = nullptr);
    void show(std::vector<ImportLine> running, const std::vector<ImportedFile>& journal, const Zone&);
};

} // namespace mv
