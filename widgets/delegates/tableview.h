// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/export/csv.h"
#include "models/tables/tablemodel.h"
#include "widgets/theme.h"
#include <QTreeView>
#include <functional>
#include <vector>

class QMenu;

namespace mv {

class CellDelegate;
class TableHeader;

struct ColumnLayout {
    int width = 80;
    bool stretch = false; // gets what is left, at least `width`
    bool shown = true;    // until somebody chooses otherwise
    int most = 0;         // up to which it grows with its contents, where there is room
};

// Every table of the program: hairlines, tinted selection with a bar, group rows, columns dropped from the right when
// it gets narrow. Click or Enter picks, with Ctrl (or Space) adds; double click or Ctrl+Enter drills down; Ctrl+C
// copies what is visible. Keeps its current row and its place by key when the model starts anew. GUI thread.
class TableView : public QTreeView {
    Q_OBJECT
public:
    TableView(TableModel*, std::vector<ColumnLayout>, QWidget* parent = nullptr);

    void setTheme(const Theme&);
    void setRowHeight(int);
    void setDelegate(CellDelegate*); // takes it; draws all cells
    TableHeader* tableHeader() const { return m_header; }
    TableModel* table() const { return m_model; }

    void sortBy(int column, Qt::SortOrder);
    bool isSortChosen() const { return m_sortChosen; }      // by somebody, now or the last time
    void setSortable(bool on) { m_sortable = on; }          // by clicking on headers
    void setKeyColumn(int column) { m_keyColumn = column; } // the one that Enter and Space pick
    // Tints the rows for which it is true, and only those: what the scope keeps. Asked again after each model reset.
    void setMarks(std::function<bool(int line)>);
    void updateMarks();
    bool isMarked(int line) const;
    // What the context menu offers for a row, instead of filtering and drilling down.
    void setRowActions(std::function<void(QMenu&, const QModelIndex&)> add) { m_rowActions = std::move(add); }

    void setColumnShown(int column, bool shown);
    QMenu* columnsMenu(); // owned by the view

    // Widths, columns and order that somebody chose, for the next time. What doesn't fit this table is ignored.
    QByteArray saveChoices() const;
    void restoreChoices(const QByteArray&);

    std::vector<int> visibleColumns() const; // in the order shown
    CsvTable visibleTable() const;
    CsvTable tableOf(std::vector<int> columns) const; // its rows in columns of another view's choice
    void copy() const; // visibleTable() as TSV with headers; only the selected rows, if several are selected

signals:
    void picked(const QModelIndex&, bool add);
    void drilled(const QModelIndex&);
    void headerPicked(int column); // of one that does not sort
    void sorted(int column);
    void columnsChanged();

protected:
    void drawRow(QPainter*, const QStyleOptionViewItem&, const QModelIndex&) const override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    const Theme& theme() const { return m_theme; }

private:
    void drawGroup(QPainter&, const QRect&, int line) const;
    void pick(const QModelIndex&, bool add);
    void drill(const QModelIndex&);
    bool toggleGroup(const QModelIndex&);
    void clickHeader(int column);
    bool measure(int firstLine, int lastLine); // true: some contents are wider than any before
    void layOutColumns();
    CsvTable tableOf(std::vector<int> columns, const std::function<bool(int line)>& isIn) const;
    void remember();
    void restore();

    TableModel* m_model;
    CellDelegate* m_delegate;
    TableHeader* m_header;
    Theme m_theme = Theme::light();
    std::vector<ColumnLayout> m_columns;
    std::vector<bool> m_fits;    // columns not dropped for lack of room
    std::vector<bool> m_chosen;  // columns whose width somebody chose
    std::vector<int> m_contents; // the widest of each column that grows
    QMenu* m_columnsMenu = nullptr;
    std::function<bool(int)> m_marks;
    std::function<void(QMenu&, const QModelIndex&)> m_rowActions;
    int m_keyColumn = 0;
    bool m_sortable = true, m_sortChosen = false, m_layingOut = false;
    QPersistentModelIndex m_pressed;
    QString m_currentKey;
    int m_place = 0;
};

} // namespace mv
