// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include <string_view>

namespace mv {

// One envelope (a recipient's copy) tried, handed to a local user or given up. In the words of
//   6.4 and later:  SESSION mta delivery evpid=E from=<s> to=<r> rcpt=<r|-> source="ip" relay="ip (host)" delay=1m2s
//                   result="Ok|TempFail|PermFail" stat="text"; SESSION mda delivery ..., without quotes
//   5.7 to 6.3:     SESSION mta event=delivery ..., SESSION mda event=delivery ...
//   5.0 to 5.4:     relay: Ok for E: session=S, from=<s>, ..., stat=text; delivery: Ok for E: ...
//   all:            relay: Expire for E: from=<s>, to=<r>, rcpt=<->, delay=D, stat=Envelope expired
// (smtpd/mta.c mta_log(), mda.c mda_log(), queue.c queue_log()). Keys that are not known are passed over. Views into
// the line.
struct OpenSmtpdDelivery {
    bool local = false; // by mda
    std::string_view session, envelope;
    std::string_view sender, recipient, source, relay;
    std::int64_t delayMs = -1;
    std::string_view result, text;
};

enum class OpenSmtpdParse : std::uint8_t { Ok, OtherLine, Truncated };
OpenSmtpdParse parseOpenSmtpdDelivery(std::string_view message, OpenSmtpdDelivery& out);

// "key=value" at the front of `rest`, taken off with the blank or comma behind it; brackets and quotes are left out of
// the value. False: there is none.
bool takeOpenSmtpdField(std::string_view& rest, std::string_view& key, std::string_view& value);

// Fills all but time, server, queue id and TLS. False: a result that is none.
bool describeOpenSmtpdDelivery(const OpenSmtpdDelivery&, Attempt&);
// The same for "BANNER rejected: 421 ..." of a session in which no recipient was named. `connected`: the host was
// reached. False: nothing of that kind.
bool describeOpenSmtpdError(std::string_view reason, bool connected, Attempt&);

bool isOpenSmtpdId(std::string_view); // of an envelope or a session: 16 hexadecimal digits

} // namespace mv
