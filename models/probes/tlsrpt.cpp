// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/probes/tlsrpt.h"
#include "models/probes/taglist.h"
#include <algorithm>
#include <fmt/format.h>

namespace mv {

ProbeResult probeTlsRpt(const Probing& probing, const std::string& domain)
{
    constexpr std::string_view kSection = "RFC 8460, 3";
    const std::string name = "_smtp._tls." + domain;
    const DnsReply reply = probing.ask(name, DnsType::Txt);
    ProbeResult result = resultOf(probing, ProbeKind::TlsRpt, domain, name, reply);
    const auto record = oneVersioned(result, reply, "v=TLSRPTv1", kSection);
    if (!record) {
        if (result.status == ProbeStatus::Absent)
            note(result, fmt::format("{} asks for no reports about TLS.", domain), kSection);
        return result;
    }
    const TagList tags = parseTagList(*record);
    for (const std::string& problem : tags.problems)
        bad(result, fmt::format("In the TLS-RPT record {}.", keptText(problem)), kSection);
    const std::string* rua = tags.find("rua");
    if (rua == nullptr || rua->empty()) {
        bad(result, "The TLS-RPT record has no \"rua\": nobody knows where to send reports.", kSection);
        return result;
    }
    for (std::string_view rest = *rua; !rest.empty();) {
        const std::size_t end = std::min(rest.find(','), rest.size());
        std::string_view uri = rest.substr(0, end);
        uri = uri.substr(std::min(uri.find_first_not_of(' '), uri.size()));
        rest = rest.substr(std::min(end + 1, rest.size()));
        if (!uri.starts_with("mailto:") && !uri.starts_with("https:"))
            bad(result, fmt::format("\"{}\" in the TLS-RPT record is neither mailto: nor https:.", keptText(uri)),
                kSection);
    }
    return result;
}

} // namespace mv
