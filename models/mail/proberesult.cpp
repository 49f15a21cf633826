// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/proberesult.h"
#include <array>

namespace mv {
namespace {

constexpr std::array<std::string_view, kProbeKindCount> kKinds { "mx", "address", "spf", "dkim", "dmarc", "mta-sts",
    "tls-rpt", "tlsa", "ptr", "certificate" };
constexpr std::array<std::string_view, kProbeStatusCount> kStatuses { "answered", "absent", "failed", "timed-out",
    "not-told" };

} // namespace

std::string_view toString(ProbeKind k) { return kKinds[static_cast<std::size_t>(k)]; }

std::optional<ProbeKind> probeKindFrom(std::string_view text)
{
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
        if (kKinds[i] == text)
            return static_cast<ProbeKind>(i);
    }
    return std::nullopt;
}

std::string_view toString(ProbeStatus s) { return kStatuses[static_cast<std::size_t>(s)]; }

} // namespace mv
