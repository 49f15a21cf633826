// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/zones.h"
#include <QDateTime>
#include <QTimeZone>
#include <charconv>

namespace mv {
namespace {

UtcTime fromQt(const QDateTime& t) { return UtcTime(std::chrono::milliseconds(t.toMSecsSinceEpoch())); }

Zone fromQt(const QTimeZone& zone)
{
    const auto from = QDateTime(QDate(1990, 1, 1), QTime(0, 0), Qt::UTC);
    const auto to = QDateTime::currentDateTimeUtc().addYears(10);
    std::vector<Zone::Transition> transitions { { fromQt(from), std::chrono::seconds(zone.offsetFromUtc(from)) } };
    for (const auto& change : zone.transitions(from, to))
        transitions.push_back({ fromQt(change.atUtc), std::chrono::seconds(change.offsetFromUtc) });
    return { zone.id().toStdString(), std::move(transitions) };
}

// "+05:30", "-0800", "UTC+02:00"
std::optional<Zone> fixedZone(std::string_view text)
{
    if (text.starts_with("UTC"))
        text.remove_prefix(3);
    if (text.size() < 3 || (text[0] != '+' && text[0] != '-'))
        return std::nullopt;
    int hours = 0, minutes = 0;
    if (std::from_chars(text.data() + 1, text.data() + 3, hours).ptr != text.data() + 3)
        return std::nullopt;
    std::string_view rest = text.substr(3);
    if (rest.starts_with(':'))
        rest.remove_prefix(1);
    if (!rest.empty()
        && (rest.size() != 2 || std::from_chars(rest.data(), rest.data() + 2, minutes).ptr != rest.data() + 2))
        return std::nullopt;
    if (hours > 14 || minutes > 59)
        return std::nullopt;
    const auto offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return Zone::fixed(text[0] == '-' ? -offset : offset);
}

} // namespace

std::optional<Zone> zoneByName(std::string_view name)
{
    if (name == "UTC" || name == "Etc/UTC" || name == "Z")
        return Zone();
    if (const auto fixed = fixedZone(name))
        return fixed;
    const QTimeZone zone(QByteArray(name.data(), static_cast<qsizetype>(name.size())));
    if (!zone.isValid())
        return std::nullopt;
    return fromQt(zone);
}

Zone systemZone() { return zoneByName(QTimeZone::systemTimeZoneId().toStdString()).value_or(Zone()); }

std::vector<std::string> zoneNames()
{
    std::vector<std::string> names;
    for (const QByteArray& id : QTimeZone::availableTimeZoneIds())
        names.push_back(id.toStdString());
    return names;
}

} // namespace mv
