// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>

namespace mv::storm {

// A long queue id (src/global/mail_queue.h): seconds and microseconds in base 52, 'z', the file's number in base 51.
std::string queueId(std::int64_t atUs, std::uint32_t file);

// ", delay=1.1, delays=0.8/0.01/0.1/0.2" of microseconds in all, for the connection and for the transfer.
void appendDelays(std::string& out, std::int64_t total, std::int64_t connect, std::int64_t transfer);

} // namespace mv::storm
