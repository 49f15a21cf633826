// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/rebuildjob.h"
#include <algorithm>

namespace mv {

std::function<bool(std::string_view provider)> listedIn(const ProviderTable& table)
{
    return [names = table.names()](
               std::string_view provider) { return std::ranges::find(names, provider) != names.end(); };
}

Result<void> relabel(Writer& writer, const ProviderTable& providers, const ReasonRules& rules, std::stop_token stop,
    const std::function<void(double share)>& progress)
{
    Writer::Labels labels;
    labels.providerOf = [&](std::string_view relayHost, std::string_view domain) {
        return providers.providerOf(relayHost, domain).name;
    };
    labels.reasonOf
        = [&](std::string_view provider, Outcome outcome, std::uint16_t code, EnhancedCode enhanced,
              std::string_view text) { return std::string(rules.reasonOf(provider, outcome, code, enhanced, text)); };
    labels.listed = listedIn(providers);
    labels.providerOfReceiver = [&](std::string_view receiver) { return providers.providerOfReceiver(receiver); };
    return writer.relabel(labels, std::move(stop), progress);
}

} // namespace mv
