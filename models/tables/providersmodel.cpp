// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/providersmodel.h"
#include "models/tables/text.h"
#include "models/tables/trend.h"
#include <cmath>

namespace mv {
namespace {

constexpr std::size_t kTrendPoints = 68; // one a pixel
constexpr double kTrendFloor = 0.06;

QVariant orNothing(std::optional<double> value) { return value ? QVariant(*value) : QVariant(); }

std::optional<double> changeOf(const ProviderLine& line)
{
    const auto now = line.now.deferralRate(), before = line.before.deferralRate();
    return now && before ? std::optional(*now - *before) : std::nullopt;
}

QString changeText(const ProviderLine& line)
{
    const QString change = text::change(line.before.deferralRate(), line.now.deferralRate());
    return worsened(line.before, line.now) ? QStringLiteral("▲ ") + change : change;
}

Cell changeCell(const ProviderLine& line)
{
    return worsened(line.before, line.now) ? Cell { Ink::Bad, true, {} } : Cell { Ink::Secondary };
}

Cell nameCell(const ProviderLine& line)
{
    return line.isTotal ? Cell { Ink::Secondary } : Cell { Ink::Normal, false, MarkCell { line.name } };
}

Cell rateCell(const ProviderLine& line)
{
    const bool few = line.now.attempts() < kFewAttempts;
    return { Ink::Normal, worsened(line.before, line.now), BarCell { line.bar, line.name, few } };
}

QString rateToolTip(const ProviderLine& line)
{
    return ProvidersModel::tr("%1 of %2 attempt(s) deferred", nullptr, text::plural(line.now.attempts()))
        .arg(text::count(line.now.of(Outcome::Deferred)), text::count(line.now.attempts()));
}

std::vector<Column<ProviderLine>> columns()
{
    using L = ProviderLine;
    return {
        { .header = ProvidersModel::tr("Provider"),
            .text = [](const L& l) { return l.label; },
            .value = [](const L& l) { return l.name; },
            .cell = nameCell },
        { .header = ProvidersModel::tr("Deferred"),
            .number = true,
            .text = [](const L& l) { return text::percent(l.now.deferralRate()); },
            .value = [](const L& l) { return orNothing(l.now.deferralRate()); },
            .cell = rateCell,
            .toolTip = rateToolTip,
            .exportHeader = ProvidersModel::tr("Deferred, share"),
            .headerToolTip = ProvidersModel::tr("Deferred attempts of all attempts") },
        { .header = ProvidersModel::tr("Change"),
            .number = true,
            .text = changeText,
            .value = [](const L& l) { return orNothing(changeOf(l)); },
            .cell = changeCell,
            .exportHeader = ProvidersModel::tr("Change, share"),
            .headerToolTip = ProvidersModel::tr("In percentage points, from the compared period") },
        { .header = ProvidersModel::tr("Trend"),
            .text = {},
            .value = [](const L& l) { return orNothing(changeOf(l)); },
            .cell =
                [](const L& l) {
                    return Cell { Ink::Normal, false, l.trend };
                },
            .toolTip
            = [](const L&) { return ProvidersModel::tr("Deferral rate over the range, each on a scale of its own"); } },
        { .header = ProvidersModel::tr("Attempts"),
            .number = true,
            .text = [](const L& l) { return text::count(l.now.attempts()); },
            .value = [](const L& l) { return QVariant::fromValue<qulonglong>(l.now.attempts()); },
            .cell = [](const L&) { return Cell { Ink::Secondary }; } },
    };
}

} // namespace

bool worsened(const Counts& before, const Counts& now)
{
    const auto was = before.deferralRate(), is = now.deferralRate();
    return was && is && now.attempts() >= kFewAttempts && before.attempts() >= kFewAttempts && *is - *was >= 0.05
        && *is >= 2 * *was;
}

std::vector<ProviderLine> providerLines(const RateRows& rows)
{
    double longest = 0;
    for (const RateGroup& group : rows.groups)
        longest = std::max(longest, group.total.deferralRate().value_or(0));
    std::vector<ProviderLine> lines;
    for (const RateGroup& group : rows.groups) {
        const QString name = text::fromUtf8(group.name);
        const bool other = group.name == kOtherProviders && rows.unlistedProviders > 0;
        lines.push_back({ .name = name,
            .label = other ? ProvidersModel::tr("Other (%1)").arg(text::count(rows.unlistedProviders)) : name,
            .now = group.total,
            .before = group.comparedTotal,
            .bar = longest > 0 ? group.total.deferralRate().value_or(0) / longest : 0,
            .trend = { rateTrend(group.buckets, kTrendPoints), rateTrend(group.comparedBuckets, kTrendPoints), name,
                kTrendFloor } });
    }
    return lines;
}

ProvidersModel::ProvidersModel(QObject* parent)
    : RowsModel(
        columns(), [](const ProviderLine& line) { return line.name; }, parent)
{
}

void ProvidersModel::show(const RateRows& rows)
{
    setHeader(Trend, rows.comparedEdges.empty() ? ProvidersModel::tr("Trend") : ProvidersModel::tr("Trend · prev"));
    ProviderLine total;
    total.label = total.name = ProvidersModel::tr("All providers");
    total.isTotal = true;
    total.now = rows.total;
    total.before = rows.comparedTotal;
    setRows(providerLines(rows), total);
}

} // namespace mv
