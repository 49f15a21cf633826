// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/serverzones.h"
#include "models/jobs/zones.h"

namespace mv {
namespace {

constexpr std::string_view kChosen = "chosen ", kTold = "told ";

std::string keyOf(std::string_view server) { return "zone of " + std::string(server); }

std::optional<ServerZones::Known> parse(std::string_view text)
{
    const bool chosen = text.starts_with(kChosen);
    if (!chosen && !text.starts_with(kTold))
        return std::nullopt;
    const auto zone = zoneByName(text.substr(chosen ? kChosen.size() : kTold.size()));
    return zone ? std::optional(ServerZones::Known { *zone, chosen }) : std::nullopt;
}

} // namespace

ServerZones::ServerZones(ReadSetting setting)
    : m_setting(std::move(setting))
{
}

std::optional<ServerZones::Known> ServerZones::of(std::string_view server)
{
    const auto known = m_known.find(server);
    if (known != m_known.end())
        return known->second;
    return m_known.emplace(server, parse(m_setting(keyOf(server)))).first->second;
}

Result<void> ServerZones::remember(std::string_view server, const Known& zone, Writer& writer)
{
    const auto known = of(server);
    const bool same = known && known->chosen == zone.chosen && known->zone.name() == zone.zone.name();
    if (server.empty() || same || (known && known->chosen && !zone.chosen))
        return {};
    m_known.insert_or_assign(std::string(server), zone);
    return writer.putSetting(keyOf(server), std::string(zone.chosen ? kChosen : kTold) + zone.zone.name());
}

} // namespace mv
