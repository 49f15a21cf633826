// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/counts.h"
#include "models/mail/scope.h"
#include "models/store/facts.h"
#include "models/store/readerimpl.h"
#include <array>
#include <optional>
#include <vector>

namespace mv {

// What filters and groups look at, in database numbers: one cell of the cube, or one fact.
struct CellLabels {
    NameId provider = 0, source = 0, server = 0, senderDomain = 0, recipientDomain = 0, templ = 0, reason = 0;
    std::uint8_t result = 0; // without the stage
};

// The filters of a scope in database numbers.
class Selection {
public:
    Selection(Reader::Impl&, const Filters&);

    bool keeps(const CellLabels& labels) const
    {
        return keeps(m_providers, labels.provider) && keeps(m_sources, labels.source) && keeps(m_servers, labels.server)
            && keeps(m_senderDomains, labels.senderDomain) && keeps(m_recipientDomains, labels.recipientDomain)
            && keeps(m_templates, labels.templ) && keeps(m_reasons, labels.reason)
            && (m_outcomes >> (labels.result & 7U) & 1U) != 0;
    }
    // Mail that waits has no reply yet that would end it: only who, where from and where to.
    bool keepsWaiting(const Waiting& w) const
    {
        return keeps(m_providers, w.provider) && keeps(m_sources, w.source) && keeps(m_servers, w.server)
            && keeps(m_senderDomains, w.senderDomain) && keeps(m_recipientDomains, w.recipientDomain);
    }
    // Whether the rate cube knows all that is asked about: it has no domains, and unlisted providers only together.
    bool inCube() const { return !m_senderDomains && !m_recipientDomains && !m_unlistedNamed; }
    bool inDelayCube() const { return inCube() && !m_templates && !m_reasons && m_outcomes == kAllOutcomes; }
    std::vector<Column> columns() const; // of a fact that keeps() looks at

private:
    using Kept = std::optional<std::vector<bool>>; // by number; none: all
    static constexpr unsigned kAllOutcomes = (1U << kOutcomeCount) - 1;
    static bool keeps(const Kept& kept, NameId id) { return !kept || (id < kept->size() && (*kept)[id]); }
    static Kept resolve(Reader::Impl&, NameKind, const std::vector<std::string>&);
    void resolveProviders(Reader::Impl&, const std::vector<std::string>&);

    Kept m_providers, m_sources, m_servers, m_senderDomains, m_recipientDomains, m_templates, m_reasons;
    unsigned m_outcomes = kAllOutcomes;
    bool m_unlistedNamed = false;
};

// Buckets of time, of which only what lies within the range counts.
class Buckets {
public:
    Buckets(const std::vector<UtcTime>& edges, TimeRange range);

    std::int64_t fromMs() const { return m_fromMs; }
    std::int64_t toMs() const { return m_toMs; }
    std::size_t size() const { return m_edges.empty() ? 0 : m_edges.size() - 1; }
    // The bucket of a time within from..to. Times mostly come in order: the last answer is tried first.
    std::size_t at(std::int64_t t) const { return m_edges[m_last] <= t && t < m_edges[m_last + 1] ? m_last : find(t); }
    bool aligned(std::int64_t stepMs) const; // whether all edges within the range are multiples

private:
    std::size_t find(std::int64_t t) const;

    std::vector<std::int64_t> m_edges;
    std::int64_t m_fromMs = 0, m_toMs = 0; // the part of the range that the edges cover
    mutable std::size_t m_last = 0;
};

// What of a range only facts could tell that are no longer kept: a gap, never zero.
class NotKept {
public:
    void add(Reader::Impl&, std::int64_t fromMs, std::int64_t toMs); // facts of from <= t < to are needed
    // Buckets that it touches are not covered.
    void uncover(const std::vector<UtcTime>& edges, std::vector<bool>& covered) const;
    // Facts are kept from there on; nullopt: nothing was missing.
    std::optional<UtcTime> keptFrom() const { return m_keptFrom; }

private:
    std::vector<TimeRange> m_ranges;
    std::optional<UtcTime> m_keptFrom;
};

// The edges of a question and, when it compares, those of its past.
std::vector<UtcTime> edgesOf(const Scope&, Bucket);
std::vector<UtcTime> comparedEdgesOf(const Scope&, const std::vector<UtcTime>& edges);
// Which buckets have an hour with any fact at all.
std::vector<bool> coveredBuckets(Reader::Impl&, const std::vector<UtcTime>& edges);

inline void addTo(Counts& counts, std::uint8_t result, std::uint64_t count)
{
    const auto outcome = result & 7U;
    if (outcome >= kOutcomeCount)
        throw DamagedData("a fact has an outcome that does not exist");
    counts.byOutcome[outcome] += count;
    if (isFirstTry(result) && isAttempt(static_cast<Outcome>(outcome))) {
        counts.firstTries += count;
        counts.firstDeferred += static_cast<Outcome>(outcome) == Outcome::Deferred ? count : 0;
    }
}

} // namespace mv
