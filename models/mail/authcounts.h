// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/authresult.h"
#include <array>
#include <cstdint>
#include <numeric>
#include <optional>

namespace mv {

// Messages by what one method found. Not whole numbers: a report tells of a period, and its messages are spread over
// the buckets that the period touches.
struct VerdictCounts {
    std::array<double, kAuthVerdictCount> of {};

    double operator[](AuthVerdict v) const { return of[static_cast<std::size_t>(v)]; }
    double& operator[](AuthVerdict v) { return of[static_cast<std::size_t>(v)]; }
    double total() const { return std::accumulate(of.begin(), of.end(), 0.0); }
    // Of those that were told, 0..1; nothing told: no rate, which is a gap and never zero.
    std::optional<double> share(AuthVerdict v) const { return shareOf((*this)[v]); }
    std::optional<double> passing() const { return share(AuthVerdict::Pass); }
    // What neither passes nor says that there was nothing to check.
    double failed() const { return total() - (*this)[AuthVerdict::Pass] - (*this)[AuthVerdict::None]; }
    std::optional<double> failing() const { return shareOf(failed()); }
    VerdictCounts& operator+=(const VerdictCounts& other)
    {
        for (std::size_t i = 0; i < of.size(); ++i)
            of[i] += other.of[i];
        return *this;
    }
    bool operator==(const VerdictCounts&) const = default;

private:
    std::optional<double> shareOf(double part) const
    {
        const double whole = total();
        return whole > 0 ? std::optional(part / whole) : std::nullopt;
    }
};

enum class AuthMethod : std::uint8_t { Spf, Dkim, Dmarc };
inline constexpr std::size_t kAuthMethodCount = 3;
std::string_view toString(AuthMethod); // "SPF", "DKIM", "DMARC"

struct AuthCounts {
    std::array<VerdictCounts, kAuthMethodCount> methods;
    double messages = 0;
    // Of those of which it was told: whether SPF or DKIM passed for a domain aligned with From:.
    double spfAligned = 0, spfNotAligned = 0, dkimAligned = 0, dkimNotAligned = 0;

    const VerdictCounts& operator[](AuthMethod m) const { return methods[static_cast<std::size_t>(m)]; }
    VerdictCounts& operator[](AuthMethod m) { return methods[static_cast<std::size_t>(m)]; }
    AuthCounts& operator+=(const AuthCounts& other)
    {
        for (std::size_t i = 0; i < methods.size(); ++i)
            methods[i] += other.methods[i];
        messages += other.messages;
        spfAligned += other.spfAligned;
        spfNotAligned += other.spfNotAligned;
        dkimAligned += other.dkimAligned;
        dkimNotAligned += other.dkimNotAligned;
        return *this;
    }
    bool operator==(const AuthCounts&) const = default;
};

} // namespace mv
