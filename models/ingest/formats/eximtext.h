// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/cursor.h"
#include "models/mail/attempt.h"
#include <string>
#include <string_view>

namespace mv {

// The words in which Exim tells of hosts, replies and failures (src/transports/smtp.c, lmtp.c, src/deliver.c).

// "host [ip]" at the cursor, also "host DS [ip]" (+dnssec). False, and the cursor stays: something else.
bool takeEximHost(Cursor&, std::string_view& host, std::string_view& ip);

// Line ends in replies are written as "\n" ("\\n" in C="..."), quotes and backslashes in C="..." behind a backslash. A
// blank for a line end is what other MTAs write. The view is of `text` or of `storage`.
std::string_view unescapeExim(std::string_view text, std::string& storage);

// What failed, by Exim's own words and the system's ("Connection refused", "host lookup did not complete").
Stage stageOfEximWords(std::string_view);

// Code, enhanced code and reply of "451 4.7.500 ...".
void fillEximReply(std::string_view reply, Attempt&);
// The same and the stage of the text of a failure, Exim's words around a remote answer or alone; relay where they name
// it and it is not known.
void fillEximError(std::string_view text, Attempt&);

} // namespace mv
