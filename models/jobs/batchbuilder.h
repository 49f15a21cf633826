// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/classify/providers.h"
#include "models/classify/reasons.h"
#include "models/ingest/format.h"
#include "models/mail/batch.h"
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace mv {

// Fills batches from what a format tells, classifying on the way: a provider is looked up once per (relay, domain), a reason
// once per (template, provider) and batch. Lives as long as the import; the tables outlive it. One thread.
class BatchBuilder final : public Sink {
public:
    BatchBuilder(const ProviderTable&, const ReasonRules&);

    void attempt(const Attempt&) override;
    void reject(const RejectedLine&) override;

    std::size_t size() const { return m_batch.size(); }
    const std::vector<RejectedLine>& rejected() const { return m_rejected; }
    // What was gathered since the last call; the builder goes on with the given empty batch (whose capacity is reused).
    Batch takeBatch(Batch next);
    std::vector<RejectedLine> takeRejected() { return std::exchange(m_rejected, {}); }

private:
    std::uint32_t domain(std::string_view address);
    std::uint32_t provider(std::uint32_t relayHost, std::uint32_t recipientDomain);
    void addReason(std::uint32_t templ, std::uint32_t provider, const Attempt&);

    const ProviderTable& m_providers;
    const ReasonRules& m_rules;
    Batch m_batch;
    std::vector<RejectedLine> m_rejected;
    std::unordered_map<std::string, std::string> m_providerNames; // "relay host\ndomain", over all batches
    std::unordered_map<std::uint64_t, std::uint32_t> m_providerIds; // (relay host, domain) of this batch
    std::unordered_set<std::uint64_t> m_reasonsAdded; // (template, provider) of this batch
    std::string m_masked, m_lower, m_key; // reused memory
};

} // namespace mv
