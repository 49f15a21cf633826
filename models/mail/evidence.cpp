// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/evidence.h"
#include <algorithm>
#include <iterator>

namespace mv {
namespace {

template <class Kind> void move(std::vector<Kind>& to, std::vector<Kind>& from)
{
    if (to.empty())
        to = std::move(from);
    else
        to.insert(to.end(), std::move_iterator(from.begin()), std::move_iterator(from.end()));
}

} // namespace

std::size_t Evidence::size() const
{
    std::size_t n = auth.size() + placements.size() + reputation.size() + probes.size() + incidents.size();
    for (const Reported& r : reports)
        n += std::max<std::size_t>(r.auth.size() + r.tls.size(), 1);
    return n;
}

void append(Evidence& to, Evidence&& more)
{
    move(to.reports, more.reports);
    move(to.auth, more.auth);
    move(to.placements, more.placements);
    move(to.reputation, more.reputation);
    move(to.probes, more.probes);
    move(to.incidents, more.incidents);
}

} // namespace mv
