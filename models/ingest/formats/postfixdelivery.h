// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include <string_view>

namespace mv {

// "to=<rcpt>[, orig_to=<rcpt>], relay=R[, conn_use=N], delay=D, delays=a/b/c/d[, tls=...], dsn=X.Y.Z, status=S (text)":
// Postfix src/global/log_adhoc.c. Keys that are not known are passed over. Views into the line.
struct PostfixDelivery {
    std::string_view recipient;
    std::string_view relay, relayHost, relayIp; // as written; host and address out of "host[address]:port"
    unsigned port = 0;
    std::int64_t delayMs = -1;
    EnhancedCode dsn;
    std::string_view status;
    std::string_view text;
};

enum class DeliveryParse : std::uint8_t { Ok, Truncated, BadField };
// `message` begins with "to=". Truncated: it ends before "status=".
DeliveryParse parsePostfixDelivery(std::string_view message, PostfixDelivery& out);

// Fills outcome, code, enhanced code, stage, relay, delay, source and reply of an attempt. False: a status that is none
// of a delivery (a probe's "deliverable").
bool describeDelivery(std::string_view program, const PostfixDelivery&, Attempt&);
// The same for "host x[1.2.3.4] said: 4xx ..." without "to=": one MX failed and the next is tried. False: the text is
// nothing of that kind.
bool describeNextMx(std::string_view text, Attempt&);

} // namespace mv
