// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include "models/mail/openmessage.h"
#include <optional>
#include <string>
#include <vector>

namespace mv {

// Strings numbered in the order in which they came. Index 0 is always the empty string. On the hot path of an import:
// one block of text, and an open-addressing table, which clear() keeps.
class StringPool {
public:
    StringPool();
    std::uint32_t intern(std::string_view); // throws std::length_error beyond 4 GiB of text
    std::optional<std::uint32_t> find(std::string_view) const;
    std::string_view at(std::uint32_t index) const; // valid until the next intern() or clear()
    std::size_t size() const { return m_ends.size(); }
    void clear();

private:
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t index = 0;             // 0: free; the empty string needs no slot
        std::uint32_t begin = 0, length = 0; // in m_text: as in m_ends, without another cache miss
    };
    std::size_t slotOf(std::string_view, std::uint32_t hash) const; // its own, or the free one where it belongs
    void grow();

    std::string m_text;
    std::vector<std::uint32_t> m_ends; // string i is m_text[m_ends[i-1], m_ends[i])
    std::vector<Slot> m_slots;
};

// Facts on their way from the reading to the writing thread: columns of plain numbers and batch-local strings. Row i of
// every column is one line. Committed as a whole or not at all.
struct Batch {
    StringPool servers, sources, relayHosts, relayIps, domains, templates, providers, reasons, tls;

    std::vector<std::int64_t> atMs;
    std::vector<std::uint32_t> server, source, relayHost, relayIp, senderDomain, recipientDomain, templ, provider,
        reason, tlsUsed;
    std::vector<Outcome> outcome;
    std::vector<Stage> stage;
    std::vector<std::uint8_t> firstTry;
    std::vector<std::uint16_t> code;
    std::vector<std::uint32_t> enhanced; // EnhancedCode::packed
    std::vector<std::int64_t> delayMs;
    std::vector<std::uint64_t> offset;
    std::vector<std::uint32_t> queueIdEnd; // queue id i is queueIds[queueIdEnd[i-1], queueIdEnd[i])
    std::string queueIds;
    // 32 bits of a hash of the full address: tells the recipients of one message apart where overlapping files are
    // joined, and whether a recipient that is unknown now took mail before. May be empty: then equal lines about
    // several recipients of a domain can't be told apart.
    std::vector<std::uint32_t> recipientHash;

    OpenChanges openChanges;

    std::size_t size() const { return atMs.size(); }
    std::string_view queueId(std::size_t row) const;
    void clear(); // keeps capacity
};

} // namespace mv
