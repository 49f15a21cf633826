// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/incident.h"
#include "tests/storm/replies.h"
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace mv::storm {

// Times of the simulation: UTC, microseconds since 1970.
inline constexpr std::int64_t kSecond = 1'000'000;
inline constexpr std::int64_t kHour = 3600 * kSecond;
inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
std::int64_t utc(int month, int day, int hour, int minute); // of 2023

struct Period {
    std::int64_t from, to; // from <= t < to
    bool contains(std::int64_t t) const { return from <= t && t < to; }
};

// Something that makes deliveries to a provider fail, now and then.
struct Trouble {
    enum Kind : std::uint8_t {
        Session,   // one session: all its recipients
        Recipient, // one recipient, once
        Greylist,  // a recipient's first try; passes when retried
        Lasting,   // a recipient, for `hours` on the average
        Site,      // a session, after which Postfix holds the destination back for a while
        NextMx,    // at the first MX; the next one takes the mail
    };
    const Reply* reply;
    Kind kind;
    double chance;
    double hours = 0;
};

struct Receiver {          // a provider
    std::string_view name; // as resources/rules/providers.tsv calls it; empty: own-domain ISPs, in no table
    double share;          // of recipients
    const Reply* accepted;
    std::vector<Trouble> troubles;
};

struct Host {
    std::string name, ip;
};

struct Domain {
    std::string name;
    std::size_t receiver;
    std::vector<Host> hosts;       // by preference
    const Reply* always = nullptr; // the answer to all its mail: it isn't there
};

struct Source {
    std::string ip, host, instance; // logged by `instance`'s Postfix on `host`
    std::string server() const { return host + '/' + instance; }
};

// A source IP that Microsoft 365 limits.
struct Limit {
    std::size_t source;
    Period span;                                // to == kNever: still limited when the data end
    std::int64_t relaxedFrom = kNever;          // from here on fewer of its attempts are deferred
    double deferredShare(std::int64_t t) const; // of its attempts, 0 when not limited
};

// Story 1 of the product page: who sends, who receives, and what happens when.
struct World {
    Period data;           // what is logged
    std::int64_t movingIn; // most customers come to these servers in the days around it
    Period outage;         // all servers stopped: no lines
    Period orangeGreylisting;
    std::vector<Source> sources;
    std::vector<Receiver> receivers;
    std::vector<Domain> domains;
    std::vector<Limit> limits; // in order of their begin
    std::vector<Incident> incidents;
    std::size_t limitedReceiver; // Microsoft 365

    const Limit* limitOf(std::size_t source) const;
    double volumeAt(std::int64_t hour) const; // relative; daily and weekly rhythm, and moving in
    double sourceWeight(std::size_t source, std::int64_t t) const;
};
World makeWorld();

} // namespace mv::storm
