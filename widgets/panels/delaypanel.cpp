// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/delaypanel.h"
#include "models/store/queries/imports.h"
#include "models/store/queries/incidents.h"
#include "models/tables/rowsmodel.h"
#include "models/tables/text.h"
#include "widgets/charts/datatable.h"
#include "widgets/charts/timelinerows.h"
#include "widgets/delegates/tableview.h"
#include "widgets/panels/menubutton.h"
#include "widgets/scopestack.h"
#include <QHBoxLayout>
#include <QLabel>
#include <algorithm>

namespace mv {
namespace {

constexpr int kSide = 328;
constexpr int kNarrowest = 560; // with the table beside it

QString nameOf(const DelayRow& row) { return text::fromUtf8(row.provider); }

QVariant secondsOf(const std::optional<Delay>& delay)
{
    return delay ? QVariant(static_cast<double>(delay->value.count()) / 1000) : QVariant();
}

std::vector<Column<DelayRow>> columns()
{
    const auto quantile = [](const QString& name, std::optional<Delay> DelayCell::*part) {
        return Column<DelayRow> { .header = name,
            .number = true,
            .text = [part](const DelayRow& r) { return delayText(r.cell.*part); },
            .value = [part](const DelayRow& r) { return secondsOf(r.cell.*part); },
            .exportHeader = name + QStringLiteral(", s") };
    };
    return {
        { .header = DelayPanel::tr("Provider"),
            .text = nameOf,
            .cell =
                [](const DelayRow& r) {
                    return Cell { Ink::Normal, false, MarkCell { nameOf(r), Ink::Faint } };
                } },
        quantile(QStringLiteral("p50"), &DelayCell::p50),
        quantile(QStringLiteral("p95"), &DelayCell::p95),
        { .header = DelayPanel::tr("Waiting"),
            .number = true,
            .text = [](const DelayRow& r) { return text::count(r.cell.waiting); },
            .value = [](const DelayRow& r) { return QVariant::fromValue<qulonglong>(r.cell.waiting); },
            .toolTip =
                [](const DelayRow& r) {
                    return r.oldestWaiting
                        ? DelayPanel::tr("The oldest waits for %1").arg(text::duration(*r.oldestWaiting))
                        : DelayPanel::tr("Nothing waits");
                } },
    };
}

std::string cellText(const std::optional<Delay>& delay)
{
    return delay ? exportText(secondsOf(delay)).toStdString() : std::string();
}

std::string atLeastText(const std::optional<Delay>& delay) { return delay && delay->atLeast ? "at least" : ""; }

} // namespace

class DelayPanel::Model final : public RowsModel<DelayRow> {
public:
    Model()
        : RowsModel(columns(), nameOf)
    {
    }
};

DelayPanel::DelayPanel(const PanelContext& context, QWidget* parent)
    : Panel(context, QStringLiteral("delay"), parent)
    , m_model(std::make_unique<Model>())
    , m_view(new DelayView(context, nullptr))
    , m_side(new QWidget)
    , m_table(new TableView(m_model.get(), { { 90, true, true, 190 }, { 48 }, { 74 }, { 60 } }))
    , m_note(new QLabel)
{
    m_table->setAccessibleName(tr("Delay by provider"));
    m_table->sortBy(2, Qt::DescendingOrder);
    m_table->setMarks([this](int line) {
        const auto& kept = this->scope().scope().filters.providers;
        const DelayRow* row = m_model->rowAt(line);
        return row && std::ranges::find(kept, row->provider) != kept.end();
    });
    m_note->setText(
        tr("Waiting mail counts as “at least this long” (Kaplan–Meier), so the last hours can be dotted: they can "
           "only rise."));
    m_note->setWordWrap(true);
    m_note->setMargin(8);
    auto* beside = new QVBoxLayout(m_side);
    beside->setContentsMargins(0, 0, 0, 0);
    beside->setSpacing(0);
    beside->addWidget(m_table, 1);
    beside->addWidget(m_note);
    m_side->setFixedWidth(kSide);
    auto* content = new QWidget;
    auto* layout = new QHBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_side);
    content->setFocusProxy(m_view);
    setContent(content);

    connect(m_table, &TableView::picked, this, [this](const QModelIndex& index, bool add) { pick(index.row(), add); });
    connect(m_table, &TableView::drilled, this, [this](const QModelIndex& index) {
        const DelayRow* row = m_model->rowAt(index.row());
        if (!row)
            return;
        Scope narrowed = shownScope();
        narrowed.filters.providers = { row->provider };
        this->scope().drillDown(narrowed);
    });
    connect(m_view, &DelayView::compareToggled, this, &DelayPanel::toggleComparison);
    connect(m_view, &DelayView::showAsTableWanted, this, [this] { showAsTable(visibleTable(), title(), this); });
    connect(this, &Panel::pinned, m_view, &TimeView::setPinned);
    connect(&this->scope(), &ScopeStack::changed, m_table, &TableView::updateMarks);
}

DelayPanel::~DelayPanel()
{
    delete m_table; // before its model
}

Panel::Ask DelayPanel::question(const Scope& scope) const
{
    DelayAnswer answer {
        .scope = scope, .data = {}, .bucket = shownBucket(), .rows = {}, .providers = {}, .incidents = {}
    };
    return [answer](Reader& reader, std::stop_token stop) mutable -> Result<std::any> {
        const auto held = ask(reader, OverviewQuestion {}, stop); // now: it grows while logs are read
        if (!held)
            return tl::unexpected(held.error());
        answer.data = held->data;
        auto rows = ask(reader, DelayQuestion { answer.scope, answer.bucket }, stop);
        if (!rows)
            return tl::unexpected(rows.error());
        answer.rows = std::move(*rows);
        answer.providers = answer.rows.providers;
        if (!answer.scope.filters.providers.empty()) { // the siblings of the filtered row stay
            Scope siblings = answer.scope;
            siblings.filters.providers.clear();
            auto all = ask(reader, DelayQuestion { siblings, Bucket::Whole }, stop);
            if (!all)
                return tl::unexpected(all.error());
            answer.providers = std::move(all->providers);
        }
        auto incidents = ask(reader, IncidentQuestion { .range = answer.scope.range }, stop);
        if (!incidents)
            return tl::unexpected(incidents.error());
        answer.incidents = std::move(*incidents);
        return answer;
    };
}

void DelayPanel::show(const std::any& rows)
{
    const auto* answer = std::any_cast<DelayAnswer>(&rows);
    if (!answer)
        return;
    m_answer = *answer;
    if (m_answer.scope.compares())
        m_comparison = m_answer.scope.comparison;
    const DelayCell& total = m_answer.rows.total;
    setState(total.finished + total.waiting == 0 ? State::NothingInScope : State::Rows);
    m_view->setRows(m_answer);
    m_model->setRows(m_answer.providers);
    emit subtitleChanged();
}

void DelayPanel::setTheme(const Theme& theme)
{
    Panel::setTheme(theme);
    QPalette surface = theme.palette(); // between the parts
    surface.setColor(QPalette::Window, theme.panel);
    m_view->parentWidget()->setPalette(surface);
    m_view->parentWidget()->setAutoFillBackground(true);
    m_view->setTheme(theme);
    m_table->setTheme(theme);
    m_note->setFont(Theme::small());
    QPalette palette = m_note->palette();
    palette.setColor(QPalette::WindowText, theme.text2);
    m_note->setPalette(palette);
}

QString DelayPanel::subtitle() const
{
    return onlyProvider(m_answer.scope)
        + tr("arrival to delivery, %1 by arrival, log scale").arg(bucketName(m_answer.bucket));
}

CsvTable DelayPanel::visibleTable() const
{
    CsvTable table;
    table.header
        = { "arrived from", "to", "p50 s", "p50 is", "p90 s", "p90 is", "p95 s", "p95 is", "finished", "waiting" };
    const DelayRows& rows = m_answer.rows;
    const bool compares = !rows.comparedBuckets.empty();
    if (compares)
        table.header.insert(table.header.end(), { "compared from", "compared p95 s" });
    for (std::size_t i = 0; i < rows.buckets.size() && i + 1 < rows.edges.size(); ++i) {
        const DelayCell& cell = rows.buckets[i];
        const bool covered = i < rows.covered.size() && rows.covered[i];
        std::vector<std::string> row { toIso(rows.edges[i]), toIso(rows.edges[i + 1]) };
        for (const auto* delay : { &cell.p50, &cell.p90, &cell.p95 })
            row.insert(row.end(), { cellText(*delay), atLeastText(*delay) });
        row.push_back(covered ? std::to_string(cell.finished) : std::string());
        row.push_back(covered ? std::to_string(cell.waiting) : std::string());
        if (compares) {
            row.push_back(i < rows.comparedEdges.size() ? toIso(rows.comparedEdges[i]) : std::string());
            row.push_back(i < rows.comparedBuckets.size() ? cellText(rows.comparedBuckets[i].p95) : std::string());
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

void DelayPanel::pick(int line, bool add)
{
    if (const DelayRow* row = m_model->rowAt(line))
        scope().filter(FilterKind::Provider, nameOf(*row), add);
}

void DelayPanel::toggleComparison()
{
    Scope wanted = scope().scope();
    wanted.comparison = wanted.compares() ? Comparison::Off : m_comparison;
    scope().set(wanted);
}

void DelayPanel::resizeEvent(QResizeEvent* event)
{
    m_side->setVisible(width() >= kNarrowest);
    Panel::resizeEvent(event);
}

} // namespace mv
