// SPDX-License-Identifier: GPL-3.0-or-later
// Which columns of a table are shown, how wide, and what of it is remembered.
#include "widgets/delegates/celldelegate.h"
#include "widgets/delegates/tableheader.h"
#include "widgets/delegates/tableview.h"
#include <QDataStream>
#include <QIODevice>
#include <algorithm>

namespace mv {
namespace {

constexpr int kLeastColumns = 2;   // always there, however narrow
constexpr int kMostMeasured = 400; // rows: the next ones are seldom wider, and nobody waits for them
constexpr qint32 kUsualWidth = -1, kLeastWidth = 24, kMostWidth = 4000;

} // namespace

bool TableView::measure(int first, int last)
{
    bool wider = false;
    for (std::size_t column = 0; column < m_columns.size(); ++column) {
        if (m_columns[column].most <= m_columns[column].width)
            continue;
        for (int line = first; line <= std::min(last, first + kMostMeasured); ++line) {
            const auto kind = m_model->lineAt(line);
            const bool titled = kind == TableModel::Line::Group || kind == TableModel::Line::Summary;
            if (titled || m_model->keyAt(line).isEmpty())
                continue; // drawn over all columns; a row that is not at hand would be read
            const int needed = m_delegate->widthOf(m_model->index(line, int(column)));
            wider = wider || needed > m_contents[column];
            m_contents[column] = std::max(m_contents[column], needed);
        }
    }
    return wider;
}

void TableView::layOutColumns()
{
    if (m_layingOut)
        return;
    m_layingOut = true;
    int needed = 0, shown = 0;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        m_fits[i] = m_columns[i].shown;
        if (m_fits[i]) {
            needed += m_columns[i].width;
            ++shown;
        }
    }
    for (std::size_t i = m_columns.size(); i-- > 0 && needed > viewport()->width() && shown > kLeastColumns;) {
        if (!m_fits[i] || m_columns[i].stretch)
            continue;
        m_fits[i] = false;
        needed -= m_columns[i].width;
        --shown;
    }
    // What is left goes to columns whose contents don't fit, the first ones first; then to those that stretch.
    int left = std::max(0, viewport()->width() - needed);
    std::vector<int> widths;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const ColumnLayout& column = m_columns[i];
        const int wanted = m_chosen[i] ? 0 : std::min(m_contents[i], column.most) - column.width;
        const int more = m_fits[i] ? std::clamp(wanted, 0, left) : 0;
        widths.push_back(column.width + more);
        left -= more;
    }
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        m_header->setSectionHidden(int(i), !m_fits[i]);
        if (m_fits[i])
            m_header->resizeSection(int(i), widths[i] + (m_columns[i].stretch ? std::exchange(left, 0) : 0));
    }
    m_layingOut = false;
    viewport()->update();
}

void TableView::setColumnShown(int column, bool shown)
{
    if (m_columns[std::size_t(column)].shown == shown)
        return;
    m_columns[std::size_t(column)].shown = shown;
    layOutColumns();
    emit columnsChanged();
}

std::vector<int> TableView::visibleColumns() const
{
    std::vector<int> columns;
    for (int visual = 0; visual < m_header->count(); ++visual) {
        const int column = m_header->logicalIndex(visual);
        if (!m_header->isSectionHidden(column))
            columns.push_back(column);
    }
    return columns;
}

QByteArray TableView::saveChoices() const
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_0);
    out << quint32(m_columns.size());
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        out << qint32(m_chosen[i] ? m_columns[i].width : kUsualWidth) << m_columns[i].shown;
    out << qint32(m_sortChosen ? m_header->sortIndicatorSection() : -1)
        << (m_header->sortIndicatorOrder() == Qt::DescendingOrder);
    return bytes;
}

void TableView::restoreChoices(const QByteArray& bytes)
{
    QDataStream in(bytes);
    in.setVersion(QDataStream::Qt_6_0);
    quint32 count = 0;
    in >> count;
    if (count != m_columns.size()) // of another version of the program, or of nobody
        return;
    std::vector<ColumnLayout> columns = m_columns;
    std::vector<bool> chosen = m_chosen;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        qint32 width = kUsualWidth;
        in >> width >> columns[i].shown;
        chosen[i] = width != kUsualWidth;
        if (chosen[i])
            columns[i].width = std::clamp(width, kLeastWidth, kMostWidth);
    }
    qint32 sorted = -1;
    bool descending = false;
    in >> sorted >> descending;
    if (in.status() != QDataStream::Ok)
        return;
    m_columns = std::move(columns);
    m_chosen = std::move(chosen);
    if (m_sortable && sorted >= 0 && sorted < m_model->columnCount()) {
        m_sortChosen = true;
        sortBy(sorted, descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    }
    layOutColumns();
    emit columnsChanged();
}

} // namespace mv
