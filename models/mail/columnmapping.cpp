// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/columnmapping.h"
#include <algorithm>

namespace mv {

namespace {

constexpr std::array<std::string_view, kFieldCount> kNames { "time", "recipient", "outcome", "code", "enhanced",
    "reply", "relay-host", "relay-ip", "source", "server", "sender", "queue-id", "delay", "tls" };

} // namespace

std::string_view toString(Field field) { return kNames[static_cast<std::size_t>(field)]; }

std::optional<Field> fieldFrom(std::string_view name)
{
    const auto* const found = std::ranges::find(kNames, name);
    return found == kNames.end() ? std::nullopt : std::optional(static_cast<Field>(found - kNames.begin()));
}

std::string ColumnMapping::lacks() const
{
    if (!has(Field::Time))
        return "the column of the time";
    if (!has(Field::Recipient))
        return "the column of the recipient";
    const auto tells = { Field::Outcome, Field::Code, Field::Enhanced, Field::Reply };
    if (std::ranges::none_of(tells, [this](Field f) { return has(f); }))
        return "a column that tells how it ended: outcome, code or reply";
    if (timeForm == TimeForm::Pattern && timePattern.empty())
        return "the pattern of the times";
    return {};
}

} // namespace mv
