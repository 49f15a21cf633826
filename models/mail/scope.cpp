// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/scope.h"
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mv {
namespace {

void append(std::string& text, std::string_view kind, const std::vector<std::string>& values)
{
    if (!values.empty())
        text += fmt::format("; {} {}", kind, fmt::join(values, " or "));
}

} // namespace

int Scope::daysBack() const
{
    using days = std::chrono::duration<std::int64_t, std::ratio<86400>>;
    switch (comparison) {
    case Comparison::Off:
        return 0;
    case Comparison::SamePeriodLastWeek:
        return 7;
    case Comparison::WeeksEarlier:
        return 7 * weeksEarlier;
    case Comparison::PreviousPeriod:
        break;
    }
    // By the local clock, so that a week with a clock change is still seven days.
    const auto local = zone.toLocal(range.to) - zone.toLocal(range.from);
    return static_cast<int>(std::chrono::ceil<days>(local).count());
}

TimeRange Scope::comparedRange() const
{
    return { daysEarlier(range.from, daysBack(), zone), daysEarlier(range.to, daysBack(), zone) };
}

std::string toString(const Scope& scope)
{
    std::string text
        = fmt::format("{} to {}, days in {}", toIso(scope.range.from), toIso(scope.range.to), scope.zone.name());
    const Filters& f = scope.filters;
    append(text, "provider", f.providers);
    append(text, "source", f.sources);
    append(text, "server", f.servers);
    append(text, "sender domain", f.senderDomains);
    append(text, "recipient domain", f.recipientDomains);
    append(text, "reason", f.reasons);
    append(text, "template", f.templates);
    std::vector<std::string> outcomes;
    for (const Outcome o : f.outcomes)
        outcomes.emplace_back(toString(o));
    append(text, "outcome", outcomes);
    if (scope.compares())
        text += fmt::format("; against {} days earlier", scope.daysBack());
    return text;
}

} // namespace mv
