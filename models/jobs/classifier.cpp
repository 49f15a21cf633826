// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs/classifier.h"
#include "models/classify/replytemplate.h"
#include <algorithm>

namespace mv {
namespace {

constexpr std::size_t kPairsKept = 200'000; // remembered before starting over
constexpr std::uint32_t kUnasked = 0xFFFF'FFFF, kUnsettled = 0xFFFF'FFFE;

} // namespace

Classifier::Classifier(const ProviderTable& providers, const ReasonRules& rules)
    : m_providers(providers)
    , m_rules(rules)
{
}

void Classifier::startBatch()
{
    m_ofRelay.clear();
    m_ofPair.clear();
    m_judgedAs.clear();
    m_reasons.clear();
}

void Classifier::classify(ReadBatch& read)
{
    Batch& batch = read.batch;
    m_ofRelay.resize(batch.relayHosts.size(), kUnasked);
    for (std::size_t row = batch.templ.size(); row < batch.size(); ++row) {
        maskReply(read.reply(row), m_masked);
        batch.templ.push_back(batch.templates.intern(m_masked));
        batch.provider.push_back(provider(batch, batch.relayHost[row], batch.recipientDomain[row]));
        batch.reason.push_back(reason(batch, row));
    }
}

void Classifier::classify(Evidence& evidence)
{
    for (auto& reported : evidence.reports) {
        for (AuthResult& result : reported.auth)
            result.provider = providerOfReceiver(result.receiver);
    }
    for (AuthResult& result : evidence.auth)
        result.provider = providerOfReceiver(result.receiver);
    for (Placement& placement : evidence.placements)
        placement.provider = providerOfReceiver(placement.receiver);
}

const std::string& Classifier::providerOfReceiver(const std::string& receiver)
{
    if (m_ofReceiver.size() >= kPairsKept)
        m_ofReceiver.clear();
    const auto [known, isNew] = m_ofReceiver.try_emplace(receiver);
    if (isNew)
        known->second = m_providers.providerOfReceiver(receiver);
    return known->second;
}

std::uint32_t Classifier::provider(Batch& batch, std::uint32_t relayHost, std::uint32_t recipientDomain)
{
    if (const std::uint32_t settled = providerOfRelay(batch, relayHost); settled != kUnsettled)
        return settled;
    bool isNew = false;
    std::uint32_t& known = m_ofPair.find({ relayHost, recipientDomain }, {}, isNew);
    if (!isNew)
        return known;
    return known = batch.providers.intern(nameOf(batch.relayHosts.at(relayHost), batch.domains.at(recipientDomain)));
}

// As the table says; it is asked once for each pair.
std::string_view Classifier::nameOf(std::string_view relayHost, std::string_view recipientDomain)
{
    if (m_nameOfPair.size() >= kPairsKept) {
        m_pairs.clear();
        m_names.clear();
        m_nameOfPair = { 0 };
    }
    m_key.assign(relayHost).append(1, '\n').append(recipientDomain);
    const std::uint32_t pair = m_pairs.intern(m_key);
    if (pair == m_nameOfPair.size())
        m_nameOfPair.push_back(m_names.intern(m_providers.providerOf(relayHost, recipientDomain).name));
    return m_names.at(m_nameOfPair[pair]);
}

std::uint32_t Classifier::providerOfRelay(Batch& batch, std::uint32_t relayHost)
{
    std::uint32_t& known = m_ofRelay[relayHost];
    if (known == kUnasked) {
        const auto provider = m_providers.providerOfRelay(batch.relayHosts.at(relayHost));
        known = provider ? batch.providers.intern(provider->name) : kUnsettled;
    }
    return known;
}

// A template alone does not tell: the same words may come with another code, or for mail that expired.
std::uint32_t Classifier::reason(Batch& batch, std::size_t row)
{
    const Outcome outcome = batch.outcome[row];
    if (outcome == Outcome::Delivered)
        return 0;
    const std::uint32_t provider = judgedAs(batch, batch.provider[row]);
    bool isNew = false;
    std::uint32_t& known = m_reasons.find({ batch.templ[row], provider },
        { std::uint32_t { batch.code[row] } << 8U | static_cast<std::uint32_t>(outcome), batch.enhanced[row] }, isNew);
    if (isNew)
        known = batch.reasons.intern(m_rules.reasonOf(batch.providers.at(provider), outcome, batch.code[row],
            EnhancedCode::fromPacked(batch.enhanced[row]), batch.templates.at(batch.templ[row])));
    return known;
}

// The number of a provider that rules speak of; 0 for all others, to which the same replies mean the same.
std::uint32_t Classifier::judgedAs(const Batch& batch, std::uint32_t provider)
{
    m_judgedAs.resize(batch.providers.size(), kUnasked);
    std::uint32_t& known = m_judgedAs[provider];
    if (known == kUnasked)
        known = m_rules.speakOf(batch.providers.at(provider)) ? provider : 0;
    return known;
}

void Classifier::Numbers::clear()
{
    std::ranges::fill(m_slots, Slot {});
    m_used = 0;
}

std::uint32_t& Classifier::Numbers::find(Pair a, Pair b, bool& isNew)
{
    if (m_used * 2 > m_slots.size())
        grow();
    const auto packed = [](Pair p) { return std::uint64_t { p.first } << 32U | p.second; };
    const std::size_t mask = m_slots.size() - 1;
    // Fibonacci hashing: the numbers are small and dense.
    constexpr std::uint64_t kGolden = 0x9E37'79B9'7F4A'7C15U;
    std::size_t i = static_cast<std::size_t>((packed(a) + packed(b) * kGolden) * kGolden >> 32U) & mask;
    while (m_slots[i].used && (m_slots[i].a != a || m_slots[i].b != b))
        i = (i + 1) & mask;
    isNew = !m_slots[i].used;
    if (isNew) {
        m_slots[i] = { a, b, 0, true };
        ++m_used;
    }
    return m_slots[i].value;
}

void Classifier::Numbers::grow()
{
    const std::vector<Slot> old = std::exchange(m_slots, std::vector<Slot>(m_slots.size() * 2));
    m_used = 0;
    for (const Slot& slot : old) {
        bool isNew = false;
        if (slot.used)
            find(slot.a, slot.b, isNew) = slot.value;
    }
}

} // namespace mv
