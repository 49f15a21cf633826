// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/privacy.h"
#include "models/mail/pseudonyms.h"
#include "models/store/settings.h"

namespace mv {
namespace {

constexpr double kWorthFreeing = 0.25; // of the database

template <class Database> std::optional<SipKey> keyOf(const Database& database)
{
    return database.setting(kPseudonymise) == kOn ? sipKeyFrom(database.setting(kPseudonymKey)) : std::nullopt;
}

} // namespace

std::optional<SipKey> pseudonymKey(const Writer& writer) { return keyOf(writer); }
std::optional<SipKey> pseudonymKey(const Reader& reader) { return keyOf(reader); }

UtcTime monthsAgo(UtcTime now, int months)
{
    using namespace std::chrono;
    const year_month_day today(floor<days>(now));
    const year_month_day then = today - std::chrono::months(months);
    return sys_days(then.ok() ? then : year_month_day(then.year() / then.month() / last));
}

Result<Writer::Pruned> pruneAsSet(Writer& writer, UtcTime now, std::stop_token stop)
{
    const int months = privacySettings(writer).months;
    if (months == 0)
        return Writer::Pruned { 0, writer.keptFrom(), 0 };
    return writer.prune(monthsAgo(now, months), std::move(stop));
}

PrivacySettings privacySettings(const Writer& writer)
{
    PrivacySettings settings;
    settings.pseudonymise = writer.setting(kPseudonymise) == kOn;
    settings.months = monthsIn(writer.setting(kMonthsKept));
    return settings;
}

Result<PrivacyDone> setPrivacy(Writer& writer, const PrivacySettings& settings, UtcTime now, std::stop_token stop,
    const std::function<void(double share)>& progress)
{
    const PrivacySettings before = privacySettings(writer);
    PrivacyDone done { { 0, writer.keptFrom(), 0 }, 0 };
    if (settings.months > 0) {
        const auto pruned = writer.prune(monthsAgo(now, settings.months), stop, progress);
        if (!pruned)
            return tl::unexpected(pruned.error());
        done.pruned = *pruned;
    }
    if (settings.months != before.months) {
        if (const auto ok = writer.putSetting(kMonthsKept, std::to_string(settings.months)); !ok)
            return tl::unexpected(ok.error());
    }
    if (const auto ok = writer.setPseudonymised(settings.pseudonymise); !ok)
        return tl::unexpected(ok.error());
    // What was deleted before addresses were replaced may still lie in the free parts of the file. Less free space than
    // a quarter is not worth writing all anew, and a full disk or an impatient user is no failure here.
    const bool erase = settings.pseudonymise && !before.pseudonymise;
    done.bytesFreed = writer.compact(stop, erase ? 0 : kWorthFreeing).value_or(0);
    return done;
}

} // namespace mv
