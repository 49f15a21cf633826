// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/format.h"

namespace mv {

// Mailboxes in one file (mbox, RFC 4155, with >From quoting): a format of lines, since they grow and are larger than a
// document may be. Each message is read as a mail; what it tells lies at the offset of its "From " line, which is
// counted as delivery when the message told something, else as other. The lines of messages are context. A message that
// can't be read, or is longer than kMaxDocument, is told as its "From " line that was not understood.
const FormatInfo& mailboxFormat();

} // namespace mv
