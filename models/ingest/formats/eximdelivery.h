// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include <string>
#include <string_view>

namespace mv {

// "=>" and "->" and ">>" hand a copy on, "==" defers it, "**" gives it up.
enum class EximFlag : std::uint8_t { Delivered, Deferred, Failed };

// What follows the flag: "addr [<parent>] [F=<sender>] [R=router] [T=transport] [defer (N)] [H=host [ip][:port]]
// [X=tls] [C="reply"] ... [: text]". Exim spec, "Logging deliveries" and "Summary of fields in log lines";
// src/deliver.c, src/transports/smtp.c. Fields that are not known are passed over. Views into the line.
struct EximDelivery {
    std::string_view address, parent; // as written: also "/var/mail/x", "|command", ":blackhole:", a bare local part
    std::string_view sender;          // F= or P=; empty: not told, or the null sender
    std::string_view transport;
    std::string_view host, ip;         // of H=
    std::string_view interface;        // of I=: the address that the connection left from
    std::string_view tls, certificate; // of X= up to the cipher ("TLS1.3"), of CV= ("yes", "no", "dane")
    std::string_view confirmation;     // of C=, still escaped
    std::int64_t queueMs = -1;         // of QT=
    int error = 0;                     // N of "defer (N)": an errno, or one of Exim's own below zero
    std::string_view text;             // of "==" and "**"
    bool cutOff = false;               // the line ends within H=
};

// False: cut off before what a line of this kind must say.
bool parseEximDelivery(EximFlag, std::string_view message, EximDelivery& out);

// Where an attempt's views live that are no part of the line: kept until the next one is described.
struct EximTexts {
    std::string reply, tls;
};

// Fills outcome, code, enhanced code, stage, relay, delay (of QT=), source, TLS, sender, recipient and reply.
void describeEximDelivery(EximFlag, const EximDelivery&, Attempt&, EximTexts&);
// The same for "H=host [ip]: SMTP error ..." or "H=host [ip] Connection refused" without a flag: one host failed.
// False: the text is nothing of that kind.
bool describeEximHostError(std::string_view message, Attempt&, EximTexts&);

} // namespace mv
