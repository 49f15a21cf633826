// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/correlator.h"
#include "models/ingest/keyhash.h"
#include <algorithm>
#include <deque>
#include <unordered_map>

namespace mv {

namespace {

constexpr std::uint32_t kNone = 0xffff'ffff;
// Lines of one message may be logged a little out of order, and stamps have whole seconds.
constexpr std::chrono::seconds kJitter { 60 };
constexpr std::chrono::hours kLinger { 1 };     // of a message that is done: a further recipient may be to come
constexpr std::size_t kSearched = 32;           // recipients of a message that are looked through without an index
constexpr std::size_t kMaxRecipients = 500'000; // of a message that are remembered: far above what an MTA lets in

// An entry of the open messages that is a delivery under way, in the place of a queue id.
std::string keyOfDelivery(std::string_view number) { return std::string("delivery ").append(number); }

// Whether the recipient's copy needs no more tries. Local deliveries end by their status class: the outcome alone does
// not tell.
bool isDone(const Attempt& a) { return isFinal(a.outcome) || (a.outcome == Outcome::Local && a.enhanced.cls() != 4); }

} // namespace

// Open messages lie in slots that are used again (their strings keep their memory); an open-addressing table finds them
// by hash; a list through the slots keeps them in the order in which they were last seen.
struct Correlator::Impl {
    struct Slot {
        OpenMessage message;
        std::unique_ptr<std::unordered_map<std::uint64_t, std::size_t>> index; // of many recipients, by address hash
        std::uint64_t hash = 0;
        std::uint32_t older = kNone, newer = kNone;
        bool inUse = false;
        bool changed = false;   // since takeChanges()
        bool committed = false; // takeChanges() has told of it, or load()
    };

    Limits limits;
    std::vector<Slot> slots;
    std::vector<std::uint32_t> free;
    std::vector<std::uint32_t> table = std::vector<std::uint32_t>(1024, kNone);
    std::size_t open = 0;
    std::uint32_t oldest = kNone, newest = kNone;
    std::vector<std::uint32_t> changed;
    std::vector<std::pair<std::string, std::string>> closed;
    std::deque<std::pair<std::uint64_t, UtcTime>> leaving; // hashes of messages, by when they were last seen done
    std::vector<std::string> expiredAddresses;             // behind the views that expire() gives

    std::size_t mask() const { return table.size() - 1; }

    std::uint32_t find(std::uint64_t hash, std::string_view server, std::string_view queueId) const
    {
        return findIf(hash, [&](const OpenMessage& m) { return m.queueId == queueId && m.server == server; });
    }
    template <class Wanted> std::uint32_t findIf(std::uint64_t hash, Wanted&& isWanted) const
    {
        for (std::size_t i = hash & mask();; i = (i + 1) & mask()) {
            const std::uint32_t s = table[i];
            if (s == kNone || (slots[s].hash == hash && isWanted(slots[s].message)))
                return s;
        }
    }
    void place(std::uint32_t s)
    {
        std::size_t i = slots[s].hash & mask();
        while (table[i] != kNone)
            i = (i + 1) & mask();
        table[i] = s;
    }
    void grow()
    {
        table.assign(table.size() * 2, kNone);
        for (std::uint32_t s = oldest; s != kNone; s = slots[s].newer)
            place(s);
    }
    // Takes the slot out of the table and closes the gap (backward shift), so that no tombstones pile up.
    void unplace(std::uint32_t s)
    {
        std::size_t gap = slots[s].hash & mask();
        while (table[gap] != s)
            gap = (gap + 1) & mask();
        for (std::size_t i = (gap + 1) & mask(); table[i] != kNone; i = (i + 1) & mask()) {
            const std::size_t home = slots[table[i]].hash & mask();
            if (((i - home) & mask()) >= ((i - gap) & mask())) {
                table[gap] = table[i];
                gap = i;
            }
        }
        table[gap] = kNone;
    }
    void link(std::uint32_t s)
    {
        slots[s].older = newest;
        slots[s].newer = kNone;
        (newest == kNone ? oldest : slots[newest].newer) = s;
        newest = s;
    }
    void unlink(std::uint32_t s)
    {
        const Slot& slot = slots[s];
        (slot.older == kNone ? oldest : slots[slot.older].newer) = slot.newer;
        (slot.newer == kNone ? newest : slots[slot.newer].older) = slot.older;
    }
    void markChanged(std::uint32_t s)
    {
        if (!slots[s].changed) {
            slots[s].changed = true;
            changed.push_back(s);
        }
    }

    // The message, opened when it is not known. Seen at `at`.
    std::uint32_t touch(std::string_view server, std::string_view queueId, UtcTime at)
    {
        const std::uint64_t hash = keyHash(server, queueId);
        std::uint32_t s = find(hash, server, queueId);
        if (s != kNone && slots[s].message.lastSeenAt + limits.forgetAfter < at) {
            begin(slots[s], at); // the old message left a queue whose log we never saw
        } else if (s == kNone) {
            s = add(hash, server, queueId);
            begin(slots[s], at);
        }
        OpenMessage& m = slots[s].message;
        m.lastSeenAt = std::max(m.lastSeenAt, at);
        if (s != newest) {
            unlink(s);
            link(s);
        }
        markChanged(s);
        forgetOld(at);
        return s;
    }
    std::uint32_t add(std::uint64_t hash, std::string_view server, std::string_view queueId)
    {
        std::uint32_t s = 0;
        if (free.empty()) {
            s = static_cast<std::uint32_t>(slots.size());
            slots.emplace_back();
        } else {
            s = free.back();
            free.pop_back();
        }
        Slot& slot = slots[s];
        slot.message.server = server;
        slot.message.queueId = queueId;
        slot.hash = hash;
        slot.inUse = true;
        slot.committed = false;
        link(s);
        ++open;
        if (open * 2 > table.size())
            grow();
        else
            place(s);
        return s;
    }
    static void begin(Slot& slot, UtcTime at)
    {
        slot.index.reset();
        OpenMessage& m = slot.message;
        m.arrivedAt = m.lastSeenAt = at;
        m.sender.clear();
        m.senderKnown = false;
        m.recipientCount = 0;
        m.recipients.clear();
    }
    // None: the message has too many to be remembered.
    static OpenRecipient* recipient(Slot& slot, std::string_view address, std::uint64_t hash)
    {
        std::vector<OpenRecipient>& all = slot.message.recipients;
        if (all.size() <= kSearched) {
            const auto r = std::ranges::find(all, hash, &OpenRecipient::addressHash);
            if (r != all.end())
                return &*r;
        } else {
            if (!slot.index) {
                slot.index = std::make_unique<std::unordered_map<std::uint64_t, std::size_t>>();
                for (std::size_t i = 0; i < all.size(); ++i)
                    slot.index->emplace(all[i].addressHash, i);
            }
            if (const auto known = slot.index->find(hash); known != slot.index->end())
                return &all[known->second];
            if (all.size() >= kMaxRecipients)
                return nullptr;
            slot.index->emplace(hash, all.size());
        }
        OpenRecipient& r = all.emplace_back();
        r.addressHash = hash;
        r.domain = domainOf(address);
        return &r;
    }
    void close(std::uint32_t s)
    {
        Slot& slot = slots[s];
        if (slot.committed)
            closed.emplace_back(slot.message.server, slot.message.queueId);
        unplace(s);
        unlink(s);
        slot.inUse = false;
        slot.index.reset();
        if (slot.message.recipients.capacity() > kSearched)
            slot.message.recipients = {}; // a slot keeps the memory of an ordinary message, not of the largest
        free.push_back(s);
        --open;
    }
    void forgetOld(UtcTime at)
    {
        while (
            oldest != newest && (open > limits.maxOpen || slots[oldest].message.lastSeenAt + limits.forgetAfter < at))
            close(oldest);
    }
};

Correlator::Correlator()
    : Correlator(Limits())
{
}
Correlator::Correlator(Limits limits)
    : m_impl(std::make_unique<Impl>())
{
    m_impl->limits = limits;
}
Correlator::~Correlator() = default;

void Correlator::load(std::vector<OpenMessage> messages)
{
    std::ranges::stable_sort(messages, {}, &OpenMessage::lastSeenAt);
    for (OpenMessage& m : messages) {
        const std::uint64_t hash = keyHash(m.server, m.queueId);
        std::uint32_t s = m_impl->find(hash, m.server, m.queueId);
        if (s == kNone)
            s = m_impl->add(hash, m.server, m.queueId);
        m_impl->slots[s].index.reset();
        m_impl->slots[s].message = std::move(m);
        m_impl->slots[s].committed = true;
    }
}

void Correlator::arrived(std::string_view server, std::string_view queueId, UtcTime at)
{
    Impl::Slot& slot = m_impl->slots[m_impl->touch(server, queueId, at)];
    // The same stamp: this line is read again, from another file. An earlier one: likewise, of an older message.
    if (at > slot.message.arrivedAt)
        Impl::begin(slot, at);
}

void Correlator::sender(std::string_view server, std::string_view queueId, UtcTime at, std::string_view sender,
    std::uint32_t recipientCount)
{
    OpenMessage& m = m_impl->slots[m_impl->touch(server, queueId, at)].message;
    if (at + kJitter < m.arrivedAt)
        return; // read again, of an older message with this id
    m.sender = sender;
    m.senderKnown = true;
    m.recipientCount = recipientCount;
}

std::uint64_t Correlator::hashOf(std::string_view address) { return XXH3_64bits(address.data(), address.size()); }

void Correlator::tried(Attempt& a) { tried(a, hashOf(a.recipient)); }

void Correlator::tried(Attempt& a, std::uint64_t addressHash)
{
    Impl::Slot& slot = m_impl->slots[m_impl->touch(a.server, a.queueId, a.at)];
    OpenMessage& m = slot.message;
    a.firstTry = isAttempt(a.outcome);
    if (a.at + kJitter < m.arrivedAt)
        return; // read again, of an older message with this id
    if (m.senderKnown)
        a.sender = m.sender;
    if (a.outcome == Outcome::NextMx)
        return;
    if (a.delayMs < 0 && m.senderKnown) // its arrival was in the log
        a.delayMs = std::max<std::int64_t>((a.at - m.arrivedAt).count(), 0);
    // Its arrival was not in the log: the delay tells it.
    if (const auto arrival = a.at - std::chrono::milliseconds(a.delayMs);
        a.delayMs > 0 && arrival + kJitter < m.arrivedAt)
        m.arrivedAt = arrival;

    OpenRecipient* const r = Impl::recipient(slot, a.recipient, addressHash);
    if (!r)
        return;
    if (isAttempt(a.outcome)) {
        if (r->firstTriedAt == UtcTime())
            r->firstTriedAt = a.at;
        a.firstTry = a.at <= r->firstTriedAt; // also when the line is read again
        r->lastTriedAt = std::max(r->lastTriedAt, a.at);
    }
    r->done = r->done || isDone(a);
    if (!isAttempt(a.outcome) && a.outcome != Outcome::Local && a.relayHost.empty()) {
        // Held or given up, without a word of the host: the last try tells it.
        a.relayHost = r->relayHost;
        if (a.source.empty())
            a.source = r->source;
    }
    if (!a.relayHost.empty())
        r->relayHost = a.relayHost;
    if (!a.source.empty())
        r->source = a.source;
}

std::vector<Attempt> Correlator::expire(std::string_view server, std::string_view queueId, UtcTime at)
{
    OpenMessage& m = m_impl->slots[m_impl->touch(server, queueId, at)].message;
    m_impl->expiredAddresses.clear();
    m_impl->expiredAddresses.reserve(m.recipients.size());
    std::vector<Attempt> out;
    for (OpenRecipient& r : m.recipients) {
        if (r.done)
            continue;
        r.done = true;
        m_impl->expiredAddresses.push_back("@" + r.domain);
        Attempt& a = out.emplace_back();
        a.at = at;
        a.outcome = Outcome::Expired;
        a.delayMs = (at - m.arrivedAt).count();
        a.server = m.server;
        a.queueId = m.queueId;
        a.sender = m.sender;
        a.recipient = m_impl->expiredAddresses.back();
        a.relayHost = r.relayHost;
        a.source = r.source;
    }
    return out;
}

void Correlator::removed(std::string_view server, std::string_view queueId, UtcTime at)
{
    const std::uint32_t s = m_impl->find(keyHash(server, queueId), server, queueId);
    if (s == kNone || at + kJitter < m_impl->slots[s].message.arrivedAt)
        return; // not known, or read again, of an older message with this id
    m_impl->close(s);
    m_impl->forgetOld(at);
}

void Correlator::leftBefore(std::string_view server, UtcTime at)
{
    Impl& impl = *m_impl;
    for (std::uint32_t s = impl.oldest; s != kNone;) {
        const std::uint32_t newer = impl.slots[s].newer;
        const OpenMessage& m = impl.slots[s].message;
        if (m.lastSeenAt < at && m.server == server)
            impl.close(s);
        s = newer;
    }
}

void Correlator::leavesWhenDone(std::string_view server, std::string_view queueId, UtcTime at)
{
    Impl& impl = *m_impl;
    const auto isLeaving = [&](std::uint32_t s) {
        return s != kNone && std::ranges::all_of(impl.slots[s].message.recipients, &OpenRecipient::done);
    };
    const std::uint64_t hash = keyHash(server, queueId);
    if (!impl.leaving.empty() && impl.leaving.back().first == hash)
        impl.leaving.back().second = at;
    else if (isLeaving(impl.find(hash, server, queueId)))
        impl.leaving.emplace_back(hash, at);
    for (; !impl.leaving.empty() && impl.leaving.front().second + kLinger < at; impl.leaving.pop_front()) {
        const std::uint32_t s = impl.findIf(impl.leaving.front().first, [](const OpenMessage&) { return true; });
        if (isLeaving(s) && impl.slots[s].message.lastSeenAt <= impl.leaving.front().second)
            impl.close(s);
    }
}

void Correlator::started(std::string_view server, std::string_view delivery, std::string_view queueId,
    std::string_view recipient, bool local, UtcTime at)
{
    Impl::Slot& slot = m_impl->slots[m_impl->touch(server, keyOfDelivery(delivery), at)];
    Impl::begin(slot, at); // numbers begin again when qmail does
    slot.message.sender = queueId;
    slot.message.senderKnown = true;
    OpenRecipient& r = *Impl::recipient(slot, recipient, hashOf(recipient));
    r.done = true; // of this entry: it is no waiting mail
    r.relayHost = local ? "local" : "";
}

std::optional<Correlator::Started> Correlator::ended(std::string_view server, std::string_view delivery)
{
    const std::string key = keyOfDelivery(delivery);
    const std::uint32_t s = m_impl->find(keyHash(server, key), server, key);
    if (s == kNone)
        return std::nullopt;
    const OpenMessage& m = m_impl->slots[s].message;
    std::optional<Started> out;
    if (!m.recipients.empty()) {
        const OpenRecipient& r = m.recipients.front();
        out = Started { m.sender, "@" + r.domain, r.addressHash, !r.relayHost.empty() };
    }
    m_impl->close(s);
    return out;
}

void Correlator::awaits(std::string_view server, std::string_view queueId, std::string_view recipient, UtcTime at)
{
    Impl::Slot& slot = m_impl->slots[m_impl->touch(server, queueId, at)];
    if (at + kJitter >= slot.message.arrivedAt)
        Impl::recipient(slot, recipient, hashOf(recipient));
}

std::vector<Correlator::Waiting> Correlator::waiting(std::string_view server, std::string_view queueId) const
{
    std::vector<Waiting> out;
    const std::uint32_t s = m_impl->find(keyHash(server, queueId), server, queueId);
    if (s == kNone)
        return out;
    for (const OpenRecipient& r : m_impl->slots[s].message.recipients) {
        if (!r.done)
            out.push_back({ r.addressHash, "@" + r.domain });
    }
    return out;
}

bool Correlator::knows(std::string_view server, std::string_view queueId) const
{
    return m_impl->find(keyHash(server, queueId), server, queueId) != kNone;
}

std::size_t Correlator::openCount() const { return m_impl->open; }

OpenChanges Correlator::takeChanges()
{
    OpenChanges out;
    out.closed = std::move(m_impl->closed);
    m_impl->closed.clear();
    // An id that is in use again is told once, as open.
    std::erase_if(out.closed, [&](const auto& key) { return knows(key.first, key.second); });
    for (const std::uint32_t s : m_impl->changed) {
        Impl::Slot& slot = m_impl->slots[s];
        slot.changed = false;
        if (!slot.inUse)
            continue; // closed since
        slot.committed = true;
        out.open.push_back(slot.message);
    }
    m_impl->changed.clear();
    return out;
}

} // namespace mv
