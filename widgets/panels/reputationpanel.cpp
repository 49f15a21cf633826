// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/reputationpanel.h"
#include "models/tables/rowsmodel.h"
#include "models/tables/text.h"
#include "widgets/delegates/tableview.h"
#include <algorithm>
#include <cmath>
#include <limits>

namespace mv {
namespace {

// All figures of one kind about one subject, oldest first.
struct FigureLine {
    std::vector<Reputation> figures;
    Zone zone;
    const Reputation& last() const { return figures.back(); }
};

QString figureText(const Reputation& r)
{
    if (!r.word.empty())
        return text::fromUtf8(r.word);
    if (!r.value)
        return QString(QChar(0x2013));
    return *r.value <= 1 && r.metric.find("count") == std::string::npos && r.metric.find("hits") == std::string::npos
        ? text::percent(r.value)
        : text::count(static_cast<std::uint64_t>(std::llround(*r.value)));
}

Ink inkOf(const Reputation& r)
{
    const QString word = text::fromUtf8(r.word).toUpper();
    if (word == u"RED" || word == u"BAD" || word == u"YES" || word == u"LOW" || word == u"NEEDS_WORK")
        return Ink::Bad;
    if (word == u"YELLOW" || word == u"MEDIUM")
        return Ink::Warning;
    return word == u"GREEN" || word == u"HIGH" || word == u"COMPLIANT" ? Ink::Good : Ink::Normal;
}

QString glyphed(const Reputation& r)
{
    const Ink ink = inkOf(r);
    const QString glyph = ink == Ink::Bad ? QStringLiteral("▲ ")
        : ink == Ink::Warning             ? QStringLiteral("◐ ")
        : ink == Ink::Good                ? QStringLiteral("✓ ")
                                          : QString();
    return glyph + figureText(r);
}

TrendCell trendOf(const FigureLine& line)
{
    TrendCell trend;
    for (const Reputation& r : line.figures)
        trend.values.push_back(r.value.value_or(std::numeric_limits<double>::quiet_NaN()));
    return trend;
}

std::vector<Column<FigureLine>> columns()
{
    return {
        { .header = ReputationPanel::tr("Told by"),
            .text = [](const FigureLine& l) { return text::fromUtf8(l.last().system); } },
        { .header = ReputationPanel::tr("About"),
            .text = [](const FigureLine& l) { return text::fromUtf8(l.last().subject); } },
        { .header = ReputationPanel::tr("Figure"),
            .text = [](const FigureLine& l) { return text::fromUtf8(l.last().metric); } },
        { .header = ReputationPanel::tr("Last"),
            .text = [](const FigureLine& l) { return glyphed(l.last()); },
            .value =
                [](const FigureLine& l) {
                    return l.last().value ? QVariant(*l.last().value) : QVariant(figureText(l.last()));
                },
            .cell =
                [](const FigureLine& l) {
                    return Cell { inkOf(l.last()), inkOf(l.last()) == Ink::Bad, {} };
                } },
        { .header = ReputationPanel::tr("Before"),
            .text =
                [](const FigureLine& l) {
                    return l.figures.size() > 1 ? figureText(l.figures[l.figures.size() - 2]) : QString();
                },
            .cell = [](const FigureLine&) { return Cell { Ink::Secondary }; } },
        { .header = ReputationPanel::tr("Trend"),
            .text = {},
            .cell =
                [](const FigureLine& l) {
                    return Cell { Ink::Normal, false, trendOf(l) };
                } },
        { .header = ReputationPanel::tr("Of"),
            .text =
                [](const FigureLine& l) {
                    return text::range({ l.last().from, l.last().to }, l.zone);
                },
            .value = [](const FigureLine& l) { return text::fromUtf8(toIso(l.last().from)); },
            .cell = [](const FigureLine&) { return Cell { Ink::Secondary }; } },
        { .header = ReputationPanel::tr("Figures"),
            .number = true,
            .text = [](const FigureLine& l) { return text::count(l.figures.size()); },
            .value = [](const FigureLine& l) { return QVariant::fromValue<qulonglong>(l.figures.size()); },
            .cell = [](const FigureLine&) { return Cell { Ink::Secondary }; } },
    };
}

} // namespace

class ReputationPanel::Model final : public RowsModel<FigureLine> {
public:
    Model()
        : RowsModel(columns(),
            [](const FigureLine& l) { return text::fromUtf8(l.last().system + l.last().subject + l.last().metric); })
    {
    }
};

ReputationPanel::ReputationPanel(const PanelContext& context, QWidget* parent)
    : Panel(context, QStringLiteral("reputation"), parent)
    , m_model(std::make_unique<Model>())
    , m_table(new TableView(m_model.get(),
          { { 150, false, true, 190 }, { 110, false, true, 220 }, { 140, true, true, 240 }, { 110, false, true, 160 },
              { 96 }, { 80 }, { 190 }, { 64 } }))
{
    m_table->setAccessibleName(tr("Figures about our addresses and domains"));
    setContent(m_table);
}

ReputationPanel::~ReputationPanel()
{
    delete m_table; // before its model
}

Panel::Ask ReputationPanel::question(const Scope& scope) const
{
    return [scope](Reader& reader, std::stop_token stop) -> Result<std::any> {
        auto rows = ask(reader, ReputationQuestion { scope }, stop);
        if (!rows)
            return tl::unexpected(rows.error());
        return ReputationAnswer { scope, std::move(*rows) };
    };
}

void ReputationPanel::show(const std::any& rows)
{
    const auto* answer = std::any_cast<ReputationAnswer>(&rows);
    if (!answer)
        return;
    m_answer = *answer;
    if (m_answer.rows.figures.empty())
        setState(State::NothingInScope);
    std::vector<FigureLine> lines;
    for (const Reputation& r : m_answer.rows.figures) { // by system, subject, metric, then time
        const bool goesOn = !lines.empty() && lines.back().last().system == r.system
            && lines.back().last().subject == r.subject && lines.back().last().metric == r.metric;
        if (!goesOn)
            lines.push_back({ {}, m_answer.scope.zone });
        lines.back().figures.push_back(r);
    }
    m_model->setRows(std::move(lines));
    emit subtitleChanged();
}

void ReputationPanel::setTheme(const Theme& theme)
{
    Panel::setTheme(theme);
    m_table->setTheme(theme);
}

QString ReputationPanel::subtitle() const { return tr("receivers' own figures, the last of each kind"); }

QString ReputationPanel::nothingInScope() const
{
    if (m_answer.rows.data.empty())
        return tr("No figures yet: open the CSV of Microsoft SNDS or the JSON of Google Postmaster Tools.");
    return tr("No figures match. They run %1.").arg(text::range(m_answer.rows.data, m_answer.scope.zone));
}

CsvTable ReputationPanel::visibleTable() const { return m_table->visibleTable(); }

} // namespace mv
