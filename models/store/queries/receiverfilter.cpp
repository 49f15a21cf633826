// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/receiverfilter.h"
#include "models/store/queries/rates.h"
#include <algorithm>

namespace mv {

ReceiverFilter::ReceiverFilter(Reader::Impl& impl, const Filters& filters)
    : m_providers(resolve(impl, NameKind::Provider, filters.providers))
    , m_sources(resolve(impl, NameKind::AuthSource, filters.sources))
    , m_domains(resolve(impl, NameKind::Domain, filters.senderDomains))
{
    if (!m_providers || std::ranges::find(filters.providers, kOtherProviders) == filters.providers.end())
        return;
    for (NameId id = 0; id < impl.names(NameKind::Provider).size(); ++id) {
        if (!impl.listed(id))
            m_providers->insert(id);
    }
}

ReceiverFilter::Kept ReceiverFilter::resolve(Reader::Impl& impl, NameKind kind, const std::vector<std::string>& wanted)
{
    if (wanted.empty())
        return std::nullopt;
    std::set<NameId> kept;
    for (const std::string& name : wanted) {
        if (const auto id = impl.names(kind).find(name))
            kept.insert(*id);
    }
    return kept;
}

std::string ReceiverKey::name(Reader::Impl& impl) const
{
    return std::string(
        provider != 0 ? impl.names(NameKind::Provider).text(provider) : impl.names(NameKind::Receiver).text(receiver));
}

} // namespace mv
