// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/incident.h"
#include "models/mail/time.h"
#include "models/store/reader.h"
#include <vector>

namespace mv {

// Declared incidents that touch the range; an empty range: all. Oldest first.
struct IncidentQuestion {
    TimeRange range;
    bool operator==(const IncidentQuestion&) const = default;
};
Result<std::vector<Incident>> ask(Reader&, const IncidentQuestion&, std::stop_token);

} // namespace mv
