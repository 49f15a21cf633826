// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include <string>
#include <string_view>

namespace mv {

// What "delivery N: success|deferral|failure: REPORT" says, with blanks as '_' and line ends as '/' (qmail-send.c
// logsafe(), qmail-remote.c quit()): "192.0.2.1_does_not_like_recipient./Remote_host_said:_550_5.1.1_.../".
struct QmailReport {
    bool gaveUp = false; // the message has been in the queue too long: there is no next try
    std::string text;    // with blanks; lines of a reply are joined by one
};
QmailReport readQmailReport(std::string_view report);

// Fills code, enhanced code, stage, relay's address, source and reply: views of `report` and of the text.
void describeQmailReport(const QmailReport&, Attempt&);

} // namespace mv
