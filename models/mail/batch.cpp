// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mail/batch.h"
#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <utility>
#include <xxhash.h>

namespace mv {
namespace {

constexpr std::size_t kMostText = std::numeric_limits<std::uint32_t>::max(); // what a slot can point into

std::uint32_t hashOf(std::string_view text)
{
    return static_cast<std::uint32_t>(XXH3_64bits(text.data(), text.size()));
}

} // namespace

StringPool::StringPool()
    : m_ends(1)
    , m_slots(64)
{
}

std::uint32_t StringPool::intern(std::string_view text)
{
    if (text.empty())
        return 0;
    const std::uint32_t hash = hashOf(text);
    Slot& slot = m_slots[slotOf(text, hash)];
    if (slot.index != 0)
        return slot.index;
    if (text.size() > kMostText - m_text.size())
        throw std::length_error("more than 4 GiB of names");
    const auto index = static_cast<std::uint32_t>(m_ends.size());
    slot = { hash, index, static_cast<std::uint32_t>(m_text.size()), static_cast<std::uint32_t>(text.size()) };
    m_text += text;
    m_ends.push_back(static_cast<std::uint32_t>(m_text.size()));
    if (m_ends.size() * 2 > m_slots.size())
        grow();
    return index;
}

std::optional<std::uint32_t> StringPool::find(std::string_view text) const
{
    if (text.empty())
        return 0;
    const std::uint32_t index = m_slots[slotOf(text, hashOf(text))].index;
    return index == 0 ? std::nullopt : std::optional(index);
}

std::size_t StringPool::slotOf(std::string_view text, std::uint32_t hash) const
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t i = hash & mask;
    for (; m_slots[i].index != 0; i = (i + 1) & mask) {
        const Slot& slot = m_slots[i];
        if (slot.hash == hash && slot.length == text.size()
            && std::memcmp(m_text.data() + slot.begin, text.data(), text.size()) == 0)
            break;
    }
    return i;
}

std::string_view StringPool::at(std::uint32_t index) const
{
    if (index == 0)
        return {};
    return std::string_view(m_text).substr(m_ends[index - 1], m_ends[index] - m_ends[index - 1]);
}

void StringPool::clear()
{
    m_text.clear();
    m_ends.resize(1);
    std::ranges::fill(m_slots, Slot {});
}

void StringPool::grow()
{
    const std::vector<Slot> old = std::exchange(m_slots, std::vector<Slot>(m_slots.size() * 2));
    const std::size_t mask = m_slots.size() - 1;
    for (const Slot& slot : old) {
        if (slot.index == 0)
            continue;
        std::size_t i = slot.hash & mask;
        while (m_slots[i].index != 0)
            i = (i + 1) & mask;
        m_slots[i] = slot;
    }
}

std::string_view Batch::queueId(std::size_t row) const
{
    const std::size_t begin = row == 0 ? 0 : queueIdEnd[row - 1];
    return std::string_view(queueIds).substr(begin, queueIdEnd[row] - begin);
}

void Batch::clear()
{
    for (auto* pool : { &servers, &sources, &relayHosts, &relayIps, &domains, &templates, &providers, &reasons, &tls })
        pool->clear();
    for (auto* column : { &server, &source, &relayHost, &relayIp, &senderDomain, &recipientDomain, &templ, &provider,
             &reason, &tlsUsed, &enhanced, &queueIdEnd })
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
    openChanges.open.clear();
    openChanges.closed.clear();
}

} // namespace mv
