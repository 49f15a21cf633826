// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/delegates/tableview.h"
#include "widgets/delegates/celldelegate.h"
#include "widgets/delegates/tableheader.h"
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>

namespace mv {
namespace {

constexpr int kSelectionBar = 3;

bool isRow(TableModel::Line line) { return line == TableModel::Line::Row || line == TableModel::Line::Total; }

} // namespace

TableView::TableView(TableModel* model, std::vector<ColumnLayout> columns, QWidget* parent)
    : QTreeView(parent)
    , m_model(model)
    , m_delegate(new CellDelegate(this))
    , m_header(new TableHeader(this))
    , m_columns(std::move(columns))
    , m_fits(m_columns.size(), true)
    , m_chosen(m_columns.size(), false)
    , m_contents(m_columns.size(), 0)
{
    setHeader(m_header);
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setIndentation(0);
    setFrameShape(QFrame::NoFrame);
    setAllColumnsShowFocus(true);
    setSelectionMode(NoSelection); // what is marked follows the scope
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setEditTriggers(NoEditTriggers);
    setMouseTracking(true);
    setItemDelegate(m_delegate);
    setModel(model);
    m_header->setSectionsClickable(true);
    m_header->setSectionResizeMode(QHeaderView::Interactive);
    m_header->setSortIndicator(-1, Qt::DescendingOrder);
    m_header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_header, &QHeaderView::sectionClicked, this, &TableView::clickHeader);
    connect(m_header, &QWidget::customContextMenuRequested, this,
        [this](QPoint at) { columnsMenu()->popup(m_header->mapToGlobal(at)); });
    connect(m_header, &QHeaderView::sectionResized, this, [this](int column, int, int size) {
        if (m_layingOut)
            return;
        m_columns[std::size_t(column)].width = size;
        m_chosen[std::size_t(column)] = true;
        layOutColumns();
    });
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &TableView::remember);
    connect(model, &QAbstractItemModel::modelReset, this, &TableView::restore); // after the view's own
    connect(model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex&, int first, int last) {
        if (measure(first, last))
            layOutColumns();
    });
    layOutColumns();
}

void TableView::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_delegate->setTheme(theme);
    m_header->setTheme(theme);
    QPalette colours = theme.palette();
    colours.setColor(QPalette::Base, theme.panel);
    setPalette(colours);
    viewport()->update();
}

void TableView::setRowHeight(int height)
{
    m_delegate->setRowHeight(height);
    scheduleDelayedItemsLayout();
}

void TableView::setDelegate(CellDelegate* delegate)
{
    delegate->setParent(this);
    delegate->setTheme(m_theme);
    setItemDelegate(delegate);
    delete m_delegate;
    m_delegate = delegate;
}

void TableView::sortBy(int column, Qt::SortOrder order)
{
    m_header->setSortIndicator(column, order);
    m_model->sort(column, order);
    m_header->viewport()->update();
    emit sorted(column);
}

void TableView::clickHeader(int column)
{
    if (!m_sortable) {
        emit headerPicked(column);
        return;
    }
    // Numbers are looked at from the largest, names from A.
    const auto alignment = m_model->headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).toInt();
    Qt::SortOrder order = (alignment & Qt::AlignRight) != 0 ? Qt::DescendingOrder : Qt::AscendingOrder;
    if (column == m_header->sortIndicatorSection())
        order = m_header->sortIndicatorOrder() == Qt::DescendingOrder ? Qt::AscendingOrder : Qt::DescendingOrder;
    m_sortChosen = true;
    sortBy(column, order);
}

void TableView::setMarks(std::function<bool(int)> marks)
{
    m_marks = std::move(marks);
    updateMarks();
}

void TableView::updateMarks()
{
    if (!m_marks)
        return;
    QItemSelection rows;
    for (int line = 0; line < m_model->rowCount(); ++line) {
        if (m_marks(line))
            rows.select(m_model->index(line, 0), m_model->index(line, m_model->columnCount() - 1));
    }
    selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
    viewport()->update();
}

bool TableView::isMarked(int line) const { return selectionModel()->isSelected(m_model->index(line, 0)); }

void TableView::remember()
{
    const int line = currentIndex().row();
    m_currentKey = line < 0 || line >= m_model->rowCount() ? QString() : m_model->keyAt(line);
    m_place = verticalScrollBar()->value();
}

void TableView::restore()
{
    std::ranges::fill(m_contents, 0);
    measure(0, m_model->rowCount() - 1);
    layOutColumns();
    executeDelayedItemsLayout();
    verticalScrollBar()->setValue(m_place);
    updateMarks();
    const int line = m_currentKey.isEmpty() ? -1 : m_model->lineOf(m_currentKey);
    if (line >= 0)
        selectionModel()->setCurrentIndex(m_model->index(line, 0),
            selectionMode() == NoSelection ? QItemSelectionModel::NoUpdate
                                           : QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void TableView::drawGroup(QPainter& p, const QRect& row, int line) const
{
    const QModelIndex title = m_model->index(line, 0);
    p.fillRect(row, m_theme.header);
    const QRect area = row.adjusted(kCellPadding, 0, -kCellPadding, 0);
    QFont bold = Theme::body();
    bold.setBold(true);
    p.setFont(bold);
    p.setPen(m_theme.text);
    const QString text
        = (m_model->isOpen(line) ? QStringLiteral("▾ ") : QStringLiteral("▸ ")) + title.data().toString();
    p.drawText(area, int(Qt::AlignVCenter) | Qt::TextSingleLine, text);
    const int behind = p.fontMetrics().horizontalAdvance(text) + kCellPadding;
    p.setFont(Theme::body());
    p.setPen(inkColour(title.data(TableModel::CellRole).value<Cell>().ink, m_theme));
    p.drawText(area.adjusted(behind, 0, 0, 0), int(Qt::AlignVCenter) | Qt::TextSingleLine,
        title.data(TableModel::DetailRole).toString());
    p.setPen(m_theme.text2);
    for (const int column : visibleColumns()) {
        const QString note = m_model->index(line, column).data(TableModel::NoteRole).toString();
        const int left = m_header->sectionViewportPosition(column) + kCellPadding;
        p.drawText(
            QRect(left, row.top(), row.right() - left, row.height()), int(Qt::AlignVCenter) | Qt::TextSingleLine, note);
    }
}

void TableView::drawRow(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int line = index.row();
    const QRect row(0, option.rect.top(), viewport()->width(), option.rect.height());
    const auto kind = m_model->lineAt(line);
    p->save();
    if (kind == TableModel::Line::Group) {
        drawGroup(*p, row, line);
    } else {
        const bool marked = isMarked(line);
        p->fillRect(row, marked ? m_theme.selection : kind == TableModel::Line::Total ? m_theme.header : m_theme.panel);
        if (marked)
            p->fillRect(QRect(row.left(), row.top(), kSelectionBar, row.height()), m_theme.focus);
        QStyleOptionViewItem cell = option;
        for (const int column : visibleColumns()) {
            cell.rect = QRect(
                m_header->sectionViewportPosition(column), row.top(), m_header->sectionSize(column), row.height());
            p->save();
            m_delegate->paint(p, cell, m_model->index(line, column));
            p->restore();
        }
    }
    p->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), m_theme.grid);
    if (hasFocus() && line == currentIndex().row()) {
        p->setPen(QPen(m_theme.focus, 2));
        p->drawRect(row.adjusted(1, 1, -1, -2));
    }
    p->restore();
}

bool TableView::toggleGroup(const QModelIndex& index)
{
    if (!index.isValid() || isRow(m_model->lineAt(index.row())))
        return false;
    const bool onSummary = m_model->lineAt(index.row()) == TableModel::Line::Summary; // goes: its group is above it
    const QString group = m_model->keyAt(index.row() - (onSummary ? 1 : 0));
    m_model->toggle(index.row());
    selectionModel()->setCurrentIndex(m_model->index(m_model->lineOf(group), 0), QItemSelectionModel::NoUpdate);
    return true;
}

void TableView::pick(const QModelIndex& index, bool add)
{
    if (index.isValid() && !toggleGroup(index) && m_model->lineAt(index.row()) == TableModel::Line::Row)
        emit picked(index, add);
}

void TableView::drill(const QModelIndex& index)
{
    if (index.isValid() && isRow(m_model->lineAt(index.row())))
        emit drilled(index);
}

void TableView::mousePressEvent(QMouseEvent* event)
{
    QTreeView::mousePressEvent(event);
    m_pressed = event->button() == Qt::LeftButton ? indexAt(event->position().toPoint()) : QModelIndex();
}

void TableView::mouseReleaseEvent(QMouseEvent* event)
{
    QTreeView::mouseReleaseEvent(event);
    const QModelIndex released = indexAt(event->position().toPoint());
    const bool clicked = event->button() == Qt::LeftButton && m_pressed.isValid() && released == m_pressed;
    m_pressed = QModelIndex();
    if (clicked)
        pick(released, event->modifiers().testFlag(Qt::ControlModifier));
}

void TableView::mouseDoubleClickEvent(QMouseEvent* event)
{
    m_pressed = QModelIndex(); // its first click has picked already
    if (event->button() == Qt::LeftButton)
        drill(indexAt(event->position().toPoint()));
}

void TableView::keyPressEvent(QKeyEvent* event)
{
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const QModelIndex current = currentIndex().siblingAtColumn(m_keyColumn);
    const bool onGroup = current.isValid() && !isRow(m_model->lineAt(current.row()));
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (control)
            drill(current);
        else
            pick(current, false);
        return;
    case Qt::Key_Space:
        pick(current, true);
        return;
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (onGroup) {
            if (m_model->isOpen(current.row()) == (event->key() == Qt::Key_Left))
                toggleGroup(current);
            return;
        }
        break;
    default:
        break;
    }
    if (event->matches(QKeySequence::Copy))
        copy();
    else
        QTreeView::keyPressEvent(event);
}

void TableView::contextMenuEvent(QContextMenuEvent* event)
{
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    const QPersistentModelIndex at = byMouse ? indexAt(event->pos()) : currentIndex().siblingAtColumn(m_keyColumn);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (at.isValid() && m_model->lineAt(at.row()) == TableModel::Line::Row) {
        if (m_rowActions) {
            m_rowActions(*menu, at);
        } else {
            menu->addAction(tr("&Filter"), this, [this, at] { pick(at, false); });
            menu->addAction(tr("&Add to filter or remove"), this, [this, at] { pick(at, true); });
            menu->addAction(tr("Show a&ttempts"), this, [this, at] { drill(at); });
        }
        menu->addSeparator();
    }
    menu->addAction(tr("&Copy table"), this, &TableView::copy);
    if (m_sortable) {
        auto* sort = menu->addMenu(tr("&Sort by"));
        for (const int column : visibleColumns())
            sort->addAction(m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), this,
                [this, column] { clickHeader(column); });
    }
    menu->addMenu(columnsMenu());
    menu->popup(byMouse ? event->globalPos() : viewport()->mapToGlobal(visualRect(at).center()));
}

QMenu* TableView::columnsMenu()
{
    if (!m_columnsMenu)
        m_columnsMenu = new QMenu(tr("C&olumns"), this);
    m_columnsMenu->clear();
    for (std::size_t column = 1; column < m_columns.size(); ++column) { // the first says what a row is
        auto* action
            = m_columnsMenu->addAction(m_model->headerData(int(column), Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(m_columns[column].shown);
        connect(action, &QAction::toggled, this, [this, column](bool on) { setColumnShown(int(column), on); });
    }
    return m_columnsMenu;
}

void TableView::resizeEvent(QResizeEvent* event)
{
    QTreeView::resizeEvent(event);
    layOutColumns();
}

CsvTable TableView::visibleTable() const { return tableOf(visibleColumns()); }

CsvTable TableView::tableOf(std::vector<int> columns) const
{
    return tableOf(std::move(columns), [](int) { return true; });
}

CsvTable TableView::tableOf(std::vector<int> columns, const std::function<bool(int)>& isIn) const
{
    CsvTable table;
    const bool grouped = !m_model->groupName().isEmpty();
    if (grouped)
        table.header.push_back(m_model->groupName().toStdString());
    std::erase_if(columns, [this](int column) { return !m_model->exports(column); });
    for (const int column : columns)
        table.header.push_back(m_model->exportHeader(column).toStdString());
    for (int line = 0; line < m_model->rowCount(); ++line) {
        // Rows that are not at hand have no key: they are not shown either.
        if (!isRow(m_model->lineAt(line)) || m_model->keyAt(line).isEmpty() || !isIn(line))
            continue;
        std::vector<std::string>& row = table.rows.emplace_back();
        if (grouped)
            row.push_back(m_model->groupAt(line).toStdString());
        for (const int column : columns)
            row.push_back(m_model->exported(line, column).toStdString());
    }
    return table;
}

void TableView::copy() const
{
    const bool some = selectionMode() != NoSelection && selectionModel()->selectedRows().size() > 1;
    const CsvTable rows = tableOf(visibleColumns(), [this, some](int line) { return !some || isMarked(line); });
    QApplication::clipboard()->setText(QString::fromStdString(toTsv(rows)));
}

} // namespace mv
