// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/codec.h"
#include "models/store/writerimpl.h"
#include <algorithm>
#include <stdexcept>

namespace mv {
namespace {

// The database's number of every string of a pool.
std::vector<NameId> intern(const StringPool& pool, Names& names)
{
    std::vector<NameId> ids(pool.size());
    for (std::size_t i = 0; i < ids.size(); ++i)
        ids[i] = names.intern(pool.at(static_cast<std::uint32_t>(i)));
    return ids;
}

void requireWhole(const Batch& b)
{
    const std::size_t rows = b.size();
    bool whole = b.outcome.size() == rows && b.stage.size() == rows && b.firstTry.size() == rows
        && b.code.size() == rows && b.delayMs.size() == rows && b.offset.size() == rows
        && (b.recipientHash.empty() || b.recipientHash.size() == rows);
    for (const auto* column : { &b.server, &b.source, &b.relayHost, &b.relayIp, &b.senderDomain, &b.recipientDomain,
             &b.templ, &b.provider, &b.reason, &b.tlsUsed, &b.enhanced, &b.queueIdEnd })
        whole = whole && column->size() == rows;
    if (!whole)
        throw std::runtime_error("A batch has columns of different lengths and can't be stored.");
}

template <class T> void copy(const std::vector<T>& from, std::vector<std::int64_t>& to)
{
    to.assign(from.begin(), from.end());
}

} // namespace

Facts factsFrom(const Batch& b, Dimensions& names)
{
    requireWhole(b);
    const std::size_t rows = b.size();
    Facts facts;
    const auto translate = [&](Column column, const std::vector<std::uint32_t>& from, const std::vector<NameId>& ids) {
        auto& to = facts[column];
        to.resize(rows);
        for (std::size_t i = 0; i < rows; ++i)
            to[i] = ids.at(from[i]);
    };
    const auto domains = intern(b.domains, names[NameKind::Domain]);
    const auto servers = intern(b.servers, names[NameKind::Server]);
    translate(Column::Server, b.server, servers);
    translate(Column::Source, b.source, intern(b.sources, names[NameKind::Source]));
    translate(Column::RelayHost, b.relayHost, intern(b.relayHosts, names[NameKind::RelayHost]));
    translate(Column::RelayIp, b.relayIp, intern(b.relayIps, names[NameKind::RelayIp]));
    translate(Column::SenderDomain, b.senderDomain, domains);
    translate(Column::RecipientDomain, b.recipientDomain, domains);
    translate(Column::Template, b.templ, intern(b.templates, names[NameKind::Template]));
    translate(Column::Provider, b.provider, intern(b.providers, names[NameKind::Provider]));
    translate(Column::Reason, b.reason, intern(b.reasons, names[NameKind::Reason]));
    translate(Column::Tls, b.tlsUsed, intern(b.tls, names[NameKind::Tls]));
    // Where the log names no source, the server stands for it.
    std::vector<NameId> standIns(b.servers.size());
    for (std::size_t i = 0; i < rows; ++i) {
        if (facts[Column::Source][i] != 0)
            continue;
        NameId& standIn = standIns[b.server[i]];
        if (standIn == 0)
            standIn = names[NameKind::Source].intern(b.servers.at(b.server[i]));
        facts[Column::Source][i] = standIn;
    }
    copy(b.atMs, facts[Column::Time]);
    copy(b.code, facts[Column::Code]);
    copy(b.enhanced, facts[Column::Enhanced]);
    copy(b.delayMs, facts[Column::Delay]);
    facts[Column::File].assign(rows, 0);
    facts[Column::Offset].resize(rows);
    facts[Column::Result].resize(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        facts[Column::Offset][i] = static_cast<std::int64_t>(b.offset[i]);
        facts[Column::Result][i] = resultOf(b.outcome[i], b.firstTry[i] != 0, b.stage[i]);
    }
    if (b.recipientHash.empty())
        facts[Column::Recipient].assign(rows, 0);
    else
        copy(b.recipientHash, facts[Column::Recipient]);
    facts.queueIds.reserve(b.queueIds.size());
    facts.queueIdEnd.reserve(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        facts.queueIds += b.queueId(i).substr(0, kLongestText);
        facts.queueIdEnd.push_back(static_cast<std::uint32_t>(facts.queueIds.size()));
    }
    return facts;
}

} // namespace mv
