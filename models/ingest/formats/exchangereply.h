// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/attempt.h"
#include <string_view>

namespace mv {

// Exchange wraps what the remote host said: "[{LRT=};{LED=451 4.7.0 ...};{FQDN=mx};{IP=192.0.2.1}]", "451 4.4.0 Primary
// target IP address responded with: "421 ..."", "451 4.4.395 Target host responded with error. -> 421 ...". Fills code,
// enhanced, stage and reply of `a`, and relay host and address where the text tells and `a` has none. A reply of
// Exchange's own ("DNS query failed", "Failed to connect") is no remote answer: no code.
void describeExchangeReply(std::string_view text, Attempt& a);

// The n-th of the statuses of a line's recipients, which are joined by semicolons and may hold some.
std::string_view exchangeStatus(std::string_view all, std::size_t n);

} // namespace mv
