// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/ingest/formats/csvrecord.h"
#include "models/mail/attempt.h"
#include <array>
#include <string_view>

namespace mv {

// The columns of PowerMTA's accounting files that tell something about a delivery (User's Guide, "Accounting records").
namespace powermta {
enum Column : std::size_t {
    Type,
    TimeLogged,
    TimeQueued,
    Orig,
    Rcpt,
    DsnAction,
    DsnStatus,
    DsnDiag,
    DsnMta,
    BounceCat,
    DlvType,
    DlvSourceIp,
    DlvDestinationIp,
    DlvTlsProtocol,
    Vmta,
    JobId,
    EnvId,
    Queue,
    MessageId,
    kColumnCount
};
inline constexpr std::array<std::string_view, kColumnCount> kColumnNames { "type", "timeLogged", "timeQueued", "orig",
    "rcpt", "dsnAction", "dsnStatus", "dsnDiag", "dsnMta", "bounceCat", "dlvType", "dlvSourceIp", "dlvDestinationIp",
    "dlvTlsProtocol", "vmta", "jobId", "envId", "queue", "header_Message-Id" };
// Of files without one: the records piped or followed.
inline constexpr std::string_view kDefaultHeader
    = "type,timeLogged,timeQueued,orig,rcpt,orcpt,dsnAction,dsnStatus,dsnDiag,dsnMta,bounceCat,srcType,srcMta,dlvType,"
      "dlvSourceIp,dlvDestinationIp,dlvEsmtpAvailable,dlvSize,vmta,jobId,envId,queue,vmtaPool";
} // namespace powermta

enum class PowerMtaType : std::uint8_t { Unknown, Delivery, Bounce, Transient, TransientQueue, Received, Report };
PowerMtaType powerMtaTypeOf(std::string_view);
bool isPowerMtaHeader(const CsvRecord&);

// What a record of a delivery, a bounce or a transient error says, but for times and ids. False: it is about nobody.
// `domain`: holds "@domain" where a record names only that; the views of `a` may be into it.
bool describePowerMta(PowerMtaType, const CsvRecord&, const CsvColumns&, std::string& domain, Attempt& a);

} // namespace mv
