// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/analysis/mxmoves.h"
#include "models/mail/ascii.h"
#include <algorithm>
#include <map>
#include <optional>

namespace mv {
namespace {

constexpr std::chrono::hours kOverlap { 1 }; // connections that were open, caches that were not yet empty

struct Mx {
    std::string name;
    UtcTime first {};
    std::map<std::string, const MxUsed*> servers;
};

std::vector<Mx> byFirstUse(const std::vector<MxUsed>& used)
{
    std::map<std::string, Mx> byName;
    for (const MxUsed& use : used) {
        const auto [found, isNew] = byName.try_emplace(use.mx, Mx { use.mx, use.first, {} });
        found->second.first = isNew ? use.first : std::min(found->second.first, use.first);
        found->second.servers[use.server] = &use;
    }
    std::vector<Mx> all;
    for (auto& [_, mx] : byName)
        all.push_back(std::move(mx));
    std::ranges::stable_sort(all, {}, &Mx::first);
    return all;
}

std::optional<MxMove> moveBetween(const Mx& from, const Mx& to)
{
    MxMove move { UtcTime::max(), from.name, to.name, {}, {} };
    for (const auto& [server, before] : from.servers) {
        const auto after = to.servers.find(server);
        const bool switched = after != to.servers.end() && before->first < after->second->first
            && before->last <= after->second->first + kOverlap && after->second->last > before->last;
        if (!switched)
            continue;
        move.switched.push_back(server);
        move.at = std::min(move.at, after->second->first);
    }
    if (move.switched.empty())
        return std::nullopt;
    for (const auto& [server, before] : from.servers) {
        const auto after = to.servers.find(server);
        const bool isBack = after == to.servers.end() || after->second->last < before->last;
        if (before->last > move.at + kOverlap && isBack)
            move.stayed.push_back(server);
    }
    return move;
}

} // namespace

std::vector<MxMove> mxMoves(const std::vector<MxUsed>& used)
{
    const std::vector<Mx> all = byFirstUse(used);
    std::vector<MxMove> moves;
    for (std::size_t to = 1; to < all.size(); ++to) {
        std::optional<MxMove> best; // from what most servers left
        for (std::size_t from = 0; from < to; ++from) {
            auto move = moveBetween(all[from], all[to]);
            if (move && (!best || move->switched.size() >= best->switched.size()))
                best = std::move(move);
        }
        if (best)
            moves.push_back(std::move(*best));
    }
    std::ranges::stable_sort(moves, {}, &MxMove::at);
    return moves;
}

std::string mxFamily(std::string_view host)
{
    std::string family;
    bool inFirst = true;
    for (const char c : host) {
        inFirst = inFirst && c != '.';
        if (!inFirst || !isDigit(c))
            family += c;
        else if (!family.ends_with('*'))
            family += '*';
    }
    return family;
}

} // namespace mv
