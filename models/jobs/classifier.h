// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/classify/providers.h"
#include "models/classify/reasons.h"
#include "models/jobs/batchbuilder.h"
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mv {

// Adds templates, providers and reasons to batches as they were read; a provider is looked up once per (relay, domain),
// a reason once per batch and all that it depends on. Each thread that labels has its own.
// The tables outlive it.
class Classifier {
public:
    Classifier(const ProviderTable&, const ReasonRules&);
    void startBatch();         // the next rows are of another batch
    void classify(ReadBatch&); // those of its rows that have no labels yet
    void classify(Evidence&);  // who operates the receivers

private:
    // Numbers for pairs of numbers, or for two pairs, found again by open addressing: asked for every row.
    class Numbers {
    public:
        using Pair = std::pair<std::uint32_t, std::uint32_t>;
        void clear();
        // The number of (a, b); `isNew`: it is to be set.
        std::uint32_t& find(Pair a, Pair b, bool& isNew);

    private:
        struct Slot {
            Pair a, b;
            std::uint32_t value = 0;
            bool used = false;
        };
        void grow();
        std::vector<Slot> m_slots = std::vector<Slot>(1024);
        std::size_t m_used = 0;
    };

    std::uint32_t provider(Batch&, std::uint32_t relayHost, std::uint32_t recipientDomain);
    std::uint32_t providerOfRelay(Batch&, std::uint32_t relayHost); // kUnsettled: the domain counts
    std::string_view nameOf(std::string_view relayHost, std::string_view recipientDomain);
    std::uint32_t reason(Batch&, std::size_t row);
    const std::string& providerOfReceiver(const std::string&);
    std::uint32_t judgedAs(const Batch&, std::uint32_t provider);

    const ProviderTable& m_providers;
    const ReasonRules& m_rules;
    StringPool m_pairs, m_names;                     // "relay host\ndomain", and names of providers, over all batches
    std::vector<std::uint32_t> m_nameOfPair = { 0 }; // pair -> its provider's name
    std::vector<std::uint32_t> m_ofRelay;            // relay host -> provider, in this batch; kUnasked, kUnsettled
    Numbers m_ofPair;                                // (relay host, domain) -> provider, in this batch
    std::vector<std::uint32_t> m_judgedAs;           // provider -> itself or 0, in this batch
    Numbers m_reasons; // (template, provider), (code and outcome, enhanced code) -> reason, in this batch
    std::unordered_map<std::string, std::string> m_ofReceiver;
    std::string m_masked, m_key; // reused memory
};

} // namespace mv
