// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/scope.h"
#include "models/store/readerimpl.h"
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace mv {

// The filters of a scope that say something about what receivers tell: who they are, which source the mail came from
// and which domain it was from.
class ReceiverFilter {
public:
    ReceiverFilter(Reader::Impl&, const Filters&);
    bool keeps(NameId provider, NameId source, NameId headerFrom) const
    {
        return keeps(m_providers, provider) && keeps(m_sources, source) && keeps(m_domains, headerFrom);
    }

private:
    using Kept = std::optional<std::set<NameId>>; // none: all
    static bool keeps(const Kept& kept, NameId id) { return !kept || kept->contains(id); }
    static Kept resolve(Reader::Impl&, NameKind, const std::vector<std::string>& wanted);

    Kept m_providers, m_sources, m_domains;
};

// What a receiver is called: the provider that operates it, if the table says so, else as it calls itself.
struct ReceiverKey {
    NameId provider = 0, receiver = 0; // one of the two
    ReceiverKey(NameId ofProvider, NameId ofReceiver)
        : provider(ofProvider)
        , receiver(ofProvider == 0 ? ofReceiver : 0)
    {
    }
    std::string name(Reader::Impl&) const;
    bool listed(Reader::Impl& impl) const { return provider != 0 && impl.listed(provider); }
    auto operator<=>(const ReceiverKey&) const = default;
};

} // namespace mv
