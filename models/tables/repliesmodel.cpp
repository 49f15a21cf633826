// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/repliesmodel.h"
#include "models/tables/text.h"
#include "models/tables/trend.h"

namespace mv {
namespace {

constexpr std::size_t kBars = 72; // two pixels each

bool isBad(const ReplyLine& line) { return line.isNew && line.row.outcome != Outcome::Delivered; }

QString changeText(const ReplyLine& line)
{
    if (!line.compares)
        return {};
    if (line.isNew)
        return isBad(line) ? RepliesModel::tr("▲ new") : RepliesModel::tr("new");
    return text::change(line.before, line.share);
}

std::vector<Column<ReplyLine>> columns()
{
    using L = ReplyLine;
    return {
        { .header = RepliesModel::tr("Reason"),
            .text = [](const L& l) { return reasonText(l.row.reason); },
            .cell =
                [](const L& l) {
                    return Cell { Ink::Normal, false, MarkCell { {}, isBad(l) ? Ink::Bad : Ink::Faint } };
                },
            .toolTip =
                [](const L& l) {
                    return RepliesModel::tr("%1: click to keep this reason only").arg(reasonText(l.row.reason));
                } },
        { .header = RepliesModel::tr("Template"),
            .text = [](const L& l) { return text::fromUtf8(l.row.text); },
            .cell =
                [](const L&) {
                    return Cell { Ink::Normal, false, ReplyCell {} };
                } },
        { .header = RepliesModel::tr("Attempts"),
            .number = true,
            .text = [](const L& l) { return text::count(l.row.attempts); },
            .value = [](const L& l) { return QVariant::fromValue<qulonglong>(l.row.attempts); },
            .cell =
                [](const L& l) {
                    const BarCell bar { l.bar, isBad(l) ? text::fromUtf8(l.row.provider) : QString(), false, true };
                    return Cell { Ink::Normal, false, bar };
                } },
        { .header = RepliesModel::tr("Change, pts"),
            .number = true,
            .text = changeText,
            .value = [](const L& l) { return l.compares ? QVariant(l.share - l.before) : QVariant(); },
            .cell =
                [](const L& l) {
                    return isBad(l) ? Cell { Ink::Bad, true, {} } : Cell { Ink::Secondary };
                },
            .toolTip =
                [](const L& l) {
                    return l.compares
                        ? RepliesModel::tr("%1 in the compared period").arg(text::count(l.row.comparedAttempts))
                        : QString();
                },
            .exportHeader = RepliesModel::tr("Change, share of all attempts"),
            .headerToolTip = RepliesModel::tr("Of all attempts, in percentage points, from the compared period") },
        { .header = RepliesModel::tr("Sources"),
            .number = true,
            .text =
                [](const L& l) {
                    return QStringLiteral("%1 / %2").arg(text::count(l.row.sources), text::count(l.allSources));
                },
            .value = [](const L& l) { return QVariant::fromValue<qulonglong>(l.row.sources); },
            .headerToolTip = RepliesModel::tr("Sources that met this reply, of all sources of the scope") },
        { .header = RepliesModel::tr("Trend"),
            .text = {},
            .cell =
                [](const L& l) {
                    TrendCell trend;
                    trend.values = volumeTrend(l.row.buckets, kBars);
                    trend.provider = isBad(l) ? text::fromUtf8(l.row.provider) : QString();
                    trend.floor = 8; // attempts: one or two of a rare reply are no peak
                    trend.bars = true;
                    return Cell { Ink::Normal, false, trend };
                } },
        { .header = RepliesModel::tr("First seen"),
            .text =
                [](const L& l) {
                    const bool inScope = l.range.contains(l.row.firstSeen);
                    return inScope ? text::dateTimeShort(l.row.firstSeen, l.zone)
                                   : text::dateTimeFar(l.row.firstSeen, l.zone);
                },
            .value = [](const L& l) { return text::fromUtf8(toIso(l.row.firstSeen)); },
            .cell = [](const L&) { return Cell { Ink::Secondary }; },
            .toolTip =
                [](const L& l) {
                    return RepliesModel::tr("%1, last %2")
                        .arg(text::dateTime(l.row.firstSeen, l.zone), text::dateTime(l.row.lastSeen, l.zone));
                } },
    };
}

QString daysText(const Scope& scope)
{
    const auto last = scope.range.to - std::chrono::milliseconds(1); // the end is not part of it
    return text::dayShort(scope.range.from, scope.zone) + QStringLiteral(" – ") + text::dayShort(last, scope.zone);
}

// Deferred first: what the panel is opened for.
int rankOf(Outcome outcome)
{
    constexpr std::array order { Outcome::Deferred, Outcome::Bounced, Outcome::Expired, Outcome::Delivered,
        Outcome::Held, Outcome::Local, Outcome::NextMx };
    return int(std::ranges::find(order, outcome) - order.begin());
}

GroupLine groupOf(const std::vector<const ReplyLine*>& rows)
{
    std::uint64_t lines = 0;
    for (const ReplyLine* line : rows)
        lines += line->row.attempts;
    GroupLine group;
    if (isAttempt(rows.front()->row.outcome)) {
        const auto all = rows.front()->allAttempts;
        const auto share = all == 0 ? std::nullopt : std::optional(double(lines) / double(all));
        group.detail = RepliesModel::tr("%1 attempt(s) · %2", nullptr, text::plural(lines))
                           .arg(text::count(lines), text::percent(share));
    } else {
        group.detail
            = RepliesModel::tr("%1 line(s), no attempts", nullptr, text::plural(lines)).arg(text::count(lines));
    }
    return group;
}

Grouping<ReplyLine> byOutcome()
{
    return { .name = RepliesModel::tr("Outcome"),
        .keyOf = [](const ReplyLine& l) { return text::fromUtf8(toString(l.row.outcome)); },
        .describe =
            [](const QString&, const std::vector<const ReplyLine*>& rows) {
                const Outcome outcome = rows.front()->row.outcome;
                GroupLine group = groupOf(rows);
                group.title = outcomeText(outcome);
                group.rank = rankOf(outcome);
                group.open = outcome == Outcome::Deferred || outcome == Outcome::Bounced || outcome == Outcome::Expired;
                return group;
            } };
}

Grouping<ReplyLine> byReason()
{
    return { .name = RepliesModel::tr("Reason"),
        .keyOf =
            [](const ReplyLine& l) {
                return text::fromUtf8(isAttempt(l.row.outcome) ? l.row.reason : toString(l.row.outcome));
            },
        .describe =
            [](const QString&, const std::vector<const ReplyLine*>& rows) {
                const ReplyRow& first = rows.front()->row;
                GroupLine group = groupOf(rows);
                const bool delivered = first.outcome == Outcome::Delivered;
                group.title
                    = delivered || !isAttempt(first.outcome) ? outcomeText(first.outcome) : reasonText(first.reason);
                for (const ReplyLine* line : rows)
                    group.rank -= double(line->row.attempts);
                if (delivered || !isAttempt(first.outcome)) { // after what went wrong
                    group.rank = 1 + rankOf(first.outcome);
                    group.open = false;
                }
                return group;
            } };
}

} // namespace

QString outcomeText(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Delivered:
        return RepliesModel::tr("Delivered");
    case Outcome::Deferred:
        return RepliesModel::tr("Deferred");
    case Outcome::Bounced:
        return RepliesModel::tr("Bounced");
    case Outcome::Expired:
        return RepliesModel::tr("Expired");
    case Outcome::Held:
        return RepliesModel::tr("Held back");
    case Outcome::Local:
        return RepliesModel::tr("Local");
    case Outcome::NextMx:
        return RepliesModel::tr("Next MX");
    }
    return {};
}

QString reasonText(const std::string& reason) { return reason.empty() ? QStringLiteral("–") : text::fromUtf8(reason); }

RepliesModel::RepliesModel(QObject* parent)
    : RowsModel(
        columns(),
        [](const ReplyLine& l) { return text::fromUtf8(std::string(toString(l.row.outcome)) + ' ' + l.row.text); },
        parent)
{
    setGrouping(byOutcome());
}

void RepliesModel::show(const ReplyRows& rows, const Scope& scope)
{
    setHeader(Trend, rows.edges.empty() ? RepliesModel::tr("Trend") : daysText(scope));
    std::uint64_t longest = 0;
    for (const ReplyRow& row : rows.rows) { // of what went wrong: delivered mail would dwarf it
        if (row.outcome != Outcome::Delivered)
            longest = std::max(longest, row.attempts);
    }
    const auto shareOf = [](std::uint64_t part, const Counts& all) {
        return all.attempts() == 0 ? 0.0 : double(part) / double(all.attempts());
    };
    std::vector<ReplyLine> lines;
    lines.reserve(rows.rows.size());
    for (const ReplyRow& row : rows.rows) {
        lines.push_back({ .row = row,
            .share = shareOf(row.attempts, rows.total),
            .before = shareOf(row.comparedAttempts, rows.comparedTotal),
            .compares = scope.compares() && isAttempt(row.outcome),
            .isNew = scope.compares() && row.comparedAttempts == 0 && row.firstSeen >= scope.range.from,
            .allSources = rows.sources,
            .bar = longest == 0 ? 0 : std::min(1.0, double(row.attempts) / double(longest)),
            .allAttempts = rows.total.attempts(),
            .range = scope.range,
            .zone = scope.zone });
    }
    setRows(std::move(lines));
}

void RepliesModel::groupBy(By by)
{
    if (by == By::Nothing)
        setGrouping({});
    else
        setGrouping(by == By::Outcome ? byOutcome() : byReason());
}

std::optional<double> RepliesModel::unclassifiedShare() const
{
    std::uint64_t deferred = 0, unclassified = 0;
    for (const ReplyLine& line : rows()) {
        if (line.row.outcome != Outcome::Deferred)
            continue;
        deferred += line.row.attempts;
        if (line.row.reason == "unclassified")
            unclassified += line.row.attempts;
    }
    return deferred == 0 ? std::nullopt : std::optional(double(unclassified) / double(deferred));
}

} // namespace mv
