// SPDX-License-Identifier: GPL-3.0-or-later
// Texts in the manner of the real ones; ids, names and numbers are invented.
#include "tests/storm/replies.h"
#include <algorithm>
#include <array>
#include <chrono>
#include <fmt/format.h>
#include <stdexcept>

namespace mv::storm {
namespace {

using enum Wording;

constexpr std::array kReplies {
    // Accepted
    Reply { "exchange-ok", Bare, "2.6.0",
        "250 2.6.0 <{mid}> [InternalId={internalid}, Hostname={exhost}] {speed} Queued mail for delivery -> 250 "
        "2.1.5" },
    Reply { "gmail-ok", Bare, "2.0.0", "250 2.0.0 OK  {epoch} {gid} - gsmtp" },
    Reply { "yahoo-ok", Bare, "2.0.0", "250 ok dirdel" },
    Reply { "icloud-ok", Bare, "2.0.0", "250 2.0.0 Ok: queued as {hex:12}" },
    Reply { "gmx-ok", Bare, "2.0.0", "250 Requested mail action okay, completed: id={gmxid}" },
    Reply { "orange-ok", Bare, "2.0.0", "250 2.0.0 {b62:22} mail accepted for delivery" },
    Reply { "comcast-ok", Bare, "2.0.0", "250 2.0.0 {b62:22} mail accepted for delivery" },
    Reply { "mimecast-ok", Bare, "2.0.0",
        "250 SmtpThread-{thread}-{epoch}{digits3}@de-mta-{mta}.de.mimecast.lan Received OK "
        "[{b62:22}.de{mta}]" },
    Reply { "proofpoint-ok", Bare, "2.0.0", "250 2.0.0 3t{hex:8}-1 Message accepted for delivery" },
    Reply { "barracuda-ok", Bare, "2.0.0", "250 Ok: queued as {hex:10}" },
    Reply { "postfix-ok", Bare, "2.0.0", "250 2.0.0 Ok: queued as {hex:10}" },

    // Microsoft
    Reply { "m365-server-busy", RcptTo, "4.7.500",
        "451 4.7.500 Server busy. Please try again later from [{ip}]. (S77714) [{eop}]" },
    Reply {
        "m365-temporary", RcptTo, "4.3.2", "451 4.3.2 Temporary server error. Please try again later ATTR17 [{eop}]" },
    Reply { "m365-resources", MailFrom, "4.3.1", "452 4.3.1 Insufficient system resources (TSTE) [{eop}]" },
    Reply { "m365-unknown", RcptTo, "5.4.1", "550 5.4.1 Recipient address rejected: Access denied. [{eop}]" },
    Reply { "m365-full", RcptTo, "4.2.2", "452 4.2.2 <{rcpt}>: Mailbox full. [{eop}]" },
    Reply { "outlook-limited", MailFrom, "4.7.650",
        "451 4.7.650 The mail server [{ip}] has been temporarily rate limited due to IP reputation. For e-mail "
        "delivery "
        "information, see https://postmaster.live.com (S775) [{eop}]" },
    Reply { "outlook-full", RcptTo, "4.2.2", "452 4.2.2 <{rcpt}> mailbox over quota [{eop}]" },
    Reply { "outlook-unknown", RcptTo, "5.5.0",
        "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302). [{eop}]" },

    // Google
    Reply { "gmail-rate", EndOfData, "4.7.28",
        "421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating 421-4.7.28 from your IP address "
        "[{ip}      15]. To protect our users from spam, 421-4.7.28 mail sent from your IP address has been "
        "temporarily "
        "421-4.7.28 rate limited. For more information, go to 421 4.7.28  "
        "https://support.google.com/mail/?p=UnsolicitedRateLimitError {gid} - gsmtp" },
    Reply { "gmail-user-rate", RcptTo, "4.2.1",
        "450-4.2.1 The user you are trying to contact is receiving mail at a rate that 450-4.2.1 prevents additional "
        "messages from being delivered. Please resend your 450-4.2.1 message at a later time. If the user is able to "
        "receive mail at that 450-4.2.1 time, your message will be delivered. For more information, please 450-4.2.1 "
        "visit "
        "450 4.2.1  https://support.google.com/mail/?p=ReceivingRate {gid} - gsmtp" },
    Reply { "gmail-full", RcptTo, "4.2.2",
        "452-4.2.2 The recipient's inbox is out of storage space. Please direct the 452-4.2.2 recipient to 452 4.2.2  "
        "https://support.google.com/mail/?p=OverQuotaTemp {gid} - gsmtp" },
    Reply { "gmail-temporary", MailFrom, "4.3.0",
        "421-4.3.0 Temporary System Problem.  Try again later (10). For more information, 421-4.3.0 go to 421 4.3.0  "
        "https://support.google.com/a/answer/3221692 {gid} - gsmtp" },
    Reply { "gmail-unknown", RcptTo, "5.1.1",
        "550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the "
        "recipient's email address for typos or 550-5.1.1 unnecessary spaces. For more information, go to 550 5.1.1  "
        "https://support.google.com/mail/?p=NoSuchUser {gid} - gsmtp" },

    // Yahoo, iCloud
    Reply { "yahoo-tss04", MailFrom, "4.7.0",
        "421 4.7.0 [TSS04] Messages from {ip} temporarily deferred due to unexpected volume or user complaints - "
        "4.16.55.1; see https://postmaster.yahooinc.com/error-codes" },
    Reply { "yahoo-resources", EndOfData, "4.0.0",
        "451 Resources temporarily unavailable. Please try again later [#4.16.1]." },
    Reply { "yahoo-unknown", EndOfData, "5.0.0",
        "554 delivery error: dd This user doesn't have a yahoo.com account ({rcpt}) [0] - {yhost}" },
    Reply { "icloud-volume", RcptTo, "4.7.1",
        "421 4.7.1 Messages to {rcpt} deferred due to excessive volume. Try again later - "
        "https://support.apple.com/en-us/HT204137" },
    Reply { "icloud-full", RcptTo, "4.2.2", "452 4.2.2 <{rcpt}>: user is over quota" },
    Reply { "icloud-unknown", RcptTo, "5.1.1", "550 5.1.1 <{rcpt}>: user does not exist" },

    // European and American mailbox providers
    Reply { "gmx-unavailable", Greeting, "4.0.0",
        "421-{domain} (mxgmx0{digit}) Nemesis ESMTP Service not available 421 Service closing transmission channel" },
    Reply { "gmx-limit", MailFrom, "4.0.0",
        "450 Requested mail action not taken: mailbox unavailable. Sender IP {ip} exceeds its rate limit. For "
        "explanation "
        "visit https://postmaster.gmx.net/en/error-messages?ip={ip}&c=greylist" },
    Reply { "gmx-unknown", RcptTo, "5.0.0", "550 Requested action not taken: mailbox unavailable" },
    Reply { "orange-greylist", RcptTo, "4.7.1",
        "450 4.7.1 <{rcpt}>: Recipient address rejected: Greylisted, veuillez reessayer plus tard. Please try again "
        "later. "
        "OFR_419 [419]" },
    Reply { "orange-connections", Greeting, "4.0.0",
        "421 mwinf5c63 ME Trop de connexions, veuillez verifier votre configuration. Too many connections, slow down. "
        "OFR005_104 [104]" },
    Reply { "orange-unknown", RcptTo, "5.1.1",
        "550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR204_416 [416]" },
    Reply { "comcast-throttled", MailFrom, "4.1.0",
        "421 4.1.0 {ip} Throttled - try again later. Please see "
        "https://postmaster.comcast.net/smtp-error-codes.html#RL000001" },
    Reply { "comcast-temporary", RcptTo, "4.2.0", "450 4.2.0 <{rcpt}> - Recipient temporarily unavailable" },
    Reply { "comcast-unknown", RcptTo, "5.1.1", "550 5.1.1 Not our Customer" },

    // Gateways
    Reply { "mimecast-internal", RcptTo, "4.0.0",
        "451 Internal resource temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451 "
        "[{b62:22}.de{mta}]" },
    Reply { "mimecast-unknown", RcptTo, "5.0.0",
        "550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550 [{b62:22}.de{mta}]" },
    Reply { "proofpoint-temporary", MailFrom, "4.3.0", "451 4.3.0 Temporary system failure. Please try again later." },
    Reply { "proofpoint-unknown", RcptTo, "5.1.1", "550 5.1.1 <{rcpt}>... User unknown" },
    Reply { "barracuda-later", RcptTo, "4.7.1", "451 4.7.1 Try again later" },
    Reply { "barracuda-unknown", RcptTo, "5.1.1", "550 5.1.1 <{rcpt}>: No such recipient here" },

    // Everybody else
    Reply { "postgrey", RcptTo, "4.2.0",
        "450 4.2.0 <{rcpt}>: Recipient address rejected: Greylisted, see "
        "http://postgrey.schweikert.ch/help/{domain}.html" },
    Reply { "postfix-full", RcptTo, "4.2.2", "452 4.2.2 <{rcpt}> Mailbox full" },
    Reply { "postfix-unknown", RcptTo, "5.1.1",
        "550 5.1.1 <{rcpt}>: Recipient address rejected: User unknown in virtual mailbox table" },
    Reply { "dnsbl", RcptTo, "5.7.1",
        "554 5.7.1 Service unavailable; Client host [{ip}] blocked using zen.spamhaus.org; "
        "https://www.spamhaus.org/query/ip/{ip}" },

    // Postfix's own words
    Reply { "timed-out", NoRelay, "4.4.1", "connect to {host}[{hostip}]:25: Connection timed out" },
    Reply { "refused", NoRelay, "4.4.1", "connect to {host}[{hostip}]:25: Connection refused" },
    Reply { "lost-connection", Bare, "4.4.2",
        "lost connection with {host}[{hostip}] while sending end of data -- message may be sent more than once" },
    Reply { "handshake", Bare, "4.4.2", "lost connection with {host}[{hostip}] while performing the EHLO handshake" },
    Reply { "dns-again", NoRelay, "4.4.3",
        "Host or domain name not found. Name service error for name={domain} type=MX: Host not found, try again" },
    Reply { "dns-unknown", NoRelay, "5.4.4",
        "Host or domain name not found. Name service error for name={domain} type=A: Host not found" },
    Reply { "tls-required", Bare, "4.7.4", "TLS is required, but was not offered by host {host}[{hostip}]" },
    Reply { "tls-certificate", Bare, "4.7.5", "Server certificate not trusted" },
    Reply { "local-mailbox", Bare, "2.0.0", "delivered to mailbox" },
};

constexpr std::string_view kBase62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kHex = kBase62.substr(0, 16), kDecimal = kBase62.substr(0, 10);

void appendDigits(std::string& out, std::string_view digits, unsigned count, Rng& rng)
{
    for (unsigned i = 0; i < count; ++i)
        out += digits[rng.below(static_cast<std::uint32_t>(digits.size()))];
}

// A number and the name of the process that gave it, as most ids are made. The process is the recipient's own, which
// repeats: a log of ids that are random throughout compresses to little but ids.
void appendId(std::string& out, std::string_view digits, unsigned count, Rng& rng, Rng& process)
{
    appendDigits(out, digits, 2, rng);
    appendDigits(out, kDecimal, 1, process); // nearly all real ones have a digit in them
    appendDigits(out, digits, count - 3, process);
}

// Several random numbers for one text are drawn in braces: these are evaluated in order, the arguments of a call in the
// order that the compiler likes, and the same seed shall give the same bytes from every compiler.
constexpr std::array<std::string_view, 5> kSites { "AM7", "DB5", "BN8", "SN1", "CO1" };
constexpr std::array<std::string_view, 3> kForests { "EUR03", "NAM12", "APC01" };

// The frontend host, time and id in brackets at the end of Exchange Online Protection's replies. The id is the
// session's begin in .NET ticks: 100 ns since the year 1.
void appendEop(std::string& out, std::int64_t atUs, Rng& process)
{
    const auto [forest, site, host] = std::array { process.below(3), process.below(5), process.below(64) };
    fmt::format_to(std::back_inserter(out), "{}{}FT{:03}.eop-{}.prod.protection.outlook.com ", kSites[site],
        kForests[forest], host, kForests[forest]);
    appendIsoSeconds(out, atUs / 1'000'000);
    fmt::format_to(std::back_inserter(out), ".{:03}Z {:016X}", atUs / 1000 % 1000,
        621'355'968'000'000'000 + atUs * 10 - process.below(900'000));
}

void appendGoogleId(std::string& out, Rng& rng, Rng& process)
{
    const auto [number, high, low, csi, letter, end] = std::array { process.below(20), process.below(0xffff),
        process.below(0xffffffff), process.below(900'000), process.below(26), process.below(900) };
    fmt::format_to(std::back_inserter(out), "{}{}-20020a17090a{:04x}000000b00{:08x}csi{}ed{}.{}",
        static_cast<char>('a' + rng.below(26)), 10 + number, high, low, 100'000 + csi, static_cast<char>('a' + letter),
        100 + end);
}

void appendExchangeHost(std::string& out, Rng& process)
{
    const auto [site, host] = std::array { process.below(4), process.below(16) };
    fmt::format_to(std::back_inserter(out), "AM{}PR04MB{:04}.eurprd04.prod.outlook.com", 5 + site, 1001 + host * 17);
}

// "21037 bytes in 0.143, 143.665 KB/sec"
void appendSpeed(std::string& out, std::uint32_t size, Rng& process)
{
    const double seconds = 0.1 + 0.001 * process.below(100);
    fmt::format_to(
        std::back_inserter(out), "{} bytes in {:.3f}, {:.3f} KB/sec", size, seconds, size / 1024.0 / seconds);
}

void appendValue(std::string& out, std::string_view name, const ReplyContext& c, Rng& rng)
{
    Rng process(hashOf(c.recipient) ^ hashOf(name));
    if (name == "ip")
        out += c.sourceIp;
    else if (name == "rcpt")
        out += c.recipient;
    else if (name == "domain")
        out += c.domain;
    else if (name == "host")
        out += c.host;
    else if (name == "hostip")
        out += c.hostIp;
    else if (name == "mid")
        out += c.messageId;
    else if (name == "eop")
        appendEop(out, c.atUs, process);
    else if (name == "gid")
        appendGoogleId(out, rng, process);
    else if (name == "epoch")
        fmt::format_to(std::back_inserter(out), "{}", c.atUs / 1'000'000);
    else if (name == "internalid")
        fmt::format_to(std::back_inserter(out), "82463{}", 100'000'000 + process.below(899'999'999));
    else if (name == "speed")
        appendSpeed(out, c.size, process);
    else if (name == "exhost")
        appendExchangeHost(out, process);
    else if (name == "yhost")
        fmt::format_to(std::back_inserter(out), "mta{}.mail.ne1.yahoo.com", 4001 + process.below(900));
    else if (name == "gmxid") {
        out += "1M";
        appendId(out, kBase62, 4, rng, process);
        out += "-1q";
        appendDigits(out, kBase62, 4, process);
        out += "4-00";
        appendDigits(out, kBase62, 4, process);
    } else if (name == "thread")
        fmt::format_to(std::back_inserter(out), "{}", 1'000'000 + process.below(9'000'000));
    else if (name == "mta")
        fmt::format_to(std::back_inserter(out), "{}", 10 + process.below(90));
    else if (name == "digit")
        appendDigits(out, kDecimal, 1, process);
    else if (name == "digits3")
        appendDigits(out, kDecimal, 3, rng);
    else if (name.starts_with("hex:"))
        appendId(out, kHex, static_cast<unsigned>(std::stoi(std::string(name.substr(4)))), rng, process);
    else if (name.starts_with("b62:"))
        appendId(out, kBase62, static_cast<unsigned>(std::stoi(std::string(name.substr(4)))), rng, process);
    else
        throw std::logic_error(fmt::format("no placeholder {{{}}}", name));
}

} // namespace

std::span<const Reply> replies() { return kReplies; }

const Reply& reply(std::string_view key)
{
    const auto found = std::find_if(kReplies.begin(), kReplies.end(), [&](const Reply& r) { return r.key == key; });
    if (found == kReplies.end())
        throw std::logic_error(fmt::format("no reply \"{}\"", key));
    return *found;
}

void appendReply(std::string& out, const Reply& r, const ReplyContext& c, Rng& rng)
{
    std::string_view rest = r.text;
    for (;;) {
        const auto open = rest.find('{');
        out += rest.substr(0, open);
        if (open == std::string_view::npos)
            return;
        const auto close = rest.find('}', open);
        appendValue(out, rest.substr(open + 1, close - open - 1), c, rng);
        rest.remove_prefix(close + 1);
    }
}

void appendTwo(std::string& out, unsigned value)
{
    out += static_cast<char>('0' + value / 10);
    out += static_cast<char>('0' + value % 10);
}

void appendIsoSeconds(std::string& out, std::int64_t unixSeconds)
{
    using namespace std::chrono;
    const sys_seconds at { seconds(unixSeconds) };
    const auto day = floor<days>(at);
    const year_month_day date(day);
    const hh_mm_ss time(at - day);
    fmt::format_to(std::back_inserter(out), "{:04}-", static_cast<int>(date.year()));
    appendTwo(out, static_cast<unsigned>(date.month()));
    out += '-';
    appendTwo(out, static_cast<unsigned>(date.day()));
    out += 'T';
    appendTwo(out, static_cast<unsigned>(time.hours().count()));
    out += ':';
    appendTwo(out, static_cast<unsigned>(time.minutes().count()));
    out += ':';
    appendTwo(out, static_cast<unsigned>(time.seconds().count()));
}

} // namespace mv::storm
