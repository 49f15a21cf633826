// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/zones.h"
#include <QDateTime>
#include <QTimeZone>
#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

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

// Two digits, below `limit`.
std::optional<int> twoDigits(std::string_view text, int limit)
{
    int n = 0;
    if (text.size() != 2 || text[0] == '-' || std::from_chars(text.data(), text.data() + 2, n).ptr != text.data() + 2
        || n >= limit)
        return std::nullopt;
    return n;
}

// "+05:30", "-0800", "UTC+02:00"
std::optional<Zone> fixedZone(std::string_view text)
{
    if (text.starts_with("UTC"))
        text.remove_prefix(3);
    if (text.size() < 3 || (text[0] != '+' && text[0] != '-'))
        return std::nullopt;
    const auto hours = twoDigits(text.substr(1, 2), 15);
    std::string_view rest = text.substr(3);
    if (rest.starts_with(':'))
        rest.remove_prefix(1);
    const auto minutes = rest.empty() && !text.ends_with(':') ? 0 : twoDigits(rest, 60);
    if (!hours || !minutes)
        return std::nullopt;
    const auto offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return Zone::fixed(text[0] == '-' ? -offset : offset);
}

// Qt also takes the rules of POSIX, for which "Berlin" and "CEST" are zones with the offset 0. Only a name that the
// database has is one here.
bool inDatabase(std::string_view name)
{
    static constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-";
    if (name.empty() || name.size() > 100 || name.find_first_not_of(kPlain) != std::string_view::npos)
        return false;
    return std::ranges::any_of(std::array { "/usr/share/zoneinfo", "/usr/lib/zoneinfo" }, [&](const char* folder) {
        std::error_code missing;
        return std::filesystem::is_regular_file(std::string(folder) + '/' + std::string(name), missing);
    });
}

} // namespace

std::optional<Zone> zoneByName(std::string_view name)
{
    if (name == "UTC" || name == "Etc/UTC" || name == "Z")
        return Zone();
    if (auto fixed = fixedZone(name))
        return fixed;
    if (!inDatabase(name))
        return std::nullopt;
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
