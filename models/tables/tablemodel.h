// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/tables/cells.h"
#include <QAbstractTableModel>

namespace mv {

// What every table of the program has in common, for its view, for Ctrl+C and for exports. GUI thread.
class TableModel : public QAbstractTableModel {
public:
    using QAbstractTableModel::QAbstractTableModel;

    enum class Line {
        Row,
        Total,   // always last
        Group,   // a title over its rows; can be closed
        Summary, // stands for the rows of a closed group
    };
    enum Role {
        CellRole = Qt::UserRole, // mv::Cell
        ValueRole,               // what a column is sorted by and what an export writes; invalid: nothing known
        DetailRole,              // of a group: said after its title
        NoteRole,                // of a group: said at the column that has it
    };

    virtual Line lineAt(int line) const = 0;
    virtual QString keyAt(int line) const = 0;        // the same row has the same key in the next data set; unique
    virtual QString groupAt(int) const { return {}; } // title of the group the line is in; empty: no groups
    virtual QString groupName() const { return {}; }  // "Outcome"; empty: no groups
    virtual bool isOpen(int) const { return true; }   // of a group
    virtual void toggle(int) { } // opens or closes the group that a Group or Summary line belongs to

    virtual bool exports(int column) const = 0;         // false: only a picture
    virtual QString exportHeader(int column) const = 0; // with its unit
    QString exported(int line, int column) const;       // without thousands separators, glyphs and units

    int lineOf(const QString& key) const; // -1: not there
};

QString exportText(const QVariant& value); // plain: "0.171", "330935"

// Case-insensitive, with runs of digits compared as numbers: 198.51.100.9 before 198.51.100.10.
int compareNaturally(const QString&, const QString&);
// By number or naturally by text; an invalid one is after every other, whatever the order.
bool comesBefore(const QVariant&, const QVariant&, Qt::SortOrder);

} // namespace mv
