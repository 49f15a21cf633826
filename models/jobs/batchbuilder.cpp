// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/batchbuilder.h"
#include "models/classify/replytemplate.h"
#include "models/ingest/fileidentity.h"
#include <algorithm>

namespace mv {
namespace {

constexpr std::size_t kRejectsKept = 1000; // of a batch; all are counted by the format
constexpr std::size_t kNamesKept = 200'000; // (relay, domain) pairs remembered before starting over

constexpr std::uint64_t pair(std::uint32_t a, std::uint32_t b) { return std::uint64_t { a } << 32U | b; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Domains are compared without case and without the final dot (RFC 1035 2.3.3).
std::string_view normalDomain(std::string_view domain, std::string& memory)
{
    memory.resize(domain.size());
    std::ranges::transform(domain, memory.begin(), lower);
    if (memory.ends_with('.'))
        memory.pop_back();
    return memory;
}

std::uint16_t addressDigest(std::string_view address) { return static_cast<std::uint16_t>(digest(address)); }

} // namespace

BatchBuilder::BatchBuilder(const ProviderTable& providers, const ReasonRules& rules)
    : m_providers(providers)
    , m_rules(rules)
{
}

void BatchBuilder::attempt(const Attempt& a)
{
    Batch& b = m_batch;
    const std::uint32_t relayHost = b.relayHosts.intern(normalDomain(a.relayHost, m_lower));
    const std::uint32_t recipientDomain = domain(a.recipient);
    const std::uint32_t providerId = provider(relayHost, recipientDomain);
    maskReply(a.reply, m_masked);
    const std::uint32_t templ = b.templates.intern(m_masked);
    addReason(templ, providerId, a);

    b.atMs.push_back(a.at.time_since_epoch().count());
    b.server.push_back(b.servers.intern(a.server));
    b.source.push_back(b.sources.intern(a.source.empty() ? a.server : a.source));
    b.relayHost.push_back(relayHost);
    b.relayIp.push_back(b.relayIps.intern(a.relayIp));
    b.senderDomain.push_back(domain(a.sender));
    b.recipientDomain.push_back(recipientDomain);
    b.recipientHash.push_back(addressDigest(a.recipient));
    b.templ.push_back(templ);
    b.provider.push_back(providerId);
    b.tlsUsed.push_back(b.tls.intern(a.tls));
    b.outcome.push_back(a.outcome);
    b.stage.push_back(a.stage);
    b.firstTry.push_back(a.firstTry ? 1 : 0);
    b.code.push_back(a.code);
    b.enhanced.push_back(a.enhanced.packed());
    b.delayMs.push_back(a.delayMs);
    b.offset.push_back(a.offset);
    b.queueIds.append(a.queueId);
    b.queueIdEnd.push_back(static_cast<std::uint32_t>(b.queueIds.size()));
}

void BatchBuilder::reject(const RejectedLine& line)
{
    if (m_rejected.size() < kRejectsKept)
        m_rejected.push_back(line);
}

Batch BatchBuilder::takeBatch(Batch next)
{
    next.clear();
    std::swap(m_batch, next);
    m_providerIds.clear();
    m_reasonsAdded.clear();
    return next;
}

std::uint32_t BatchBuilder::domain(std::string_view address)
{
    return m_batch.domains.intern(normalDomain(domainOf(address), m_lower));
}

std::uint32_t BatchBuilder::provider(std::uint32_t relayHost, std::uint32_t recipientDomain)
{
    const auto [known, isNew] = m_providerIds.try_emplace(pair(relayHost, recipientDomain));
    if (!isNew)
        return known->second;
    const std::string_view host = m_batch.relayHosts.at(relayHost);
    const std::string_view domainName = m_batch.domains.at(recipientDomain);
    m_key.assign(host).append(1, '\n').append(domainName);
    auto name = m_providerNames.find(m_key);
    if (name == m_providerNames.end()) {
        if (m_providerNames.size() >= kNamesKept)
            m_providerNames.clear();
        name = m_providerNames.emplace(m_key, m_providers.providerOf(host, domainName).name).first;
    }
    known->second = m_batch.providers.intern(name->second);
    return known->second;
}

void BatchBuilder::addReason(std::uint32_t templ, std::uint32_t providerId, const Attempt& a)
{
    if (!m_reasonsAdded.insert(pair(templ, providerId)).second)
        return;
    const auto reason = m_rules.reasonOf(
        m_batch.providers.at(providerId), a.outcome, a.code, a.enhanced, m_batch.templates.at(templ));
    m_batch.reasons.push_back({ templ, providerId, std::string(reason) });
}

} // namespace mv
