// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/placementpanel.h"
#include "models/tables/rowsmodel.h"
#include "models/tables/text.h"
#include "models/tables/trend.h"
#include "widgets/charts/datatable.h"
#include "widgets/charts/stackview.h"
#include "widgets/charts/timelinerows.h"
#include "widgets/delegates/tableview.h"
#include "widgets/scopestack.h"
#include <QSplitter>
#include <algorithm>

namespace mv {
namespace {

StackCounts partsOf(const FolderCounts& counts)
{
    const auto of = [&](Folder folder) { return static_cast<double>(counts[folder]); };
    return { of(Folder::Inbox), of(Folder::Tabs), of(Folder::Missing), of(Folder::Spam) };
}

QVariant orNothing(std::optional<double> value) { return value ? QVariant(*value) : QVariant(); }

std::vector<Column<PlacementReceiver>> columns()
{
    using R = PlacementReceiver;
    const auto share = [](const QString& header, Folder folder) {
        return Column<R> { .header = header,
            .number = true,
            .text = [folder](const R& r) { return text::percent(r.total.share(folder)); },
            .value = [folder](const R& r) { return orNothing(r.total.share(folder)); },
            .exportHeader = PlacementPanel::tr("%1, share").arg(header) };
    };
    return {
        { .header = PlacementPanel::tr("Receiver"),
            .text = [](const R& r) { return text::fromUtf8(r.name); },
            .cell =
                [](const R& r) {
                    return Cell { Ink::Normal, false, MarkCell { r.listed ? text::fromUtf8(r.name) : QString() } };
                } },
        share(PlacementPanel::tr("Inbox"), Folder::Inbox),
        share(PlacementPanel::tr("Tabs"), Folder::Tabs),
        share(PlacementPanel::tr("Spam"), Folder::Spam),
        share(PlacementPanel::tr("Missing"), Folder::Missing),
        { .header = PlacementPanel::tr("Change"),
            .number = true,
            .text =
                [](const R& r) {
                    return text::change(r.comparedTotal.share(Folder::Inbox), r.total.share(Folder::Inbox));
                },
            .exportHeader = PlacementPanel::tr("Change of inbox, points"),
            .headerToolTip = PlacementPanel::tr("Of the inbox share, in percentage points, from the compared period") },
        { .header = PlacementPanel::tr("Messages"),
            .number = true,
            .text = [](const R& r) { return text::count(r.total.total()); },
            .value = [](const R& r) { return QVariant::fromValue<qulonglong>(r.total.total()); },
            .cell = [](const R&) { return Cell { Ink::Secondary }; } },
    };
}

} // namespace

class PlacementPanel::Model final : public RowsModel<PlacementReceiver> {
public:
    Model()
        : RowsModel(columns(), [](const PlacementReceiver& r) { return text::fromUtf8(r.name); })
    {
    }
};

PlacementPanel::PlacementPanel(const PanelContext& context, QWidget* parent)
    : Panel(context, QStringLiteral("placement"), parent)
    , m_model(std::make_unique<Model>())
    , m_view(new StackView(context, nullptr))
    , m_table(new TableView(
          m_model.get(), { { 110, true, true, 220 }, { 60 }, { 60 }, { 60 }, { 64 }, { 64, false, false }, { 76 } }))
{
    m_view->setAccessibleName(tr("Placement by receiver"));
    m_table->setAccessibleName(tr("Placement of seed messages by receiver"));
    m_table->sortBy(3, Qt::DescendingOrder);
    m_table->setMarks([this](int line) {
        const auto& kept = this->scope().scope().filters.providers;
        const PlacementReceiver* row = m_model->rowAt(line);
        return row && std::ranges::find(kept, row->name) != kept.end();
    });
    auto* content = new QSplitter(Qt::Horizontal);
    content->addWidget(m_view);
    content->addWidget(m_table);
    content->setStretchFactor(0, 3);
    content->setStretchFactor(1, 2);
    content->setChildrenCollapsible(false);
    content->setFocusProxy(m_view);
    setContent(content);
    const auto filter
        = [this](const QString& provider, bool add) { this->scope().filter(FilterKind::Provider, provider, add); };
    connect(m_view, &StackView::picked, this, filter);
    connect(m_view, &StackView::showAsTableWanted, this, [this] { showAsTable(visibleTable(), title(), this); });
    connect(m_table, &TableView::picked, this, [this, filter](const QModelIndex& index, bool add) {
        const PlacementReceiver* row = m_model->rowAt(index.row());
        if (row && row->listed)
            filter(text::fromUtf8(row->name), add);
    });
    connect(this, &Panel::pinned, m_view, &TimeView::setPinned);
    connect(&this->scope(), &ScopeStack::changed, m_table, &TableView::updateMarks);
}

PlacementPanel::~PlacementPanel()
{
    delete m_table; // before its model
}

Panel::Ask PlacementPanel::question(const Scope& scope) const
{
    PlacementAnswer answer { scope, std::max(Bucket::Day, pictureBucket(scope.range)), {} };
    return [answer](Reader& reader, std::stop_token stop) mutable -> Result<std::any> {
        Scope receivers = answer.scope;
        receivers.filters.providers.clear(); // panels filter each other, never themselves
        auto rows = ask(reader, PlacementQuestion { receivers, answer.bucket }, stop);
        if (!rows)
            return tl::unexpected(rows.error());
        answer.rows = std::move(*rows);
        return answer;
    };
}

void PlacementPanel::show(const std::any& rows)
{
    const auto* answer = std::any_cast<PlacementAnswer>(&rows);
    if (!answer)
        return;
    m_answer = *answer;
    if (m_answer.rows.receivers.empty())
        setState(State::NothingInScope);
    StackRows stack;
    stack.edges = m_answer.rows.edges;
    stack.scope = m_answer.scope;
    stack.other = tr("other receivers");
    stack.bars = subtitle();
    stack.parts = { tr("inbox"), tr("tabs"), tr("missing"), tr("spam") };
    for (const PlacementReceiver& receiver : m_answer.rows.receivers) {
        StackRow& row = stack.rows.emplace_back();
        row.name = text::fromUtf8(receiver.name);
        row.provider = receiver.listed ? row.name : QString();
        row.detail = tr("inbox %1").arg(text::percent(receiver.total.share(Folder::Inbox)));
        row.volume = text::count(receiver.total.total());
        row.unit = tr("messages");
        for (const FolderCounts& bucket : receiver.buckets)
            row.buckets.push_back(partsOf(bucket));
    }
    m_view->setRows(stack);
    m_model->setRows(m_answer.rows.receivers);
    m_table->setColumnShown(5, m_answer.scope.compares());
    emit subtitleChanged();
}

void PlacementPanel::setTheme(const Theme& theme)
{
    Panel::setTheme(theme);
    m_view->setTheme(theme);
    m_table->setTheme(theme);
}

QString PlacementPanel::subtitle() const
{
    return tr("seed messages per receiver, %1").arg(bucketName(m_answer.bucket));
}

QString PlacementPanel::nothingInScope() const
{
    if (m_answer.rows.data.empty())
        return tr("No seed messages yet: open the mails of seed mailboxes (with their folders) or the CSV of a seed "
                  "list.");
    return tr("No seed messages match. They run %1.").arg(text::range(m_answer.rows.data, m_answer.scope.zone));
}

CsvTable PlacementPanel::visibleTable() const
{
    CsvTable table;
    table.header = { "receiver", "from", "to", "inbox", "tabs", "spam", "missing", "pending", "inbox share" };
    const PlacementRows& rows = m_answer.rows;
    for (const PlacementReceiver& receiver : rows.receivers) {
        for (std::size_t i = 0; i < receiver.buckets.size() && i + 1 < rows.edges.size(); ++i) {
            const FolderCounts& counts = receiver.buckets[i];
            auto& row = table.rows.emplace_back();
            row = { receiver.name, toIso(rows.edges[i]), toIso(rows.edges[i + 1]) };
            for (const Folder folder : { Folder::Inbox, Folder::Tabs, Folder::Spam, Folder::Missing, Folder::Pending })
                row.push_back(counts.total() > 0 ? std::to_string(counts[folder]) : std::string());
            row.push_back(exportText(orNothing(counts.share(Folder::Inbox))).toStdString());
        }
    }
    return table;
}

} // namespace mv
