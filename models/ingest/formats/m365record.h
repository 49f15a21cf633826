// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/correlator.h"
#include "models/ingest/format.h"
#include "models/ingest/formats/copyid.h"
#include "models/ingest/formats/serverpool.h"
#include "models/mail/attempt.h"
#include <string_view>

namespace mv {

// What a Microsoft 365 message trace says of one recipient of a message: Get-MessageTrace and the reporting service
// ("Status"), the enhanced summary report ("recipient_status"). Views; empty: not told.
struct M365Record {
    std::string_view sender, recipient;
    std::string_view status;       // "Delivered", "Pending"; "Receive, Send": the last event counts
    std::string_view toIp, fromIp; // of the host that was tried; of the one that the message came from, if not from us
    bool hasToIp = false;          // the trace would tell toIp
    std::string_view direction;    // "Originating", "Incoming"; "2", "1"
    std::string_view id;           // of the message, in the trace
};

enum class M365Status : std::uint8_t { Told, NotFinal /* expanded, not yet known: no fact */, Unknown };

// Fills outcome, addresses, relay and, for want of a remote reply, the status as the reply. What stays in the service
// (its mailboxes, its quarantine) is Local.
M365Status describeM365(const M365Record&, Attempt&);

// A trace has one time for all it tells of a message: that of its arrival. So of two statuses in two exports, only the
// first is a first try.
void tellM365(Attempt&, const ServerPool::Server&, CopyId&, Correlator&, Sink&);

} // namespace mv
