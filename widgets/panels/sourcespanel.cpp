// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/sourcespanel.h"
#include "models/store/queries/incidents.h"
#include "models/tables/sourcesmodel.h"
#include "models/tables/text.h"
#include "models/tables/trend.h"
#include "widgets/charts/datatable.h"
#include "widgets/charts/heatmap.h"
#include "widgets/panels/menubutton.h"
#include "widgets/panels/sourcesview.h"
#include "widgets/scopestack.h"
#include <QMenu>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace mv {

class SourcesPanel::Legend final : public QWidget {
public:
    Legend()
    {
        setFixedHeight(20);
        setAccessibleName(
            tr("Colours from below 2 % to 75 % and more deferred; hatched: no data; hollow: under 5 attempts"));
    }
    void say(const QString& title, const Theme& theme)
    {
        m_title = title;
        m_theme = theme;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter p(this);
        p.fillRect(rect(), m_theme.panel);
        drawHeatLegend(p, rect().adjusted(6, 2, -6, -2), m_title, m_theme);
    }

private:
    QString m_title;
    Theme m_theme = Theme::light();
};

SourcesPanel::SourcesPanel(const PanelContext& context, QWidget* parent)
    : Panel(context, QStringLiteral("sources"), parent)
    , m_model(new SourcesModel(this))
    , m_table(new SourcesView(m_model, context))
    , m_legend(new Legend)
    , m_order(makeMenuButton(tr("Order: limited first"), tr("Order of the sources")))
{
    m_table->setAccessibleName(tr("Sources by time"));
    m_table->setRowActions([this](QMenu& menu, const QModelIndex& index) {
        menu.addAction(tr("&Filter"), this, [this, index] { pick(index, false); });
        menu.addAction(tr("&Add to filter or remove"), this, [this, index] { pick(index, true); });
        menu.addAction(tr("Show a&ttempts"), this, [this, index] { drill(index.row(), {}); });
        menu.addAction(tr("Show as &table"), this, [this] { showAsTable(visibleTable(), title(), this); });
    });
    m_table->setMarks([this](int line) { return isFiltered(line); });
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_legend);
    content->setFocusProxy(m_table);
    setTitleBarControls({ m_order });
    setContent(content);
    addOrder(QStringLiteral("limited"), tr("Order: limited first"), SourcesModel::LimitedSince, true);
    addOrder(QStringLiteral("name"), tr("Order: name"), SourcesModel::Source, false);
    addOrder(QStringLiteral("rate"), tr("Order: rate"), SourcesModel::Deferred, false);
    addOrder(QStringLiteral("attempts"), tr("Order: attempts"), SourcesModel::Attempts, false);
    m_table->sortBy(SourcesModel::LimitedSince, Qt::AscendingOrder);
    connect(m_table, &TableView::picked, this, &SourcesPanel::pick);
    connect(m_table, &TableView::drilled, this, [this](const QModelIndex& index) { drill(index.row(), {}); });
    connect(m_table, &SourcesView::cellPicked, this, [this](int line, std::size_t bucket) {
        drill(line, TimeRange { m_model->edges()[bucket], m_model->edges()[bucket + 1] });
    });
    connect(m_table, &SourcesView::rangePicked, this, [this](TimeRange range) { this->scope().setRange(range); });
    connect(m_table, &TableView::columnsChanged, this, &SourcesPanel::showLegend);
    connect(m_model, &QAbstractItemModel::modelReset, this, &SourcesPanel::showLegend);
    connect(&this->scope(), &ScopeStack::changed, m_table, &TableView::updateMarks);
}

void SourcesPanel::addOrder(const QString& id, const QString& text, int column, bool limitedFirst)
{
    addChoice(m_order, id, text, [this, column, limitedFirst] {
        m_model->groupByLimits(limitedFirst);
        const bool largestFirst = column == SourcesModel::Deferred || column == SourcesModel::Attempts;
        if (largestFirst) // what it is ordered by is worth seeing
            m_table->setColumnShown(column, true);
        m_table->sortBy(column, largestFirst ? Qt::DescendingOrder : Qt::AscendingOrder);
    });
}

Panel::Ask SourcesPanel::question(const Scope& scope) const
{
    Scope others = scope;
    others.filters.sources.clear();
    // Sources times buckets: coarser than a chart, unless somebody wants it coarser still.
    const Bucket bucket = std::max(pictureBucket(scope.range), shownBucket());
    return [others, bucket](Reader& reader, std::stop_token stop) -> Result<std::any> {
        auto rows = ask(reader, SourceQuestion { .scope = others, .bucket = bucket }, stop);
        if (!rows)
            return tl::unexpected(rows.error());
        auto incidents = ask(reader, IncidentQuestion { .range = others.range }, stop);
        if (!incidents)
            return tl::unexpected(incidents.error());
        const auto& providers = others.filters.providers;
        std::erase_if(*incidents, [&](const Incident& incident) {
            return !incident.provider.empty() && !providers.empty()
                && std::ranges::find(providers, incident.provider) == providers.end();
        });
        return SourceAnswer { std::move(*rows), std::move(*incidents), others };
    };
}

void SourcesPanel::show(const std::any& rows)
{
    const auto& answer = std::any_cast<const SourceAnswer&>(rows);
    if (answer.rows.rows.empty())
        setState(State::NothingInScope);
    m_model->show(answer.rows, answer.scope.zone);
    m_table->setTimes(answer.scope.zone, answer.incidents);
    showLegend();
    emit subtitleChanged();
}

void SourcesPanel::setTheme(const Theme& theme)
{
    Panel::setTheme(theme);
    m_table->setTheme(theme);
    showLegend();
}

QString SourcesPanel::subtitle() const
{
    return onlyProvider(shownScope()) + tr("%n source IP(s)", nullptr, int(m_model->rows().size()));
}

QString SourcesPanel::choice() const { return chosenIn(m_order); }

void SourcesPanel::choose(const QString& choice) { chooseIn(m_order, choice); }

void SourcesPanel::showLegend()
{
    bool inTable = false;
    for (int line = 0; line < m_model->rowCount(); ++line)
        inTable = inTable || m_model->lineAt(line) == TableModel::Line::Summary;
    m_legend->setVisible(!inTable || m_table->isColumnHidden(SourcesModel::LimitedSince));
    m_legend->say(m_table->legendTitle(), theme());
}

CsvTable SourcesPanel::visibleTable() const
{
    CsvTable table;
    std::vector<int> columns = m_table->visibleColumns();
    const bool heat = std::erase(columns, SourcesModel::Heat) > 0, grouped = !m_model->groupName().isEmpty();
    if (grouped)
        table.header.push_back(m_model->groupName().toStdString());
    for (const int column : columns)
        table.header.push_back(m_model->exportHeader(column).toStdString());
    for (std::size_t i = 0; heat && i + 1 < m_model->edges().size(); ++i)
        table.header.push_back(toIso(m_model->edges()[i]));
    for (int line = 0; line < m_model->rowCount(); ++line) {
        if (m_model->lineAt(line) == TableModel::Line::Group)
            continue;
        for (const SourceLine* source : m_model->rowsOf(line)) {
            auto& row = table.rows.emplace_back();
            if (grouped)
                row.push_back((source->isLimited() ? tr("limited") : tr("healthy")).toStdString());
            for (const int column : columns)
                row.push_back(m_model->exported(*source, column).toStdString());
            for (std::size_t i = 0; heat && i + 1 < m_model->edges().size(); ++i) {
                const auto rate = i < source->buckets->size() ? (*source->buckets)[i].deferralRate() : std::nullopt;
                row.push_back(rate ? exportText(*rate).toStdString() : std::string());
            }
        }
    }
    return table;
}

bool SourcesPanel::isFiltered(int line) const
{
    const auto& filtered = scope().scope().filters.sources;
    const SourceLine* row = m_model->rowAt(line);
    return row && std::ranges::find(filtered, row->source.toStdString()) != filtered.end();
}

void SourcesPanel::pick(const QModelIndex& index, bool add)
{
    if (const SourceLine* row = m_model->rowAt(index.row()))
        scope().filter(FilterKind::Source, row->source, add);
}

void SourcesPanel::drill(int line, std::optional<TimeRange> bucket)
{
    const SourceLine* row = m_model->rowAt(line);
    if (!row)
        return;
    Scope narrowed = shownScope();
    narrowed.filters.sources = { row->source.toStdString() };
    if (bucket)
        narrowed.range = *bucket;
    scope().drillDown(narrowed);
}

} // namespace mv
