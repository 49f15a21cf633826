// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/dmarctags.h"
#include <algorithm>
#include <array>
#include <utility>

namespace mv {
namespace {

constexpr auto kTags = std::to_array<std::pair<std::string_view, DmarcTag>>({
    { "adkim", DmarcTag::Adkim },
    { "aspf", DmarcTag::Aspf },
    { "auth_results", DmarcTag::AuthResults },
    { "begin", DmarcTag::Begin },
    { "comment", DmarcTag::Comment },
    { "count", DmarcTag::Count },
    { "date_range", DmarcTag::DateRange },
    { "discovery_method", DmarcTag::Known },
    { "disposition", DmarcTag::Disposition },
    { "dkim", DmarcTag::Dkim },
    { "domain", DmarcTag::Domain },
    { "email", DmarcTag::Email },
    { "end", DmarcTag::End },
    { "envelope_from", DmarcTag::EnvelopeFrom },
    { "envelope_to", DmarcTag::Known },
    { "error", DmarcTag::Error },
    { "extension", DmarcTag::Known },
    { "extra_contact_info", DmarcTag::Known },
    { "feedback", DmarcTag::Feedback },
    { "fo", DmarcTag::Fo },
    { "generator", DmarcTag::Known },
    { "header_from", DmarcTag::HeaderFrom },
    { "human_result", DmarcTag::Known },
    { "identifiers", DmarcTag::Identifiers },
    { "np", DmarcTag::Np },
    { "org_name", DmarcTag::OrgName },
    { "p", DmarcTag::P },
    { "pct", DmarcTag::Pct },
    { "policy_evaluated", DmarcTag::PolicyEvaluated },
    { "policy_published", DmarcTag::PolicyPublished },
    { "reason", DmarcTag::Reason },
    { "record", DmarcTag::Record },
    { "report_id", DmarcTag::ReportId },
    { "report_metadata", DmarcTag::ReportMetadata },
    { "result", DmarcTag::Result },
    { "row", DmarcTag::Row },
    { "scope", DmarcTag::Scope },
    { "selector", DmarcTag::Selector },
    { "source_ip", DmarcTag::SourceIp },
    { "sp", DmarcTag::Sp },
    { "spf", DmarcTag::Spf },
    { "testing", DmarcTag::Testing },
    { "type", DmarcTag::Type },
    { "version", DmarcTag::Known },
});

} // namespace

DmarcTag dmarcTagOf(std::string_view name)
{
    const auto* const found = std::ranges::lower_bound(kTags, name, {}, &std::pair<std::string_view, DmarcTag>::first);
    return found != kTags.end() && found->first == name ? found->second : DmarcTag::Unknown;
}

} // namespace mv
