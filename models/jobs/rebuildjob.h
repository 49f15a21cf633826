// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/classify/providers.h"
#include "models/classify/reasons.h"
#include "models/store/writer.h"

namespace mv {

// Whether a provider is one of the table's: what the aggregates keep apart. A value: the table may go.
std::function<bool(std::string_view provider)> listedIn(const ProviderTable&);

// Labels history anew after a provider table or the reason rules changed, without reading logs.
Result<void> relabel(Writer&, const ProviderTable&, const ReasonRules&, std::stop_token,
    const std::function<void(double share)>& progress);

} // namespace mv
