// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/batch.h"

namespace mv {

StringPool::StringPool() { intern({}); }

std::uint32_t StringPool::intern(std::string_view text)
{
    if (const auto found = m_index.find(text); found != m_index.end())
        return found->second;
    const auto index = static_cast<std::uint32_t>(m_texts.size());
    m_index.emplace(m_texts.emplace_back(text), index);
    return index;
}

void StringPool::clear()
{
    m_index.clear();
    m_texts.clear();
    intern({});
}

std::string_view Batch::queueId(std::size_t row) const
{
    const std::size_t begin = row == 0 ? 0 : queueIdEnd[row - 1];
    return std::string_view(queueIds).substr(begin, queueIdEnd[row] - begin);
}

void Batch::clear()
{
    for (auto* pool : { &servers, &sources, &relayHosts, &relayIps, &domains, &templates, &providers, &tls })
        pool->clear();
    for (auto* column : { &server, &source, &relayHost, &relayIp, &senderDomain, &recipientDomain, &templ, &provider,
             &tlsUsed, &enhanced, &queueIdEnd })
        column->clear();
    atMs.clear();
    outcome.clear();
    stage.clear();
    firstTry.clear();
    code.clear();
    delayMs.clear();
    offset.clear();
    queueIds.clear();
    recipientHash.clear();
    reasons.clear();
    openChanges.open.clear();
    openChanges.closed.clear();
}

} // namespace mv
