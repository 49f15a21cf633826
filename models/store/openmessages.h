// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/openmessage.h"
#include "models/store/facts.h"
#include "models/store/names.h"
#include "models/store/sqlite/sqlite.h"
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace mv {

class Pseudonyms;

// A recipient who was tried and waits, in database numbers: the waiting mail of the Delay and Sources questions.
struct Waiting {
    std::int64_t arrivedMs = 0;
    NameId provider = 0, source = 0, server = 0, senderDomain = 0, recipientDomain = 0;
};
std::vector<Waiting> waitingRecipients(sql::Connection&, Dimensions&);

// The table of open messages, as the writer keeps it.
class OpenMessages {
public:
    void load(sql::Connection&);
    std::vector<OpenMessage> all(sql::Connection&, const Dimensions&) const;

    // Whoever is tried is told in a fact, with its provider.
    void learnProviders(const Facts&);
    void apply(sql::Connection&, Dimensions&, const OpenChanges&);

    // Every provider anew; `providerOf` takes (relay host, domain).
    template <class ProviderOf> void relabel(sql::Connection& db, ProviderOf providerOf)
    {
        for (auto& [pair, provider] : m_providers)
            provider = providerOf(static_cast<NameId>(pair >> 32U), static_cast<NameId>(pair));
        rewriteAll(db);
    }
    // The senders of messages, of which only the domain is asked for.
    void pseudonymise(sql::Connection&, Pseudonyms&);
    // What arrived at one of the servers from <= t < to.
    void forget(sql::Connection&, const std::vector<NameId>& servers, std::int64_t fromMs, std::int64_t toMs);

private:
    static std::uint64_t pairOf(NameId a, NameId b) { return (std::uint64_t { a } << 32U) | b; }
    void rewriteAll(sql::Connection&);
    std::unordered_map<std::uint64_t, NameId> m_providers; // of (relay host, domain)
    // Hashes of what is in the table: most messages come and go within one batch and were never there to delete.
    std::unordered_set<std::uint64_t> m_stored;
};

} // namespace mv
