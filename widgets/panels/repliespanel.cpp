// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/repliespanel.h"
#include "models/tables/repliesmodel.h"
#include "models/tables/text.h"
#include "models/tables/trend.h"
#include "widgets/delegates/tableview.h"
#include "widgets/panels/menubutton.h"
#include "widgets/scopestack.h"
#include <QToolButton>
#include <algorithm>
#include <set>

namespace mv {
namespace {

bool holds(const std::vector<std::string>& values, const std::string& value)
{
    return std::ranges::find(values, value) != values.end();
}

} // namespace

RepliesPanel::RepliesPanel(const PanelContext& context, QWidget* parent)
    : Panel(context, QStringLiteral("replies"), parent)
    , m_model(new RepliesModel(this))
    , m_table(new TableView(m_model, { { 118 }, { 240, true }, { 98 }, { 82 }, { 74 }, { 162 }, { 122 } }))
    , m_group(makeMenuButton(tr("Group: outcome"), tr("How replies are grouped")))
{
    m_table->setAccessibleName(tr("Replies"));
    m_table->setKeyColumn(RepliesModel::Template);
    m_table->sortBy(RepliesModel::Attempts, Qt::DescendingOrder);
    setTitleBarControls({ m_group });
    setContent(m_table);
    addGrouping(int(RepliesModel::By::Outcome), QStringLiteral("outcome"), tr("Group: outcome"));
    addGrouping(int(RepliesModel::By::Reason), QStringLiteral("reason"), tr("Group: reason"));
    addGrouping(int(RepliesModel::By::Nothing), QStringLiteral("none"), tr("Group: none"));
    connect(m_table, &TableView::picked, this, &RepliesPanel::pick);
    connect(m_table, &TableView::drilled, this, &RepliesPanel::drill);
    m_table->setMarks([this](int line) { return isFiltered(line); });
    connect(&this->scope(), &ScopeStack::changed, m_table, &TableView::updateMarks);
}

void RepliesPanel::addGrouping(int by, const QString& id, const QString& text)
{
    addChoice(m_group, id, text, [this, by] { m_model->groupBy(RepliesModel::By(by)); });
}

Panel::Ask RepliesPanel::question(const Scope& scope) const
{
    Scope others = scope;
    others.filters.reasons.clear();
    others.filters.templates.clear();
    return [others](Reader& reader, std::stop_token stop) -> Result<std::any> {
        auto rows = ask(reader, ReplyQuestion { .scope = others, .bucket = pictureBucket(others.range) }, stop);
        if (!rows)
            return tl::unexpected(rows.error());
        return ReplyAnswer { std::move(*rows), others };
    };
}

void RepliesPanel::show(const std::any& rows)
{
    const auto& answer = std::any_cast<const ReplyAnswer&>(rows);
    if (answer.rows.rows.empty())
        setState(State::NothingInScope);
    m_table->setColumnShown(RepliesModel::Change, answer.scope.compares());
    m_model->show(answer.rows, answer.scope);
    emit subtitleChanged();
}

void RepliesPanel::setTheme(const Theme& theme)
{
    Panel::setTheme(theme);
    m_table->setTheme(theme);
}

QString RepliesPanel::subtitle() const
{
    std::set<std::string> templates;
    for (const ReplyLine& line : m_model->rows())
        templates.insert(line.row.text);
    QString said = tr("%n template(s)", nullptr, int(templates.size()));
    if (const auto share = m_model->unclassifiedShare())
        said += tr(", %1 of deferrals unclassified").arg(text::percent(share));
    return onlyProvider(shownScope()) + said;
}

QString RepliesPanel::choice() const { return chosenIn(m_group); }

void RepliesPanel::choose(const QString& choice) { chooseIn(m_group, choice); }

CsvTable RepliesPanel::visibleTable() const { return m_table->visibleTable(); }

bool RepliesPanel::isFiltered(int line) const
{
    const Filters& filters = scope().scope().filters;
    const ReplyLine* row = m_model->rowAt(line);
    return row && (holds(filters.templates, row->row.text) || holds(filters.reasons, row->row.reason));
}

void RepliesPanel::pick(const QModelIndex& index, bool add)
{
    const ReplyLine* row = m_model->rowAt(index.row());
    if (!row)
        return;
    if (index.column() == RepliesModel::Reason && !row->row.reason.empty())
        scope().filter(FilterKind::Reason, text::fromUtf8(row->row.reason), add);
    else
        scope().filter(FilterKind::Template, text::fromUtf8(row->row.text), add);
}

void RepliesPanel::drill(const QModelIndex& index)
{
    const ReplyLine* row = m_model->rowAt(index.row());
    if (!row)
        return;
    Scope narrowed = shownScope();
    narrowed.filters.reasons.clear();
    narrowed.filters.templates = { row->row.text };
    narrowed.filters.outcomes = { row->row.outcome };
    scope().drillDown(narrowed);
}

} // namespace mv
