// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/tables/tablemodel.h"
#include <QSet>
#include <algorithm>
#include <functional>
#include <map>
#include <optional>

namespace mv {

template <class Row> struct Column {
    QString header;
    bool number = false;                           // to the right
    std::function<QString(const Row&)> text;       // none: only a picture
    std::function<QVariant(const Row&)> value {};  // sorted by and exported; none: the text
    std::function<Cell(const Row&)> cell {};       // none: plain text
    std::function<QString(const Row&)> toolTip {}; // none: the text in full
    QString exportHeader = QString();              // empty: the header
    QString headerToolTip = QString();
};

struct GroupLine {
    QString title, detail;
    Ink detailInk = Ink::Secondary;
    QString note; // at noteColumn
    int noteColumn = 0;
    double rank = 0;  // groups come in this order
    bool open = true; // until somebody toggles it
};

template <class Row> struct Grouping {
    QString name; // "Outcome"
    std::function<QString(const Row&)> keyOf;
    std::function<GroupLine(const QString& key, const std::vector<const Row*>&)> describe;
    std::function<QVariant(int column, int role, const std::vector<const Row*>&)> summary {}; // none: closed is closed
};

// Rows of one type behind a table of columns, sorted, optionally grouped. A new data set, order, or grouping is one
// model reset: the view finds its rows again by key.
template <class Row> class RowsModel : public TableModel {
public:
    RowsModel(std::vector<Column<Row>> columns, std::function<QString(const Row&)> keyOf, QObject* parent = nullptr)
        : TableModel(parent)
        , m_columns(std::move(columns))
        , m_keyOf(std::move(keyOf))
    {
    }

    void setRows(std::vector<Row> rows, std::optional<Row> total = {})
    {
        beginResetModel();
        m_rows = std::move(rows);
        m_total = std::move(total);
        arrange();
        endResetModel();
    }
    void setGrouping(std::optional<Grouping<Row>> grouping)
    {
        beginResetModel();
        m_grouping = std::move(grouping);
        m_toggled.clear();
        arrange();
        endResetModel();
    }
    const std::vector<Row>& rows() const { return m_rows; }
    // The row of a line; null for a group, its summary, and lines out of range.
    const Row* rowAt(int line) const
    {
        if (line < 0 || line >= rowCount())
            return nullptr;
        const Place& place = m_lines[std::size_t(line)];
        if (place.line == Line::Total)
            return &*m_total;
        return place.line == Line::Row ? &m_rows[place.index] : nullptr;
    }

    // The rows that a line stands for: itself, or those of a group, sorted.
    std::vector<const Row*> rowsOf(int line) const
    {
        if (const Row* row = rowAt(line))
            return { row };
        return line < 0 || line >= rowCount() ? std::vector<const Row*>()
                                              : m_groups[m_lines[std::size_t(line)].index].rows;
    }
    using TableModel::exported;
    QString exported(const Row& row, int column) const
    {
        return exportText(valueOf(m_columns[std::size_t(column)], row));
    }

    int rowCount(const QModelIndex& parent = {}) const final { return parent.isValid() ? 0 : int(m_lines.size()); }
    int columnCount(const QModelIndex& parent = {}) const final { return parent.isValid() ? 0 : int(m_columns.size()); }

    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
            return {};
        const Column<Row>& column = m_columns[std::size_t(section)];
        switch (role) {
        case Qt::DisplayRole:
            return column.header;
        case Qt::ToolTipRole:
            return column.headerToolTip.isEmpty() ? column.header : column.headerToolTip;
        case Qt::TextAlignmentRole:
            return alignment(column);
        default:
            return {};
        }
    }

    QVariant data(const QModelIndex& index, int role) const override
    {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid))
            return {};
        const Column<Row>& column = m_columns[std::size_t(index.column())];
        if (role == Qt::TextAlignmentRole)
            return alignment(column);
        if (const Row* row = rowAt(index.row()))
            return cellData(column, *row, role);
        const Place& place = m_lines[std::size_t(index.row())];
        const Group& group = m_groups[place.index];
        if (place.line == Line::Summary)
            return m_grouping->summary(index.column(), role, group.rows);
        return groupData(group.line, index.column(), role);
    }

    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) final
    {
        if (column == m_sortColumn && order == m_order)
            return;
        beginResetModel();
        m_sortColumn = column;
        m_order = order;
        arrange();
        endResetModel();
    }

    Line lineAt(int line) const final { return m_lines[std::size_t(line)].line; }
    QString keyAt(int line) const final
    {
        const Place& place = m_lines[std::size_t(line)];
        switch (place.line) {
        case Line::Row:
            return m_keyOf(m_rows[place.index]);
        case Line::Total:
            return QStringLiteral("\x1ftotal"); // no name from a log has control characters
        case Line::Group:
            return QStringLiteral("\x1fgroup ") + m_groups[place.index].key;
        case Line::Summary:
            return QStringLiteral("\x1fsummary ") + m_groups[place.index].key;
        }
        return {};
    }
    QString groupName() const final { return m_grouping ? m_grouping->name : QString(); }
    QString groupAt(int line) const final
    {
        while (m_grouping && line >= 0 && m_lines[std::size_t(line)].line == Line::Row)
            --line;
        return line >= 0 && lineAt(line) == Line::Group ? m_groups[m_lines[std::size_t(line)].index].line.title
                                                        : QString();
    }
    bool isOpen(int line) const final { return isOpen(m_groups[m_lines[std::size_t(line)].index]); }
    void toggle(int line) final
    {
        if (line < 0 || line >= rowCount() || (lineAt(line) != Line::Group && lineAt(line) != Line::Summary))
            return;
        const QString key = m_groups[m_lines[std::size_t(line)].index].key;
        beginResetModel();
        if (!m_toggled.remove(key))
            m_toggled.insert(key);
        arrange();
        endResetModel();
    }
    bool exports(int column) const final { return m_columns[std::size_t(column)].text != nullptr; }
    QString exportHeader(int column) const final
    {
        const Column<Row>& c = m_columns[std::size_t(column)];
        return c.exportHeader.isEmpty() ? c.header : c.exportHeader;
    }

protected:
    // For headers that depend on the data set; call before setRows().
    void setHeader(int column, const QString& header) { m_columns[std::size_t(column)].header = header; }

private:
    struct Place {
        Line line;
        std::size_t index; // of m_rows or m_groups
    };
    struct Group {
        QString key;
        GroupLine line;
        std::vector<const Row*> rows; // sorted
    };

    static QVariant alignment(const Column<Row>& column)
    {
        return int((column.number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }

    static QVariant valueOf(const Column<Row>& column, const Row& row)
    {
        if (column.value)
            return column.value(row);
        return column.text ? QVariant(column.text(row)) : QVariant();
    }

    static QVariant cellData(const Column<Row>& column, const Row& row, int role)
    {
        switch (role) {
        case Qt::DisplayRole:
            return column.text ? column.text(row) : QString();
        case Qt::ToolTipRole:
            return column.toolTip ? QVariant(column.toolTip(row))
                : column.text     ? QVariant(column.text(row))
                                  : QVariant();
        case CellRole:
            return column.cell ? QVariant::fromValue(column.cell(row)) : QVariant();
        case ValueRole:
            return valueOf(column, row);
        default:
            return {};
        }
    }

    static QVariant groupData(const GroupLine& group, int column, int role)
    {
        if (role == NoteRole && column == group.noteColumn && !group.note.isEmpty())
            return group.note;
        if (column != 0)
            return {};
        switch (role) {
        case Qt::DisplayRole:
            return group.title;
        case DetailRole:
            return group.detail;
        case Qt::AccessibleTextRole:
            return QString(group.title + u' ' + group.detail + u' ' + group.note).trimmed();
        case CellRole:
            return QVariant::fromValue(Cell { group.detailInk });
        default:
            return {};
        }
    }

    bool isOpen(const Group& group) const { return group.line.open != m_toggled.contains(group.key); }

    std::vector<std::size_t> sortedRows() const
    {
        std::vector<std::size_t> order(m_rows.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        if (m_sortColumn < 0 || m_sortColumn >= columnCount())
            return order;
        std::vector<QVariant> values;
        values.reserve(m_rows.size());
        for (const Row& row : m_rows)
            values.push_back(valueOf(m_columns[std::size_t(m_sortColumn)], row));
        std::ranges::stable_sort(
            order, [&](std::size_t a, std::size_t b) { return comesBefore(values[a], values[b], m_order); });
        return order;
    }

    void arrange()
    {
        m_lines.clear();
        m_groups.clear();
        const auto order = sortedRows();
        if (m_grouping)
            arrangeGroups(order);
        else
            for (const std::size_t row : order)
                m_lines.push_back({ Line::Row, row });
        if (m_total)
            m_lines.push_back({ Line::Total, 0 });
    }

    void arrangeGroups(const std::vector<std::size_t>& order)
    {
        std::map<QString, std::vector<const Row*>> byKey;
        for (const std::size_t row : order)
            byKey[m_grouping->keyOf(m_rows[row])].push_back(&m_rows[row]);
        for (auto& [key, rows] : byKey)
            m_groups.push_back({ key, m_grouping->describe(key, rows), std::move(rows) });
        std::ranges::stable_sort(m_groups, {}, [](const Group& g) { return g.line.rank; });
        for (std::size_t g = 0; g < m_groups.size(); ++g) {
            m_lines.push_back({ Line::Group, g });
            if (isOpen(m_groups[g])) {
                for (const Row* row : m_groups[g].rows)
                    m_lines.push_back({ Line::Row, std::size_t(row - m_rows.data()) });
            } else if (m_grouping->summary) {
                m_lines.push_back({ Line::Summary, g });
            }
        }
    }

    std::vector<Column<Row>> m_columns;
    std::function<QString(const Row&)> m_keyOf;
    std::vector<Row> m_rows;
    std::optional<Row> m_total;
    std::optional<Grouping<Row>> m_grouping;
    std::vector<Group> m_groups; // as shown
    std::vector<Place> m_lines;
    QSet<QString> m_toggled; // groups that somebody opened or closed
    int m_sortColumn = -1;
    Qt::SortOrder m_order = Qt::AscendingOrder;
};

} // namespace mv
