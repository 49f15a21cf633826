// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/formats/toldrecipients.h"
#include "models/ingest/keyhash.h"
#include "models/ingest/statetext.h"
#include "models/mail/attempt.h"
#include <algorithm>

namespace mv {

namespace {

constexpr std::size_t kMaxEntries = 10'000;
constexpr std::size_t kMaxRecipients = 50'000; // of a message: far above what an MTA lets in

} // namespace

std::vector<std::pair<std::string, std::vector<std::string>>> IncomingMessages::Message::byDomain() const
{
    std::vector<std::pair<std::string, std::vector<std::string>>> out;
    std::unordered_map<std::string, std::size_t> index;
    for (const std::string& recipient : recipients) {
        std::string domain(domainOf(recipient));
        std::ranges::transform(
            domain, domain.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        const auto [it, isNew] = index.emplace(domain, out.size());
        if (isNew)
            out.push_back({ domain, {} });
        out[it->second].second.push_back(recipient);
    }
    return out;
}

void IncomingMessages::begin(std::string_view server, std::string_view id, std::string_view sender)
{
    if (m_messages.size() >= kMaxEntries)
        m_messages.clear(); // of that many most were never queued
    m_messages[keyHash(server, id)] = { std::string(sender), {} };
}

void IncomingMessages::add(std::string_view server, std::string_view id, std::string_view recipient)
{
    const auto it = m_messages.find(keyHash(server, id));
    if (it != m_messages.end() && it->second.recipients.size() < kMaxRecipients)
        it->second.recipients.emplace_back(recipient);
}

IncomingMessages::Message IncomingMessages::take(std::string_view server, std::string_view id)
{
    auto node = m_messages.extract(keyHash(server, id));
    return node ? std::move(node.mapped()) : Message();
}

std::string IncomingMessages::saveState() const
{
    StateWriter w;
    for (const auto& [key, message] : m_messages) {
        w << key << message.sender << static_cast<std::uint64_t>(message.recipients.size());
        for (const std::string& recipient : message.recipients)
            w << recipient;
    }
    return w.text();
}

void IncomingMessages::loadState(std::string_view state)
{
    m_messages.clear();
    for (StateReader r(state); !r.atEnd();) {
        Message& message = m_messages[r.number()];
        message.sender = r.text();
        for (std::uint64_t n = r.number(); n > 0 && !r.atEnd(); --n)
            message.recipients.emplace_back(r.text());
    }
}

ToldRecipients::Try& ToldRecipients::tryOf(std::string_view server, std::string_view delivery)
{
    if (m_tries.size() >= kMaxEntries)
        m_tries.clear(); // of that many most have long ended
    return m_tries[keyHash(server, delivery)];
}

void ToldRecipients::add(std::string_view server, std::string_view delivery, std::uint64_t addressHash)
{
    std::vector<std::uint64_t>& told = tryOf(server, delivery).told;
    if (told.size() < kMaxRecipients)
        told.push_back(addressHash);
}

bool ToldRecipients::contains(std::string_view server, std::string_view delivery, std::uint64_t addressHash) const
{
    const auto it = m_tries.find(keyHash(server, delivery));
    return it != m_tries.end() && std::ranges::find(it->second.told, addressHash) != it->second.told.end();
}

void ToldRecipients::secured(std::string_view server, std::string_view delivery, std::string tls)
{
    tryOf(server, delivery).tls = std::move(tls);
}

std::string ToldRecipients::tlsOf(std::string_view server, std::string_view delivery) const
{
    const auto it = m_tries.find(keyHash(server, delivery));
    return it == m_tries.end() ? std::string() : it->second.tls;
}

void ToldRecipients::forget(std::string_view server, std::string_view delivery)
{
    m_tries.erase(keyHash(server, delivery));
}

std::string ToldRecipients::saveState() const
{
    StateWriter w;
    for (const auto& [key, t] : m_tries) {
        w << key << t.tls << static_cast<std::uint64_t>(t.told.size());
        for (const std::uint64_t hash : t.told)
            w << hash;
    }
    return w.text();
}

void ToldRecipients::loadState(std::string_view state)
{
    m_tries.clear();
    for (StateReader r(state); !r.atEnd();) {
        Try& t = m_tries[r.number()];
        t.tls = r.text();
        for (std::uint64_t n = r.number(); n > 0 && !r.atEnd(); --n)
            t.told.push_back(r.number());
    }
}

} // namespace mv
