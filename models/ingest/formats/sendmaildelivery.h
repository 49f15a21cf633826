// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include <string>
#include <string_view>

namespace mv {

// "to=<a>,<b>[ [more]][, ctladdr=C (uid/gid)], delay=D[, xdelay=D][, mailer=M], pri=N[, relay=R[ [ip]]][, dsn=X.Y.Z]
// [, ntries=N][, reply=CODE TEXT], stat=TEXT": src/deliver.c, logdelivery(). Keys that are not known are passed over.
// Views into the line.
struct SendmailDelivery {
    std::string_view recipients; // still a list: takeSendmailRecipient()
    std::string_view mailer;
    std::string_view relayHost, relayIp;    // without the dot at the end, and the brackets
    std::string_view tlsVerify, tlsVersion; // where a build logs them here
    std::int64_t delayMs = -1, tryMs = -1;  // of delay=, of xdelay=
    EnhancedCode dsn;
    std::string_view reply; // of a failure; since 8.17
    std::string_view status;
};

// `message` begins with "to=". False: it ends before "stat=".
bool parseSendmailDelivery(std::string_view message, SendmailDelivery& out);
// The next of "<a>,<b>,root,|command" without its brackets, taken off the front. Empty: there is none.
std::string_view takeSendmailRecipient(std::string_view& list);

// "host. [1.2.3.4] (may be forged)", "[1.2.3.4] [1.2.3.4]", "host.".
void parseSendmailRelay(std::string_view relay, std::string_view& host, std::string_view& ip);
// Postfix's words for what verify= says of the peer's certificate, so that one filter finds all: "Trusted TLSv1.3".
// Empty: no TLS.
std::string sendmailTls(std::string_view version, std::string_view verify);

// Fills outcome, code, enhanced code, stage, relay, delay, source and reply; not the recipient.
void describeSendmailDelivery(const SendmailDelivery&, Attempt&);

} // namespace mv
