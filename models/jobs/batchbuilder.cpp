// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/batchbuilder.h"
#include "models/classify/replytemplate.h"
#include "models/ingest/fileidentity.h"
#include "models/mail/ascii.h"
#include <algorithm>
#include <utility>

namespace mv {
namespace {

constexpr std::size_t kKindsKept = 1000; // of a part; all lines are counted by the format

// Domains are compared without case and without the final dot (RFC 1035 2.3.3).
std::string_view normalDomain(std::string_view domain, std::string& memory)
{
    memory.resize(domain.size());
    std::ranges::transform(domain, memory.begin(), lower);
    if (memory.ends_with('.'))
        memory.pop_back();
    return memory;
}

std::uint32_t addressDigest(std::string_view address) { return static_cast<std::uint32_t>(digest(address)); }

} // namespace

std::string_view ReadBatch::reply(std::size_t row) const
{
    const std::size_t begin = row == 0 ? 0 : replyEnd[row - 1];
    return std::string_view(replies).substr(begin, replyEnd[row] - begin);
}

void ReadBatch::clear()
{
    batch.clear();
    replies.clear();
    replyEnd.clear();
}

void BatchBuilder::attempt(const Attempt& a)
{
    Batch& b = m_read.batch;
    b.atMs.push_back(a.at.time_since_epoch().count());
    b.server.push_back(b.servers.intern(a.server));
    b.source.push_back(b.sources.intern(a.source.empty() ? a.server : a.source));
    b.relayHost.push_back(b.relayHosts.intern(normalDomain(a.relayHost, m_lower)));
    b.relayIp.push_back(b.relayIps.intern(a.relayIp));
    b.senderDomain.push_back(domain(a.sender));
    b.recipientDomain.push_back(domain(a.recipient));
    b.recipientHash.push_back(addressDigest(a.recipient));
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
    m_read.replies.append(a.reply);
    m_read.replyEnd.push_back(static_cast<std::uint32_t>(m_read.replies.size()));
}

void BatchBuilder::reject(const RejectedLine& line)
{
    maskReply(line.text, m_masked);
    const std::uint64_t kind = digest(m_masked);
    const std::uint64_t key = kind + static_cast<std::uint64_t>(line.reason);
    const auto known = m_rejectedAt.find(key);
    if (known != m_rejectedAt.end()) {
        ++m_rejected[known->second].lines;
    } else if (m_rejected.size() < kKindsKept) {
        m_rejectedAt.emplace(key, m_rejected.size());
        m_rejected.push_back({ line, 1, kind });
    }
}

std::vector<RejectedKind> BatchBuilder::takeRejected()
{
    m_rejectedAt.clear();
    return std::exchange(m_rejected, {});
}

ReadBatch BatchBuilder::takeBatch(ReadBatch next)
{
    next.clear();
    std::swap(m_read, next);
    return next;
}

std::uint32_t BatchBuilder::domain(std::string_view address)
{
    return m_read.batch.domains.intern(normalDomain(domainOf(address), m_lower));
}

} // namespace mv
