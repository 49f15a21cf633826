// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/siphash.h"
#include "models/store/reader.h"
#include "models/store/writer.h"
#include <functional>
#include <optional>
#include <stop_token>

// What a database keeps of people and for how long (store/settings.h).
namespace mv {

// By which the local parts of addresses are replaced in all that is read of logs (pseudonymiser.h); none: they stay.
std::optional<SipKey> pseudonymKey(const Writer&);
std::optional<SipKey> pseudonymKey(const Reader&);

// The midnight (UTC) so many months ago; on the last day of a month that has not as many. From now, and not from the
// newest attempt: what is told of people is to go in time also where no new logs come.
UtcTime monthsAgo(UtcTime now, int months);

// Prunes what is older than the database is to keep (Writer::prune()); nothing when it keeps all. After every import.
Result<Writer::Pruned> pruneAsSet(Writer&, UtcTime now, std::stop_token);

struct PrivacySettings {
    bool pseudonymise = false;
    int months = 0; // that attempts are kept; 0: for ever
    bool operator==(const PrivacySettings&) const = default;
};
PrivacySettings privacySettings(const Writer&);

struct PrivacyDone {
    Writer::Pruned pruned;
    std::uint64_t bytesFreed = 0; // of the disk
};
// Applies the settings, also to what the database has already, and keeps them. Stopped before all old attempts are
// pruned, everything stays as it was. `progress`: 0..1.
Result<PrivacyDone> setPrivacy(Writer&, const PrivacySettings&, UtcTime now, std::stop_token,
    const std::function<void(double share)>& progress = {});

} // namespace mv
