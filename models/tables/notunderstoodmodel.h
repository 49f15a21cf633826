// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/queries/imports.h"
#include "models/tables/rowsmodel.h"
#include <QCoreApplication>

namespace mv {

QString rejectText(RejectReason); // "Time not understood"
// People's addresses are nobody's business on a screen share: the part before each @ becomes ‹addr›.
QString maskAddresses(const QString&);

// Lines that differ only in what a template masks: the first of them, and how many they are.
struct NotUnderstoodLine {
    RejectReason reason = RejectReason::NotThisFormat;
    std::uint64_t kind = 0, lines = 0, offset = 0; // offset: of the first, in its file
    std::uint64_t files = 1;
    QString text, format, fileName; // text: masked; fileName: of the first
};

// What was not understood, by reason and kind, of one file or of all: the list of work for whoever teaches the program.
class NotUnderstoodModel final : public RowsModel<NotUnderstoodLine> {
    Q_DECLARE_TR_FUNCTIONS(mv::NotUnderstoodModel)
public:
    enum Columns { Lines, Text, Format, Offset, File };
    explicit NotUnderstoodModel(QObject* parent = nullptr);
    void show(const ImportRows&, std::optional<FileId> only);

private:
    LineCounts m_counts; // of the files shown: the kinds that are kept are only the first ones
};

} // namespace mv
