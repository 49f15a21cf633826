// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include "models/mail/error.h"
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

namespace mv::storm {

struct World;

// What the written lines say, counted while they are written: the independent answer that imports are compared with.
// Hours are whole hours since 1970, UTC.
class Truth {
public:
    struct Cell {
        std::string provider; // "Other": in no table
        std::string source;
        Outcome outcome;
        std::string key; // Reply::key, or "expired"
        std::int64_t hour;
        std::uint64_t count;
    };
    struct FirstTries {
        std::string provider, source;
        std::int64_t hour;
        std::uint64_t tried, deferred; // recipients
    };
    struct Fate { // of a provider's recipients
        std::string provider;
        std::uint64_t finished = 0, waiting = 0; // waiting: tried or held, and not done when the data end
        double p50 = 0, p95 = 0;                 // seconds from arrival to the end, of the finished; within 3 %
    };

    // Not `detailed`: no cells and first tries, whose number grows with the volume.
    explicit Truth(const World&, bool detailed = true);

    // A line about a recipient. `receiver`: index into World::receivers.
    void line(std::size_t receiver, std::size_t source, Outcome, std::size_t key, std::int64_t atUs);
    void firstTry(std::size_t receiver, std::size_t source, bool deferred, std::int64_t atUs);
    void finished(std::size_t receiver, std::int64_t delayUs);
    void waiting(std::size_t receiver);
    static std::size_t expiredKey();

    // Sorted by their fields.
    std::vector<Cell> cells() const;
    std::vector<FirstTries> firstTries() const;
    std::vector<Fate> fates() const;
    std::uint64_t attempts() const { return m_attempts; }

    // TSV; the first column says what a row is: cell, first, fate, limited.
    Result<void> write(const std::filesystem::path&) const;

private:
    static constexpr std::size_t kDelaySteps = 512;
    struct Delays {
        std::array<std::uint64_t, kDelaySteps> steps {}; // of 3 %, from 10 ms
        std::uint64_t finished = 0, waiting = 0;
        double quantile(double q) const;
    };
    struct Firsts {
        std::uint64_t tried = 0, deferred = 0;
    };
    std::string providerName(std::size_t receiver) const;

    const World& m_world;
    bool m_detailed;
    std::uint64_t m_attempts = 0;
    std::unordered_map<std::uint64_t, std::uint64_t> m_cells; // by packed (hour, receiver, source, outcome, key)
    std::unordered_map<std::uint64_t, Firsts> m_firsts;       // the same with outcome and key 0
    std::vector<Delays> m_delays;                             // per receiver
};

} // namespace mv::storm
