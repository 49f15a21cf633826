// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/providerspanel.h"
#include "models/tables/providersmodel.h"
#include "models/tables/text.h"
#include "widgets/delegates/tableheader.h"
#include "widgets/delegates/tableview.h"
#include "widgets/panels/providercard.h"
#include "widgets/scopestack.h"
#include <QVBoxLayout>
#include <algorithm>

namespace mv {

namespace {
constexpr int kRow = 28;
constexpr int kLeastRows = 3; // before there is room for the card
} // namespace

ProvidersPanel::ProvidersPanel(const PanelContext& context, QWidget* parent)
    : Panel(context, QStringLiteral("providers"), parent)
    , m_model(new ProvidersModel(this))
    , m_table(new TableView(m_model, { { 90, true, true, 190 }, { 84 }, { 64 }, { 80 }, { 66 } }))
    , m_card(new ProviderCard)
{
    m_table->setRowHeight(kRow);
    m_table->setAccessibleName(tr("Providers"));
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_card); // right under the last row
    content->setFocusProxy(m_table);
    setContent(content);
    connect(m_table, &TableView::picked, this, &ProvidersPanel::pick);
    connect(m_table, &TableView::drilled, this, &ProvidersPanel::drill);
    connect(m_table, &TableView::sorted, this, &Panel::subtitleChanged);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &ProvidersPanel::showCard);
    m_table->setMarks([this](int line) { return isFiltered(line); });
    connect(&this->scope(), &ScopeStack::changed, this, &ProvidersPanel::followFilter);
}

Panel::Ask ProvidersPanel::question(const Scope& scope) const
{
    Scope others = scope; // siblings of the filtered provider stay
    others.filters.providers.clear();
    return [others, bucket = shownBucket()](Reader& reader, std::stop_token stop) -> Result<std::any> {
        auto rates = ask(reader, RateQuestion { .scope = others, .bucket = bucket }, stop);
        if (!rates)
            return tl::unexpected(rates.error());
        auto delays = ask(reader, DelayQuestion { .scope = others, .bucket = Bucket::Whole }, stop);
        if (!delays)
            return tl::unexpected(delays.error());
        return ProviderAnswer { std::move(*rates), std::move(*delays), others.compares(), others.zone };
    };
}

void ProvidersPanel::show(const std::any& rows)
{
    m_answer = std::any_cast<const ProviderAnswer&>(rows);
    if (m_answer.rates.groups.empty())
        setState(State::NothingInScope);
    m_table->setColumnShown(ProvidersModel::Change, m_answer.compares);
    m_model->show(m_answer.rates);
    sortUsually(m_answer.compares);
    showCard();
    emit subtitleChanged();
}

void ProvidersPanel::setTheme(const Theme& theme)
{
    Panel::setTheme(theme);
    m_table->setTheme(theme);
    m_card->setTheme(theme);
}

void ProvidersPanel::resizeEvent(QResizeEvent* event)
{
    Panel::resizeEvent(event);
    showCard();
}

QString ProvidersPanel::subtitle() const
{
    const int column = m_table->tableHeader()->sortIndicatorSection();
    QString count = text::count(m_model->rows().size());
    if (column < 0)
        return count;
    const QString by = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().toLower();
    return tr("%1 · sorted by %2").arg(count, by);
}

CsvTable ProvidersPanel::visibleTable() const { return m_table->visibleTable(); }

// What moved is what one looks for; without a comparison, the largest come first.
void ProvidersPanel::sortUsually(bool compares)
{
    if (!m_table->isSortChosen())
        m_table->sortBy(compares ? ProvidersModel::Change : ProvidersModel::Attempts, Qt::DescendingOrder);
}

bool ProvidersPanel::isFiltered(int line) const
{
    const ProviderLine* row = m_model->rowAt(line);
    const auto& filtered = scope().scope().filters.providers;
    return row && m_model->lineAt(line) == TableModel::Line::Row
        && std::ranges::find(filtered, row->name.toStdString()) != filtered.end();
}

// A provider that somebody chose anywhere is the current one here.
void ProvidersPanel::followFilter()
{
    m_table->updateMarks();
    const auto& filtered = scope().scope().filters.providers;
    const int line = filtered.size() == 1 ? m_model->lineOf(QString::fromStdString(filtered.front())) : -1;
    if (line >= 0)
        m_table->selectionModel()->setCurrentIndex(m_model->index(line, 0), QItemSelectionModel::NoUpdate);
    showCard();
}

// Of the current row; before somebody went there, of the filtered one or else the first.
void ProvidersPanel::showCard()
{
    int line = m_table->currentIndex().row();
    for (int i = 0; line < 0 && i < m_model->rowCount(); ++i) {
        if (m_table->isMarked(i))
            line = i;
    }
    const ProviderLine* row = m_model->rowAt(std::max(line, 0));
    const auto group = row ? std::ranges::find(m_answer.rates.groups, row->name.toStdString(), &RateGroup::name)
                           : m_answer.rates.groups.end();
    const bool hasRoom = height() >= m_table->tableHeader()->height() + kRow * kLeastRows + m_card->sizeHint().height();
    m_card->setVisible(group != m_answer.rates.groups.end() && hasRoom);
    fitTable();
    if (group == m_answer.rates.groups.end())
        return;
    const auto delay = std::ranges::find(m_answer.delays.providers, group->name, &DelayRow::provider);
    m_card->show(*group, row->label, m_answer.rates.edges, delay == m_answer.delays.providers.end() ? nullptr : &*delay,
        m_answer.compares, m_answer.zone);
}

// As high as its rows, or as many whole ones as there is room for: half a row above the card looks like a fault.
void ProvidersPanel::fitTable()
{
    const int header = m_table->tableHeader()->height();
    const int room = height() - (m_card->isHidden() ? 0 : m_card->sizeHint().height()) - header;
    m_table->setMaximumHeight(header + kRow * std::clamp(room / kRow, 1, std::max(1, m_model->rowCount())) + 1);
}

void ProvidersPanel::pick(const QModelIndex& index, bool add)
{
    if (const ProviderLine* row = m_model->rowAt(index.row()))
        scope().filter(FilterKind::Provider, row->name, add);
}

void ProvidersPanel::drill(const QModelIndex& index)
{
    Scope narrowed = shownScope();
    narrowed.filters.providers.clear(); // of the total: all of them
    if (m_model->lineAt(index.row()) == TableModel::Line::Row)
        narrowed.filters.providers = { m_model->rowAt(index.row())->name.toStdString() };
    scope().drillDown(narrowed);
}

} // namespace mv
