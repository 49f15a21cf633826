// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "tests/storm/storm.h"
#include <array>
#include <queue>
#include <span>
#include <vector>

namespace mv::storm {

struct Recipient {
    std::uint16_t domain = 0, name = 0;
    bool done = false, tried = false;
    bool seen = false;              // a line told of it
    const Reply* lasting = nullptr; // what its mailbox answers until `lastingUntil`
    std::int64_t lastingUntil = 0;
};

struct Message {
    static constexpr std::size_t kMaxRecipients = 20;
    std::int64_t arrivedAt = 0;
    std::uint16_t source = 0, sender = 0;
    std::uint32_t group = 0, issue = 0, size = 0; // issue: the group's so many-th mail
    unsigned tries = 0;
    std::string queueId;
    std::size_t count = 0;
    std::array<Recipient, kMaxRecipients> recipients; // `count` of them
    std::span<Recipient> to() { return std::span(recipients).first(count); }
    std::span<const Recipient> to() const { return std::span(recipients).first(count); }
};

// What Postfix does with mail, as far as its log shows: queues, sessions, retries with its default back-off (300 to
// 4000 s, queue runs every 300 s, five days), destinations held back after a failed connection.
class MailFlow {
public:
    MailFlow(const World&, LogFiles&, Truth&, const Options&);

    void run(std::uint64_t messages);

private:
    struct Mailing {
        std::uint32_t groups; // of recipients, that mail is sent to again and again
        std::uint32_t most;   // recipients in a group
        double colleagues;    // chance that a recipient's domain is the first one's
        bool allLines;        // also those of smtpd and cleanup, and of TLS
    };
    static constexpr Mailing kLetters { 5000, 6, 0.7, true }, kLists { 400, 20, 0.2, false };
    struct Due {
        std::int64_t at;
        std::uint32_t message;
        bool operator>(const Due& other) const { return at != other.at ? at > other.at : message > other.message; }
    };
    struct Hold { // of a destination by a source
        std::int64_t until = 0;
        const Reply* reply = nullptr;
        std::string text;
    };
    struct Connection { // kept open for re-use
        std::int64_t until = 0;
        unsigned pid = 0, uses = 0;
        std::size_t host = 0;
    };
    struct Session {
        std::int64_t at = 0;
        const Domain* domain = nullptr;
        const Host* host = nullptr;
        unsigned pid = 0, uses = 1;
        bool answered = false; // by the relay: there is one to name
    };

    void runUntil(std::int64_t);
    void arrive(std::int64_t);
    void address(Message&, std::uint32_t group);
    void logArrival(const Message&);
    bool writesTo(const Message&, std::size_t receiver) const;
    static bool happens(double& owed, double chance);
    void tryMessage(std::uint32_t index, std::int64_t at);
    void tryDomain(Message&, std::size_t domain, std::int64_t at);
    const Reply* sessionTrouble(const Message&, const Domain&, std::int64_t at, bool& holds);
    const Reply* recipientTrouble(const Message&, Recipient&, const Domain&, std::int64_t at);
    Session connect(const Message&, std::size_t domain, std::int64_t at, const Reply* failure);
    void nextMx(const Message&, Session&);
    void hold(const Message&, std::size_t domain, const Reply&, std::int64_t at);
    void result(Message&, Recipient&, const Session&, const Reply&);
    void held(Message&, Recipient&, const Hold&, std::int64_t at);
    void expire(Message&, std::int64_t at);
    void bounceToSender(const Message&, std::int64_t at);
    void finish(Recipient&, const Message&, std::int64_t at);
    std::int64_t retryTime(const Message&, std::int64_t at);

    void log(std::size_t source, std::int64_t at, std::string_view program, unsigned process);
    ReplyContext context(const Message&, const Recipient&, const Session&);
    static std::string messageIdOf(const Message&);
    std::string_view addressOf(const Recipient&);
    std::size_t pickDomain(std::size_t receiver, Rng&);
    std::size_t keyOf(const Reply&) const;

    const World& m_world;
    LogFiles& m_files;
    Truth& m_truth;
    Mailing m_mailing;
    Rng m_rng;
    std::vector<double> m_receiverShares;              // cumulative
    std::array<std::vector<double>, 2> m_sourceShares; // cumulative; [1]: on Wednesdays
    std::vector<std::vector<double>> m_owed;           // by receiver and trouble
    std::vector<double> m_limitOwed;                   // by limit
    std::size_t m_limitsMet = 0;                       // by mail; limits are in order of their begin
    std::vector<std::vector<std::size_t>> m_domainsOf; // by receiver
    std::vector<std::vector<double>> m_domainShares;   // cumulative
    std::vector<std::uint32_t> m_issues;               // by group
    std::vector<Hold> m_holds;                         // by source and domain
    std::vector<Connection> m_connections;             // by source and domain
    std::vector<Message> m_messages;                   // slots, re-used
    std::vector<std::uint32_t> m_freeSlots;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> m_due;
    std::uint32_t m_queueFile = 0;              // a running number in queue ids
    std::string m_accepted;                     // what the current session's data were answered
    std::string m_text, m_address, m_messageId; // buffers
};

} // namespace mv::storm
