// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/openmessage.h"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// Joins the lines of one message by (server, queue id), over all files of an import, oldest first. Its open messages
// are committed with the facts and loaded again before the next import. Bounded: a message unseen for longer than
// `forgetAfter` of log time is dropped (it left a queue whose log we never saw), and so is the longest unseen above
// `maxOpen`. One thread.
class Correlator {
public:
    struct Limits {
        std::chrono::hours forgetAfter { 24 * 8 }; // maximal_queue_lifetime is 5 days by default
        std::size_t maxOpen = 2'000'000;
    };
    Correlator();
    explicit Correlator(Limits);
    ~Correlator();

    void load(std::vector<OpenMessage>);

    // A new message enters the queue (smtpd client=, pickup uid=). The same id with another arrival time is a re-used
    // id.
    void arrived(std::string_view server, std::string_view queueId, UtcTime at);
    void sender(std::string_view server, std::string_view queueId, UtcTime at, std::string_view sender,
        std::uint32_t recipientCount);
    // A fact about a recipient: fills a.sender and a.firstTry, a.delayMs where the line tells none, for Held and
    // Expired what the last try knew of relay and source, and remembers the try. Its views live until the next call.
    void tried(Attempt& a);
    void tried(Attempt& a, std::uint64_t addressHash); // of the recipient, who is no more than a domain in `a`
    // The queue gives the message up: one Expired attempt for each recipient still waiting, passed to `each`.
    template <class Each> void expired(std::string_view server, std::string_view queueId, UtcTime at, Each&& each)
    {
        for (const Attempt& a : expire(server, queueId, at))
            each(a);
    }
    void removed(std::string_view server, std::string_view queueId, UtcTime at);
    // A listing has told all that waits at the server at this time: what was last seen before it has left.
    void leftBefore(std::string_view server, UtcTime at);

    // qmail: the line that starts a delivery names message and recipient, the one that ends it only the delivery's
    // number. Kept with the open messages, since another file may tell the end.
    void started(std::string_view server, std::string_view delivery, std::string_view queueId,
        std::string_view recipient, bool local, UtcTime at);
    struct Started {
        std::string queueId, recipient; // "@domain": addresses are not kept
        std::uint64_t addressHash = 0;
        bool local = false;
    };
    std::optional<Started> ended(std::string_view server, std::string_view delivery);

    // Haraka: lines about a delivery do not name its recipients; the session that brought them did.
    void awaits(std::string_view server, std::string_view queueId, std::string_view recipient, UtcTime at);
    struct Waiting {
        std::uint64_t addressHash = 0;
        std::string recipient; // "@domain"
    };
    std::vector<Waiting> waiting(std::string_view server, std::string_view queueId) const;
    static std::uint64_t hashOf(std::string_view address);
    // For logs that do not tell when a message leaves the queue: it is forgotten, unless a recipient known of it waits,
    // an hour of log time after it was last seen.
    void leavesWhenDone(std::string_view server, std::string_view queueId, UtcTime at);

    bool knows(std::string_view server, std::string_view queueId) const;
    std::size_t openCount() const;
    OpenChanges takeChanges(); // since the last call (or load)

private:
    std::vector<Attempt> expire(
        std::string_view server, std::string_view queueId, UtcTime at); // views live until the next call
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace mv
