// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/attemptspanel.h"
#include "models/store/queries/imports.h"
#include "models/store/queries/kept.h"
#include "models/store/queries/rates.h"
#include "models/tables/importsmodel.h"
#include "models/tables/text.h"
#include "widgets/delegates/tableheader.h"
#include "widgets/delegates/tableview.h"
#include "widgets/panels/menubutton.h"
#include "widgets/panels/rawlineview.h"
#include "widgets/scopestack.h"
#include <QMenu>
#include <QScrollBar>
#include <QSplitter>
#include <QToolButton>
#include <algorithm>
#include <numeric>

namespace mv {
namespace {

std::vector<ColumnLayout> layouts()
{
    std::vector<ColumnLayout> columns(AttemptsModel::ColumnCount, { 110, false, false });
    columns[AttemptsModel::Time] = { 114 };
    columns[AttemptsModel::Server] = { 64, false, true, 220 };
    columns[AttemptsModel::Source] = { 104, false, true, 280 }; // an IPv6 address
    columns[AttemptsModel::RecipientDomain] = { 148, false, true, 260 };
    columns[AttemptsModel::Result] = { 94 };
    columns[AttemptsModel::Reply] = { 200, true };
    columns[AttemptsModel::Delay] = { 84 };
    return columns;
}

// What a cell's column can be filtered by.
std::optional<FilterValue> filterOf(const AttemptRow& row, int column)
{
    const auto value = [](FilterKind kind, const std::string& text) -> std::optional<FilterValue> {
        return text.empty() ? std::nullopt : std::optional(FilterValue { kind, text::fromUtf8(text) });
    };
    switch (column) {
    case AttemptsModel::Server:
        return value(FilterKind::Server, row.server);
    case AttemptsModel::Source:
        return value(FilterKind::Source, row.source);
    case AttemptsModel::RecipientDomain:
        return value(FilterKind::RecipientDomain, row.recipientDomain);
    case AttemptsModel::Result:
        return value(FilterKind::Outcome, std::string(toString(row.outcome)));
    case AttemptsModel::Reply:
        return value(FilterKind::Template, row.templ);
    case AttemptsModel::Provider:
        return value(FilterKind::Provider, row.provider);
    case AttemptsModel::SenderDomain:
        return value(FilterKind::SenderDomain, row.senderDomain);
    case AttemptsModel::Reason:
        return value(FilterKind::Reason, row.reason);
    default:
        return std::nullopt;
    }
}

} // namespace

AttemptsPanel::AttemptsPanel(const PanelContext& context, QWidget* parent)
    : Panel(context, QStringLiteral("attempts"), parent)
    , m_model(new AttemptsModel(this))
    , m_table(new TableView(m_model, layouts()))
    , m_raw(new RawLineView)
    , m_order(makeMenuButton(tr("Newest first"), tr("Order of the attempts")))
    , m_columns(makeMenuButton(tr("Columns"), tr("Columns of the attempts")))
{
    m_table->setAccessibleName(tr("Attempts"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setUniformRowHeights(true);
    m_table->setSortable(false); // pages come in the order of time
    m_table->setRowActions([this](QMenu& menu, const QModelIndex& index) { addRowActions(menu, index); });
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(true);
    splitter->addWidget(m_table);
    splitter->addWidget(m_raw);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setFocusProxy(m_table); // also while it is hidden: rows come later
    setTitleBarControls({ m_order, m_columns });
    setContent(splitter);
    m_raw->clear(tr("Select an attempt to read its line in the log"));
    addChoice(m_order, QStringLiteral("newest"), tr("Newest first"), [this] { setOrder(true); });
    addChoice(m_order, QStringLiteral("oldest"), tr("Oldest first"), [this] { setOrder(false); });
    m_columns->setMenu(m_table->columnsMenu());
    connect(m_columns->menu(), &QMenu::aboutToShow, m_table, &TableView::columnsMenu); // with what is shown by now
    m_rest.setSingleShot(true);
    m_rest.setInterval(60); // arrow keys held down read no file
    connect(&m_rest, &QTimer::timeout, this, &AttemptsPanel::wantRawLine);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, &m_rest, qOverload<>(&QTimer::start));
    connect(m_table->tableHeader(), &QHeaderView::sectionClicked, this, [this](int column) {
        if (column == AttemptsModel::Time)
            m_order->menu()->actions().at(m_newestFirst ? 1 : 0)->trigger();
    });
    connect(m_table, &TableView::picked, this, [this](const QModelIndex& index) {
        if (!m_model->rowAt(index.row())) // its page was asked for and did not come
            askWantedPage();
    });
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (value == 0)
            showWaiting();
    });
    connect(m_model, &AttemptsModel::pageWanted, this, &AttemptsPanel::askWantedPage);
    m_table->tableHeader()->setSortIndicator(AttemptsModel::Time, Qt::DescendingOrder);
}

Panel::Ask AttemptsPanel::askPage(const AttemptsModel::Page& page)
{
    return [page](Reader& reader, std::stop_token stop) -> Result<std::any> {
        auto rows = ask(reader, page.question, stop);
        if (!rows)
            return tl::unexpected(rows.error());
        AttemptAnswer answer { page, std::move(*rows), {} };
        if (page.number == 0) {
            const auto imports = ask(reader, ImportQuestion { .kinds = 0 }, stop);
            if (!imports)
                return tl::unexpected(imports.error());
            for (const ImportedFile& file : imports->files)
                answer.files[file.id] = filePath(file.path, file.member);
        }
        return answer;
    };
}

Panel::Ask AttemptsPanel::question(const Scope& scope) const
{
    return askPage(m_model->firstPage(scope, m_newestFirst));
}

void AttemptsPanel::askWantedPage()
{
    const auto page = m_model->wantedPage();
    if (!page)
        return;
    askBeside(askPage(*page), [this](const Result<std::any>& answer) {
        if (answer)
            showPage(std::any_cast<const AttemptAnswer&>(*answer));
        else
            m_model->giveUpPage();
    });
}

void AttemptsPanel::show(const std::any& rows)
{
    const auto& answer = std::any_cast<const AttemptAnswer&>(rows);
    const bool sameList = answer.page.question == m_model->shown() && m_model->count() != AttemptsModel::Count::Unknown;
    if (sameList && m_table->verticalScrollBar()->value() > 0) { // an import goes on: nobody is torn from what he reads
        m_waiting = answer;
        emit subtitleChanged();
        return;
    }
    showPage(answer);
}

void AttemptsPanel::showPage(const AttemptAnswer& answer)
{
    if (answer.page.number == 0) {
        m_waiting.reset();
        m_files = answer.files;
        m_keptFrom = answer.rows.keptFrom;
        if (answer.rows.rows.empty())
            setState(State::NothingInScope);
    }
    m_model->show(answer.page, answer.rows);
    const AttemptRow* current = m_model->rowAt(m_table->currentIndex().row());
    if (!current && m_rawOf) {
        m_rawOf.reset();
        m_raw->clear(tr("Select an attempt to read its line in the log"));
    }
    emit subtitleChanged();
}

void AttemptsPanel::showWaiting()
{
    if (const auto waiting = std::exchange(m_waiting, std::nullopt))
        showPage(*waiting);
}

void AttemptsPanel::setTheme(const Theme& theme)
{
    Panel::setTheme(theme);
    m_table->setTheme(theme);
    m_raw->setTheme(theme);
}

QString AttemptsPanel::subtitle() const
{
    const QString rows = text::count(m_model->rowsKnown());
    QString said = onlyProvider(m_model->shown().scope);
    switch (m_model->count()) {
    case AttemptsModel::Count::Unknown:
        return {};
    case AttemptsModel::Count::Partial:
        said += tr("first %1 lines, more below").arg(rows);
        break;
    case AttemptsModel::Count::Complete:
        said += tr("%1 line(s)", nullptr, text::plural(m_model->rowsKnown())).arg(rows);
        break;
    }
    if (m_keptFrom)
        said += tr(" · attempts before %1 are no longer kept").arg(text::day(*m_keptFrom, shownScope().zone));
    return m_waiting ? said + tr(" · more was imported: scroll to the top") : said;
}

QString AttemptsPanel::nothingInScope() const
{
    return m_keptFrom
        ? tr("No attempts match. Those before %1 are no longer kept.").arg(text::day(*m_keptFrom, shownScope().zone))
        : Panel::nothingInScope();
}

QString AttemptsPanel::choice() const { return chosenIn(m_order); }

void AttemptsPanel::choose(const QString& choice) { chooseIn(m_order, choice); }

CsvTable AttemptsPanel::visibleTable() const { return m_table->visibleTable(); }

std::optional<LongTable> AttemptsPanel::longTable() const
{
    const std::vector<int> columns = m_table->visibleColumns();
    const AttemptQuestion question = m_model->firstPage(shownScope(), m_newestFirst).question;
    LongTable table;
    for (const int column : columns)
        table.header.push_back(m_model->exportHeader(column).toStdString());
    table.count = [question](Reader& reader, std::stop_token stop) -> Result<std::uint64_t> {
        const auto kept = ask(reader, KeptQuestion {}, stop);
        if (!kept)
            return tl::unexpected(kept.error());
        Scope scope = question.scope; // aggregates know also of attempts that are not kept
        scope.range.from = std::max(scope.range.from, kept->keptFrom);
        if (scope.range.empty())
            return std::uint64_t(0);
        const auto rates = ask(reader, RateQuestion { scope, Bucket::Whole, GroupBy::Nothing }, stop);
        if (!rates)
            return tl::unexpected(rates.error());
        const auto& all = rates->total.byOutcome;
        return std::accumulate(all.begin(), all.end(), std::uint64_t(0)) - rates->total.of(Outcome::NextMx);
    };
    table.rows = [question, columns](Reader& reader, std::stop_token stop, const LongTable::Row& row) -> Result<void> {
        std::vector<std::string> cells(columns.size());
        return forEachAttempt(reader, question, stop, [&](const AttemptRow& attempt) {
            std::ranges::transform(columns, cells.begin(), [&](int column) {
                return AttemptsModel::exportedCell(attempt, column, question.scope.zone).toStdString();
            });
            return row(cells);
        }).map([](std::uint64_t) {});
    };
    return table;
}

void AttemptsPanel::setOrder(bool newestFirst)
{
    if (m_newestFirst == newestFirst)
        return;
    m_newestFirst = newestFirst;
    m_table->tableHeader()->setSortIndicator(
        AttemptsModel::Time, newestFirst ? Qt::DescendingOrder : Qt::AscendingOrder);
    emit askAgain();
}

void AttemptsPanel::wantRawLine()
{
    const AttemptRow* row = m_model->rowAt(m_table->currentIndex().row());
    if (!row || m_rawOf == row->key)
        return;
    m_rawOf = row->key;
    const auto file = m_files.find(row->file);
    const QString path = file == m_files.end() ? tr("unknown file") : file->second;
    QStringList place { tr("%1, byte %2").arg(path, text::count(row->offset)) };
    if (!row->queueId.empty())
        place << tr("queue id %1").arg(text::fromUtf8(row->queueId));
    if (!row->reason.empty())
        place << tr("reason: %1").arg(text::fromUtf8(row->reason));
    m_raw->expect(place.join(QStringLiteral(" · ")));
    emit rawLineWanted(row->file, row->offset);
}

void AttemptsPanel::showRawLines(const RawLines& lines) { m_raw->show(lines); }

void AttemptsPanel::showRawError(const QString& error) { m_raw->showError(error); }

void AttemptsPanel::addRowActions(QMenu& menu, const QModelIndex& index)
{
    const AttemptRow* row = m_model->rowAt(index.row());
    const auto value = row ? filterOf(*row, index.column()) : std::nullopt;
    if (value) {
        const QString shown
            = m_table->fontMetrics().elidedText(value->value, Qt::ElideRight, 300).replace(u'&', QStringLiteral("&&"));
        menu.addAction(
            tr("&Filter %1").arg(shown), this, [this, value] { scope().filter(value->kind, value->value, false); });
        menu.addAction(
            tr("&Add to filter or remove"), this, [this, value] { scope().filter(value->kind, value->value, true); });
    }
    menu.addAction(tr("Copy raw &line"), m_raw, &RawLineView::copy);
}

} // namespace mv
