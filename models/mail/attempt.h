// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mv {

// How a line about one recipient ended (design/product.md, "Words").
// Delivered, Deferred and Bounced are attempts. Expired is a final state without a remote answer. The rest are kept,
// shown apart and never part of a rate: Held is the MTA's own holding back ("delivery temporarily suspended"), Local a
// local mailbox or content filter, NextMx "this MX failed, trying the next", which names no recipient.
enum class Outcome : std::uint8_t { Delivered, Deferred, Bounced, Expired, Held, Local, NextMx };
inline constexpr std::size_t kOutcomeCount = 7;
std::string_view toString(Outcome); // "delivered", ... "next-mx": stable, used in CSV and on the command line
std::optional<Outcome> outcomeFrom(std::string_view);
constexpr bool isAttempt(Outcome o) { return o <= Outcome::Bounced; }
constexpr bool isFinal(Outcome o) { return o == Outcome::Delivered || o == Outcome::Bounced || o == Outcome::Expired; }

// Where in the SMTP dialogue (RFC 5321) the answer came, or what failed before one.
enum class Stage : std::uint8_t {
    Unknown,
    Dns,
    Connect,
    Greeting,
    Helo,
    StartTls,
    Auth,
    MailFrom,
    RcptTo,
    Data,
    EndOfData
};
std::string_view toString(Stage); // "dns", "connect", "greeting", "helo", "starttls", "auth", "mail-from", "rcpt-to",
                                  // "data", "end-of-data", "" for Unknown

// RFC 3463 status code class.subject.detail in one comparable number; 0 is "none".
class EnhancedCode {
public:
    constexpr EnhancedCode() = default;
    constexpr EnhancedCode(unsigned cls, unsigned subject, unsigned detail)
        : m_packed(cls * 1'000'000U + subject * 1'000U + detail)
    {
    }
    static constexpr EnhancedCode fromPacked(std::uint32_t packed)
    {
        EnhancedCode c;
        c.m_packed = packed;
        return c;
    }
    static EnhancedCode parse(
        std::string_view text); // "4.7.500"; none when it is not one (class 2, 4, 5; parts up to 999)

    constexpr std::uint32_t packed() const { return m_packed; }
    constexpr bool none() const { return m_packed == 0; }
    constexpr unsigned cls() const { return m_packed / 1'000'000U; }
    constexpr unsigned subject() const { return m_packed / 1'000U % 1'000U; }
    constexpr unsigned detail() const { return m_packed % 1'000U; }
    std::string toString() const; // "4.7.500", "" for none
    constexpr auto operator<=>(const EnhancedCode&) const = default;

private:
    std::uint32_t m_packed = 0;
};

// One try to hand one recipient's copy to a remote host, as the log told it. The views live as long as the sink call
// that passes it.
struct Attempt {
    UtcTime at {};
    Outcome outcome = Outcome::Deferred;
    Stage stage = Stage::Unknown;
    std::uint16_t code = 0;    // RFC 5321 reply code; 0: no remote answer
    EnhancedCode enhanced;     // from the reply; what the MTA synthesized when the reply has none
    std::int64_t delayMs = -1; // arrival in the queue to this line; -1: not told
    bool firstTry = false;     // no attempt of this recipient's copy was seen before
    std::uint64_t offset = 0;  // of the line, in decompressed bytes from the start of the file
    std::string_view server;   // the host that logged it; "host/instance" when the instance is not the default one
    std::string_view source;   // sending IP or VMTA; empty: not told, then the server stands for it
    std::string_view relayHost, relayIp; // empty when none
    std::string_view sender,
        recipient; // full addresses; only their domains are stored. Empty sender: bounce, or not known
    std::string_view queueId;
    std::string_view tls;   // e.g. "Untrusted TLSv1.3"; empty: none seen
    std::string_view reply; // the remote answer from the code on, or the MTA's own words; unmasked
};

// The part after the last '@', lower case is the caller's; empty when there is none.
constexpr std::string_view domainOf(std::string_view address)
{
    const auto at = address.rfind('@');
    return at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
}

} // namespace mv
