// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/openmessages.h"
#include "models/mail/pseudonyms.h"
#include "models/store/bytes.h"
#include "models/store/times.h"
#include <algorithm>
#include <limits>

namespace mv {
namespace {

// A row of open_message with names as numbers.
struct StoredRecipient {
    std::uint64_t addressHash = 0;
    std::int64_t firstTriedMs = 0, lastTriedMs = 0;
    bool done = false;
    NameId domain = 0, relayHost = 0, source = 0, provider = 0;
};
struct StoredMessage {
    std::int64_t arrivedMs = 0, lastSeenMs = 0, recipientCount = 0;
    bool senderKnown = false;
    std::string sender;
    std::vector<StoredRecipient> recipients;
};

std::string encode(const StoredMessage& m)
{
    std::string out;
    appendInteger(out, m.arrivedMs);
    appendInteger(out, m.lastSeenMs - m.arrivedMs);
    appendInteger(out, m.recipientCount);
    appendInteger(out, m.senderKnown ? 1 : 0);
    appendText(out, m.sender);
    appendInteger(out, static_cast<std::int64_t>(m.recipients.size()));
    for (const auto& r : m.recipients) {
        appendInteger(out, static_cast<std::int64_t>(r.addressHash));
        appendInteger(out, r.firstTriedMs - m.arrivedMs);
        appendInteger(out, r.lastTriedMs - m.arrivedMs);
        appendInteger(out, r.done ? 1 : 0);
        for (const NameId id : { r.domain, r.relayHost, r.source, r.provider })
            appendInteger(out, id);
    }
    return out;
}

NameId takeId(std::string_view& in) { return static_cast<NameId>(takeInteger(in)); }

StoredMessage decode(std::string_view in)
{
    StoredMessage m;
    m.arrivedMs = takeInteger(in);
    m.lastSeenMs = m.arrivedMs + takeInteger(in);
    m.recipientCount = takeInteger(in);
    m.senderKnown = takeInteger(in) != 0;
    m.sender = takeText(in);
    const auto count = takeInteger(in);
    for (std::int64_t i = 0; i < count; ++i) { // ends with the bytes at the latest
        StoredRecipient& r = m.recipients.emplace_back();
        r.addressHash = static_cast<std::uint64_t>(takeInteger(in));
        r.firstTriedMs = m.arrivedMs + takeInteger(in);
        r.lastTriedMs = m.arrivedMs + takeInteger(in);
        r.done = takeInteger(in) != 0;
        r.domain = takeId(in);
        r.relayHost = takeId(in);
        r.source = takeId(in);
        r.provider = takeId(in);
    }
    return m;
}

std::uint64_t hashOf(NameId server, std::string_view queueId)
{
    return std::hash<std::string_view>()(queueId) ^ (server * 0x9E3779B97F4A7C15U);
}

template <class Each> void forEachStored(sql::Connection& db, Each each)
{
    sql::Statement rows(db, "SELECT server, queue_id, data FROM open_message");
    while (rows.step())
        each(static_cast<NameId>(rows.int64(0)), rows.text(1), decode(rows.blob(2)));
}

} // namespace

std::vector<Waiting> waitingRecipients(sql::Connection& db, Dimensions& dimensions)
{
    const Names& servers = dimensions[NameKind::Server];
    std::vector<Waiting> waiting;
    forEachStored(db, [&](NameId server, std::string_view, const StoredMessage& m) {
        const auto at = m.sender.rfind('@');
        const auto senderDomain
            = at == std::string::npos ? std::string_view() : std::string_view(m.sender).substr(at + 1);
        const auto senderId = dimensions[NameKind::Domain].find(senderDomain).value_or(0);
        for (const auto& r : m.recipients) {
            if (r.done)
                continue;
            // As in facts: where no source is told, the server stands for it.
            const NameId source
                = r.source != 0 ? r.source : dimensions[NameKind::Source].find(servers.text(server)).value_or(0);
            waiting.push_back({ m.arrivedMs, r.provider, source, server, senderId, r.domain });
        }
    });
    return waiting;
}

void OpenMessages::load(sql::Connection& db)
{
    m_providers.clear();
    m_stored.clear();
    forEachStored(db, [&](NameId server, std::string_view queueId, const StoredMessage& m) {
        m_stored.insert(hashOf(server, queueId));
        for (const auto& r : m.recipients)
            m_providers[pairOf(r.relayHost, r.domain)] = r.provider;
    });
}

void OpenMessages::learnProviders(const Facts& facts)
{
    std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
    for (std::size_t row = 0; row < facts.size(); ++row) {
        const auto pair = pairOf(facts.id(Column::RelayHost, row), facts.id(Column::RecipientDomain, row));
        if (pair != last)
            m_providers[last = pair] = facts.id(Column::Provider, row);
    }
}

std::vector<OpenMessage> OpenMessages::all(sql::Connection& db, const Dimensions& names) const
{
    std::vector<OpenMessage> messages;
    const auto text = [&](NameKind kind, NameId id) { return std::string(names[kind].text(id)); };
    forEachStored(db, [&](NameId server, std::string_view queueId, const StoredMessage& stored) {
        OpenMessage& m = messages.emplace_back();
        m.server = text(NameKind::Server, server);
        m.queueId = queueId;
        m.arrivedAt = timeAt(stored.arrivedMs);
        m.lastSeenAt = timeAt(stored.lastSeenMs);
        m.sender = stored.sender;
        m.senderKnown = stored.senderKnown;
        m.recipientCount = static_cast<std::uint32_t>(stored.recipientCount);
        for (const auto& r : stored.recipients)
            m.recipients.push_back({ r.addressHash, timeAt(r.firstTriedMs), timeAt(r.lastTriedMs), r.done,
                text(NameKind::Domain, r.domain), text(NameKind::RelayHost, r.relayHost),
                text(NameKind::Source, r.source) });
    });
    return messages;
}

void OpenMessages::apply(sql::Connection& db, Dimensions& names, const OpenChanges& changes)
{
    sql::Statement remove(db, "DELETE FROM open_message WHERE server = ? AND queue_id = ?");
    for (const auto& [server, queueId] : changes.closed) {
        const auto id = names[NameKind::Server].find(server);
        if (id && m_stored.erase(hashOf(*id, queueId)) != 0)
            remove.run(*id, queueId);
    }
    sql::Statement put(db, "INSERT OR REPLACE INTO open_message(server, queue_id, data) VALUES(?, ?, ?)");
    for (const OpenMessage& m : changes.open) {
        StoredMessage stored { ms(m.arrivedAt), ms(m.lastSeenAt), m.recipientCount, m.senderKnown, m.sender, {} };
        for (const auto& r : m.recipients) {
            if (r.source.empty()) // then the server stands for it, also in answers
                names[NameKind::Source].intern(m.server);
            const auto domain = names[NameKind::Domain].intern(r.domain);
            const auto relayHost = names[NameKind::RelayHost].intern(r.relayHost);
            const auto provider = m_providers.find(pairOf(relayHost, domain));
            stored.recipients.push_back(
                { r.addressHash, ms(r.firstTriedAt), ms(r.lastTriedAt), r.done, domain, relayHost,
                    names[NameKind::Source].intern(r.source), provider == m_providers.end() ? 0 : provider->second });
        }
        const auto server = names[NameKind::Server].intern(m.server);
        const std::string data = encode(stored);
        put.run(server, m.queueId, sql::Blob { data });
        m_stored.insert(hashOf(server, m.queueId));
    }
}

namespace {

template <class Change> void changeAll(sql::Connection& db, Change change)
{
    struct Row {
        NameId server;
        std::string queueId, data;
    };
    std::vector<Row> rows;
    forEachStored(db, [&](NameId server, std::string_view queueId, StoredMessage m) {
        change(m);
        rows.push_back({ server, std::string(queueId), encode(m) });
    });
    sql::Statement update(db, "UPDATE open_message SET data = ? WHERE server = ? AND queue_id = ?");
    for (const Row& row : rows)
        update.run(sql::Blob { row.data }, row.server, row.queueId);
}

} // namespace

void OpenMessages::rewriteAll(sql::Connection& db)
{
    changeAll(db, [this](StoredMessage& m) {
        for (auto& r : m.recipients)
            r.provider = m_providers[pairOf(r.relayHost, r.domain)];
    });
}

void OpenMessages::pseudonymise(sql::Connection& db, Pseudonyms& names)
{
    changeAll(db, [&names](StoredMessage& m) {
        std::string sender;
        if (names.replaceAddresses(m.sender, sender))
            m.sender = sender;
    });
}

void OpenMessages::forget(
    sql::Connection& db, const std::vector<NameId>& servers, std::int64_t fromMs, std::int64_t toMs)
{
    std::vector<std::pair<NameId, std::string>> gone;
    forEachStored(db, [&](NameId server, std::string_view queueId, const StoredMessage& m) {
        const bool ofThem = std::ranges::find(servers, server) != servers.end();
        if (ofThem && fromMs <= m.arrivedMs && m.arrivedMs < toMs)
            gone.emplace_back(server, queueId);
    });
    sql::Statement remove(db, "DELETE FROM open_message WHERE server = ? AND queue_id = ?");
    for (const auto& [server, queueId] : gone) {
        remove.run(server, queueId);
        m_stored.erase(hashOf(server, queueId));
    }
}

} // namespace mv
