// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/timelinerows.h"
#include "models/tables/text.h"
#include <QCoreApplication>
#include <algorithm>
#include <fmt/format.h>

namespace mv {
namespace {

using std::chrono::days;

QString words(const char* text) { return QCoreApplication::translate("mv::TimelineRows", text); }

bool has(const std::vector<std::string>& names, const std::string& name)
{
    return std::ranges::find(names, name) != names.end();
}

void add(std::vector<Counts>& sum, const std::vector<Counts>& more)
{
    if (sum.size() < more.size())
        sum.resize(more.size());
    for (std::size_t i = 0; i < more.size(); ++i)
        sum[i] += more[i];
}

void add(RateGroup& sum, const RateGroup& more)
{
    add(sum.buckets, more.buckets);
    add(sum.comparedBuckets, more.comparedBuckets);
    sum.total += more.total;
    sum.comparedTotal += more.comparedTotal;
}

std::string rateText(const Counts& counts)
{
    const auto rate = counts.deferralRate();
    return rate ? fmt::format("{:.4f}", *rate) : std::string();
}

void appendCells(std::vector<std::string>& row, const std::vector<Counts>& buckets, std::size_t i, bool covered)
{
    if (!covered || i >= buckets.size()) {
        row.insert(row.end(), 3, {}); // no data is not zero
        return;
    }
    row.push_back(rateText(buckets[i]));
    row.push_back(std::to_string(buckets[i].of(Outcome::Deferred)));
    row.push_back(std::to_string(buckets[i].attempts()));
}

void appendHeader(std::vector<std::string>& header, const std::string& name, const std::string& suffix = {})
{
    for (const char* column : { "deferral rate", "deferred", "attempts" })
        header.push_back(fmt::format("{} {}{}", name, column, suffix));
}

} // namespace

Bucket overviewBucketFor(TimeRange data) { return data.length() <= days(62) ? Bucket::Hour : Bucket::Day; }

std::vector<std::string> focusOf(
    const RateRows& rows, const std::vector<std::string>& filtered, const std::optional<std::string>& chosen)
{
    if (!filtered.empty())
        return filtered;
    if (chosen && std::ranges::any_of(rows.groups, [&](const RateGroup& g) { return g.name == *chosen; }))
        return { *chosen };
    const auto most
        = std::ranges::max_element(rows.groups, {}, [](const RateGroup& g) { return g.total.of(Outcome::Deferred); });
    if (most == rows.groups.end())
        return {};
    return { most->name };
}

std::vector<RateLine> rateLines(const RateRows& rows, const std::vector<std::string>& focus, std::size_t most)
{
    std::vector<RateLine> lines;
    RateLine rest;
    rest.rest = true;
    rest.counts.name = kOtherProviders;
    std::size_t listed = 0; // providers with a name of their own within the rest
    std::size_t room = most;
    for (const RateGroup& group : rows.groups)
        if (has(focus, group.name) && group.name != kOtherProviders)
            room -= std::min<std::size_t>(room, 1);
    for (const RateGroup& group : rows.groups) {
        const bool focused = has(focus, group.name);
        const bool other = group.name == kOtherProviders;
        if (!other && (focused || room > 0)) {
            room -= focused ? 0U : 1U;
            lines.push_back({ text::fromUtf8(group.name), { group.name }, focused, false, group });
            continue;
        }
        listed += other ? 0U : 1U;
        rest.focused = rest.focused || focused;
        rest.members.push_back(group.name);
        add(rest.counts, group);
    }
    if (!rest.members.empty()) {
        const bool unlisted = has(rest.members, std::string(kOtherProviders));
        const std::size_t count = listed + (unlisted ? std::max<std::size_t>(rows.unlistedProviders, 1) : 0);
        rest.label = words("Other (%1)").arg(text::count(count));
        lines.push_back(std::move(rest));
    }
    std::stable_partition(lines.begin(), lines.end(), [](const RateLine& line) { return line.focused; });
    return lines;
}

RateGroup focusedSum(const std::vector<RateLine>& lines)
{
    RateGroup sum;
    for (const RateLine& line : lines) {
        if (!line.focused)
            continue;
        sum.name = sum.name.empty() ? line.counts.name : sum.name + ", " + line.counts.name;
        add(sum, line.counts);
    }
    return sum;
}

QString bucketUnit(Bucket bucket)
{
    switch (bucket) {
    case Bucket::FiveMinutes:
        return words("5 min");
    case Bucket::Hour:
        return words("h");
    case Bucket::Day:
        return words("day");
    case Bucket::Week:
        return words("week");
    case Bucket::Whole:
        break;
    }
    return words("range");
}

QString bucketName(Bucket bucket)
{
    switch (bucket) {
    case Bucket::FiveMinutes:
        return words("every 5 minutes");
    case Bucket::Hour:
        return words("hourly");
    case Bucket::Day:
        return words("daily");
    case Bucket::Week:
        return words("weekly");
    case Bucket::Whole:
        break;
    }
    return words("whole range");
}

QString comparedShortName(const Scope& scope)
{
    switch (scope.comparison) {
    case Comparison::Off:
        return {};
    case Comparison::PreviousPeriod:
        return words("prev period");
    case Comparison::SamePeriodLastWeek:
        return words("prev week");
    case Comparison::WeeksEarlier:
        break;
    }
    return scope.weeksEarlier == 1 ? words("prev week") : words("%1 weeks earlier").arg(scope.weeksEarlier);
}

CsvTable timelineTable(const TimelineRows& rows, const std::vector<RateLine>& lines)
{
    CsvTable table;
    const bool compares = !rows.rates.comparedEdges.empty();
    table.header = { "from", "to" };
    for (const RateLine& line : lines)
        appendHeader(table.header, line.label.toStdString());
    const RateGroup focused = focusedSum(lines);
    if (compares) {
        table.header.emplace_back("compared from");
        appendHeader(table.header, focused.name, ", compared");
    }
    const auto& edges = rows.rates.edges;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        std::vector<std::string> row { toIso(edges[i]), toIso(edges[i + 1]) };
        const bool covered = i < rows.rates.covered.size() && rows.rates.covered[i];
        for (const RateLine& line : lines)
            appendCells(row, line.counts.buckets, i, covered);
        if (compares) {
            const bool has = i < rows.rates.comparedCovered.size() && rows.rates.comparedCovered[i];
            row.push_back(i < rows.rates.comparedEdges.size() ? toIso(rows.rates.comparedEdges[i]) : std::string());
            appendCells(row, focused.comparedBuckets, i, has);
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace mv
