// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/datatable.h"
#include <QAbstractTableModel>
#include <QClipboard>
#include <QDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QShortcut>
#include <QTableView>
#include <QVBoxLayout>
#include <set>

namespace mv {
namespace {

class Cells final : public QAbstractTableModel {
public:
    Cells(CsvTable table, QObject* parent)
        : QAbstractTableModel(parent)
        , m_table(std::move(table))
    {
    }
    int rowCount(const QModelIndex& parent) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
    }
    int columnCount(const QModelIndex& parent) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_table.header.size());
    }
    QVariant data(const QModelIndex& index, int role) const override
    {
        const auto& row = m_table.rows[static_cast<std::size_t>(index.row())];
        const auto column = static_cast<std::size_t>(index.column());
        if (role != Qt::DisplayRole || column >= row.size())
            return {};
        return QString::fromStdString(row[column]);
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
            return {};
        return QString::fromStdString(m_table.header[static_cast<std::size_t>(section)]);
    }

private:
    CsvTable m_table;
};

// The rows and columns that have something selected; all, where nothing is.
void copySelection(const QTableView& view, const CsvTable& table)
{
    std::set<int> rows, columns;
    for (const QModelIndex& cell : view.selectionModel()->selectedIndexes()) {
        rows.insert(cell.row());
        columns.insert(cell.column());
    }
    if (rows.empty()) {
        QGuiApplication::clipboard()->setText(QString::fromStdString(toTsv(table)));
        return;
    }
    const auto cellsOf = [&](const std::vector<std::string>& line) {
        std::vector<std::string> cells;
        cells.reserve(columns.size());
        for (const int column : columns)
            cells.push_back(std::size_t(column) < line.size() ? line[std::size_t(column)] : std::string());
        return cells;
    };
    CsvTable chosen { cellsOf(table.header), {} };
    for (const int row : rows)
        chosen.rows.push_back(cellsOf(table.rows[std::size_t(row)]));
    QGuiApplication::clipboard()->setText(QString::fromStdString(toTsv(chosen)));
}

} // namespace

QWidget* showAsTable(const CsvTable& table, const QString& title, QWidget* parent)
{
    auto* window = new QDialog(parent);
    window->setAttribute(Qt::WA_DeleteOnClose);
    window->setWindowTitle(title);
    window->resize(900, 520);
    auto* view = new QTableView(window);
    view->setModel(new Cells(table, view));
    view->setAccessibleName(title);
    view->verticalHeader()->hide();
    view->verticalHeader()->setDefaultSectionSize(24);
    view->horizontalHeader()->setDefaultSectionSize(150);
    auto* copy = new QShortcut(QKeySequence::Copy, view, nullptr, nullptr, Qt::WidgetShortcut);
    QObject::connect(copy, &QShortcut::activated, view, [view, table] { copySelection(*view, table); });
    auto* layout = new QVBoxLayout(window);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(view);
    window->show();
    return window;
}

} // namespace mv
