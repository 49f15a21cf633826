// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/sourcesmodel.h"
#include "models/tables/text.h"
#include <QStringList>

namespace mv {
namespace {

QString wholePercent(double share) // of a span that lasted hours: tenths would pretend
{
    return QString::number(qRound(share * 100)) + QChar(0x2009) + u'%';
}

QString spansText(const SourceLine& line)
{
    if (!line.isLimited())
        return SourcesModel::tr("never limited in this range");
    QStringList spans;
    for (const LimitedSpan& span : line.limited) {
        const QString to
            = span.recovered ? text::dateTime(*span.recovered, line.zone) : SourcesModel::tr("not yet recovered");
        spans << SourcesModel::tr("%1 – %2, %3 deferred")
                     .arg(text::dateTime(span.since, line.zone), to, text::percent(span.rateWhile));
    }
    return spans.join(u'\n');
}

// Of the latest span; blank for a source that was never limited.
template <class Text> auto ofSpan(Text text)
{
    return [text](const SourceLine& l) {
        return l.isLimited() ? text(l, l.limited.back()) : decltype(text(l, l.limited.back())) {};
    };
}

std::vector<Column<SourceLine>> columns()
{
    using L = SourceLine;
    using Span = LimitedSpan;
    return {
        { .header = SourcesModel::tr("Source IP"),
            .text = [](const L& l) { return l.source; },
            .cell = [](const L&) { return Cell {}; },
            .toolTip =
                [](const L& l) {
                    return l.server.isEmpty() ? l.source : SourcesModel::tr("%1, mostly on %2").arg(l.source, l.server);
                } },
        { .header = SourcesModel::tr("Deferral rate over time"),
            .text = {},
            .cell =
                [](const L& l) {
                    return Cell { Ink::Normal, false, HeatCell { { l.buckets } } };
                },
            .toolTip = [](const L&) { return QString(); } },
        { .header = SourcesModel::tr("Limited since"),
            .text = ofSpan([](const L& l, const Span& s) { return text::dateTimeShort(s.since, l.zone); }),
            .value = ofSpan([](const L&, const Span& s) { return QVariant(text::fromUtf8(toIso(s.since))); }),
            .toolTip = spansText },
        { .header = SourcesModel::tr("Recovered at"),
            .text = ofSpan([](const L& l, const Span& s) {
                return s.recovered ? text::dateTimeShort(*s.recovered, l.zone) : SourcesModel::tr("◐ not yet");
            }),
            .value = ofSpan([](const L&, const Span& s) {
                return QVariant(s.recovered ? text::fromUtf8(toIso(*s.recovered)) : SourcesModel::tr("not yet"));
            }),
            .cell =
                [](const L& l) {
                    return l.isStillLimited() ? Cell { Ink::Warning, true, {} } : Cell {};
                },
            .toolTip = spansText },
        { .header = SourcesModel::tr("Lasted"),
            .number = true,
            .text = ofSpan([](const L&, const Span& s) {
                return text::duration(std::chrono::duration_cast<std::chrono::milliseconds>(s.lasted));
            }),
            .value = ofSpan([](const L&, const Span& s) {
                return QVariant(std::chrono::duration<double, std::ratio<3600>>(s.lasted).count());
            }),
            .toolTip = spansText,
            .exportHeader = SourcesModel::tr("Lasted, h") },
        { .header = SourcesModel::tr("While limited"),
            .number = true,
            .text = ofSpan([](const L&, const Span& s) { return wholePercent(s.rateWhile); }),
            .value = ofSpan([](const L&, const Span& s) { return QVariant(s.rateWhile); }),
            .exportHeader = SourcesModel::tr("While limited, share"),
            .headerToolTip = SourcesModel::tr("Deferral rate from the beginning to the end of the limit") },
        { .header = SourcesModel::tr("Waiting"),
            .number = true,
            .text = [](const L& l) { return text::count(l.waiting); },
            .value = [](const L& l) { return QVariant::fromValue<qulonglong>(l.waiting); },
            .cell = [](const L& l) { return Cell { l.waiting == 0 ? Ink::Secondary : Ink::Normal }; },
            .headerToolTip = SourcesModel::tr("Recipients whose mail still waits") },
        { .header = SourcesModel::tr("Deferred"),
            .number = true,
            .text = [](const L& l) { return text::percent(l.total.deferralRate()); },
            .value =
                [](const L& l) {
                    const auto rate = l.total.deferralRate();
                    return rate ? QVariant(*rate) : QVariant();
                },
            .exportHeader = SourcesModel::tr("Deferred, share") },
        { .header = SourcesModel::tr("Attempts"),
            .number = true,
            .text = [](const L& l) { return text::count(l.total.attempts()); },
            .value = [](const L& l) { return QVariant::fromValue<qulonglong>(l.total.attempts()); },
            .cell = [](const L&) { return Cell { Ink::Secondary }; } },
    };
}

// "never limited; 1.1 %, worst hour 1.9 %", of the sources together.
QString healthyNote(const std::vector<const SourceLine*>& rows)
{
    Counts all;
    std::vector<Counts> sums(rows.front()->buckets->size());
    for (const SourceLine* line : rows) {
        all += line->total;
        for (std::size_t i = 0; i < sums.size() && i < line->buckets->size(); ++i)
            sums[i] += (*line->buckets)[i];
    }
    double worst = 0;
    for (const Counts& counts : sums) {
        if (counts.attempts() >= kFewAttempts)
            worst = std::max(worst, *counts.deferralRate());
    }
    return SourcesModel::tr("never limited; %1, at worst %2")
        .arg(text::percent(all.deferralRate()), text::percent(worst));
}

// "198.51.100.10 … .49"
QString spanOfNames(const QString& first, const QString& last)
{
    if (first == last)
        return first;
    const auto dot = first.lastIndexOf(u'.') + 1;
    const bool sameNetwork = dot > 0 && last.startsWith(QStringView(first).first(dot));
    return first + QStringLiteral(" … ") + (sameNetwork ? last.mid(dot - 1) : last);
}

QVariant summary(int column, int role, const std::vector<const SourceLine*>& rows)
{
    if (column == SourcesModel::Heat && role == TableModel::CellRole) {
        HeatCell heat;
        for (const SourceLine* line : rows)
            heat.strips.push_back(line->buckets);
        return QVariant::fromValue(Cell { Ink::Normal, false, heat });
    }
    if (column != SourcesModel::Source || (role != Qt::DisplayRole && role != Qt::AccessibleTextRole))
        return role == TableModel::CellRole ? QVariant::fromValue(Cell { Ink::Secondary }) : QVariant();
    const auto [first, last] = std::ranges::minmax_element(
        rows, [](const QString& a, const QString& b) { return compareNaturally(a, b) < 0; }, &SourceLine::source);
    return QString(spanOfNames((*first)->source, (*last)->source) + u'\n' + SourcesModel::tr("▸ expand rows"));
}

} // namespace

SourcesModel::SourcesModel(QObject* parent)
    : RowsModel(
        columns(), [](const SourceLine& line) { return line.source; }, parent)
{
    setGrouping(byLimits());
}

Grouping<SourceLine> SourcesModel::byLimits() const
{
    return { .name = SourcesModel::tr("State"),
        .keyOf
        = [](const SourceLine& l) { return l.isLimited() ? QStringLiteral("limited") : QStringLiteral("healthy"); },
        .describe =
            [this](const QString& key, const std::vector<const SourceLine*>& rows) {
                GroupLine group;
                group.noteColumn = LimitedSince;
                if (key == QLatin1String("limited")) {
                    group.title = SourcesModel::tr("Limited · %1").arg(text::count(rows.size()));
                    const auto still = std::ranges::count_if(rows, &SourceLine::isStillLimited);
                    if (still > 0)
                        group.detail = SourcesModel::tr("%1 still").arg(text::count(std::uint64_t(still)));
                    group.detailInk = Ink::Warning;
                } else {
                    group.title = SourcesModel::tr("Healthy · %1").arg(text::count(rows.size()));
                    group.note = healthyNote(rows);
                    group.rank = 1;
                    group.open = !m_anyLimited;
                }
                return group;
            },
        .summary = summary };
}

void SourcesModel::show(const SourceRows& rows, const Zone& zone)
{
    m_edges = rows.edges;
    m_covered = rows.covered;
    std::vector<SourceLine> lines;
    lines.reserve(rows.rows.size());
    for (const SourceRow& row : rows.rows) {
        lines.push_back({ .source = text::fromUtf8(row.source),
            .server = text::fromUtf8(row.server),
            .total = row.total,
            .buckets = std::make_shared<const std::vector<Counts>>(row.buckets),
            .limited = limitedSpans(rows.edges, row.buckets),
            .waiting = row.waiting,
            .zone = zone });
    }
    m_anyLimited = std::ranges::any_of(lines, &SourceLine::isLimited);
    setRows(std::move(lines));
}

void SourcesModel::groupByLimits(bool on)
{
    if (on)
        setGrouping(byLimits());
    else
        setGrouping({});
}

std::optional<std::size_t> SourcesModel::bucketAt(UtcTime time) const
{
    const auto after = std::ranges::upper_bound(m_edges, time);
    if (after == m_edges.begin() || after == m_edges.end())
        return std::nullopt;
    return std::size_t(after - m_edges.begin()) - 1;
}

std::size_t SourcesModel::stillLimited() const
{
    return std::size_t(std::ranges::count_if(rows(), &SourceLine::isStillLimited));
}

} // namespace mv
