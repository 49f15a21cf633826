// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include <string>
#include <string_view>

namespace mv {

// What a delivery text says, with or without the MTA's wrapping: "host x[1.2.3.4] said: 451 4.7.500 ... (in reply to
// RCPT TO command)", "connect to x[1.2.3.4]:25: Connection timed out", "lost connection with ... while ...". Grammar:
// Postfix src/smtp/smtp_trouble.c, smtp_connect.c, smtp_proto.c; bare replies RFC 5321 4.2. Views into the text. Never
// fails: what is not there is empty, none or Unknown.
struct ReplyText {
    std::uint16_t code = 0; // 0: no remote answer in it
    EnhancedCode enhanced;  // as in the reply; none when it has none
    Stage stage = Stage::Unknown;
    bool suspended = false;    // "delivery temporarily suspended: ": an old text is quoted, nothing was tried
    std::string_view host, ip; // of the remote, from the wrapping
    std::string_view reply;    // the remote answer from the code on; without one, the MTA's own words
};
ReplyText parseReplyText(std::string_view);
// "451 ...", "421-...", or the code alone (RFC 5321 4.2).
bool startsWithReplyCode(std::string_view);
// On one line, and with the code (0: none) that is told apart from it before it, unless it begins with one. In
// `buffer`.
std::string_view withReplyCode(std::string& buffer, std::string_view text, std::uint16_t code);

} // namespace mv
