// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/statetext.h"
#include "models/mail/attempt.h"
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mv {

// A connection in Exchange's SMTP send log, up to the row at hand: which answers are awaited, and for whom.
struct ExchangeSession {
    struct Recipient {
        std::string domain; // "@example.net"; empty: told already
        std::uint64_t addressHash = 0;
    };
    std::string relayHost, tls, sender, messageId;
    std::string nextMessageId;         // told before its MAIL
    std::vector<Recipient> recipients; // of the mail at hand
    std::size_t answered = 0;          // of them, by a reply to RCPT
    std::string refusal;               // the answer to MAIL, when it is one
    std::string awaited;               // one letter for each answer that is to come
    std::string lines;                 // of an answer that goes on

    // Whatever a log says, a session stays small.
    static constexpr std::size_t kMaxRecipients = 1000, kMaxAwaited = 2000, kMaxAnswer = 4000, kMaxName = 500;

    void connected();
    void sent(std::string_view command); // by Exchange
    // By the remote host: what is answered, and the whole answer. None: a line of an answer that goes on, or no answer.
    struct Answer {
        Stage stage = Stage::Unknown;
        std::string text;
        bool endsMail = false; // about all recipients, not one
    };
    std::optional<Answer> received(std::string_view line);
    void mailDone();

    void save(StateWriter&) const;
    void load(StateReader&);
};

} // namespace mv
