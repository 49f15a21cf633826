// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/time.h"
#include <optional>
#include <string_view>

namespace mv {

// Postfix queue ids. Short: hexadecimal, microseconds and inode. Long (enable_long_queue_ids): seconds and microseconds
// in base 52, 'z', the inode in base 51 (src/global/mail_queue.h).
inline constexpr std::size_t kMaxQueueIdLength = 32; // far above what Postfix makes
bool isQueueId(std::string_view);
// When a long queue id was made, to the second.
std::optional<UtcTime> timeOfLongQueueId(std::string_view);

} // namespace mv
