// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include "tests/storm/rng.h"
#include <span>
#include <string>
#include <string_view>

namespace mv::storm {

// How Postfix words the outcome (src/smtp/smtp_trouble.c, smtp_connect.c).
enum class Wording : std::uint8_t {
    Bare,     // "(250 2.0.0 Ok)": accepted, or the MTA's own words
    Greeting, // "host H[IP] refused to talk to me: ..."
    MailFrom, // "host H[IP] said: ... (in reply to MAIL FROM command)"
    RcptTo,
    EndOfData,
    NoRelay, // the MTA's own words, before any relay was reached: relay=none
};

// A kind of answer that the invented receivers give, one per template. `text` has {placeholders} for what varies.
struct Reply {
    std::string_view key; // names it in the truth file
    Wording wording;
    std::string_view dsn; // as Postfix logs it; its class is the outcome
    std::string_view text;
};
std::span<const Reply> replies();
const Reply& reply(std::string_view key); // must exist

constexpr Outcome outcomeOf(const Reply& r)
{
    return r.dsn[0] == '2' ? Outcome::Delivered : r.dsn[0] == '4' ? Outcome::Deferred : Outcome::Bounced;
}

// What the placeholders of one answer stand for.
struct ReplyContext {
    std::string_view sourceIp, host, hostIp, recipient, domain, messageId;
    std::uint32_t size = 0;
    std::int64_t atUs = 0;
};
void appendReply(std::string& out, const Reply&, const ReplyContext&, Rng&);

// Two digits of a date or time, leading zero.
void appendTwo(std::string& out, unsigned value);
// "2023-10-12T06:12:34"
void appendIsoSeconds(std::string& out, std::int64_t unixSeconds);

} // namespace mv::storm
