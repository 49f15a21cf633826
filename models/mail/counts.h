// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include <array>
#include <cstdint>
#include <optional>

namespace mv {

// How many lines of each outcome a cell holds, and how many recipients were first tried and first deferred in it.
struct Counts {
    std::array<std::uint64_t, kOutcomeCount> byOutcome {};
    std::uint64_t firstTries = 0;
    std::uint64_t firstDeferred = 0;

    std::uint64_t of(Outcome o) const { return byOutcome[static_cast<std::size_t>(o)]; }
    std::uint64_t attempts() const { return of(Outcome::Delivered) + of(Outcome::Deferred) + of(Outcome::Bounced); }
    // Of attempts, 0..1. No attempts: no rate, which is a gap and never zero.
    std::optional<double> deferralRate() const { return share(of(Outcome::Deferred), attempts()); }
    std::optional<double> bounceRate() const { return share(of(Outcome::Bounced), attempts()); }
    std::optional<double> messagesAffected() const { return share(firstDeferred, firstTries); }

    Counts& operator+=(const Counts& other)
    {
        for (std::size_t i = 0; i < kOutcomeCount; ++i)
            byOutcome[i] += other.byOutcome[i];
        firstTries += other.firstTries;
        firstDeferred += other.firstDeferred;
        return *this;
    }
    bool operator==(const Counts&) const = default;

private:
    static std::optional<double> share(std::uint64_t part, std::uint64_t whole)
    {
        if (whole == 0)
            return std::nullopt;
        return static_cast<double>(part) / static_cast<double>(whole);
    }
};

} // namespace mv
