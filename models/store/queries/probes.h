// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/mail/proberesult.h"
#include "models/mail/report.h"
#include "models/mail/scope.h"
#include "models/store/reader.h"
#include <string>
#include <vector>

namespace mv {

// What probes found of domains in a time range, and the last that was known before it. Of the scope's filters, those
// about recipient domains apply.
struct ProbeQuestion {
    Scope scope;
    std::size_t most = 100'000; // results; the newest are kept
    bool operator==(const ProbeQuestion&) const = default;
};

struct ProbeRows {
    std::vector<ProbeResult> results; // by domain, kind, name, then time
    bool cut = false;                 // there are more than `most`
    std::size_t domains = 0;          // that were ever probed, whatever the scope
    TimeRange data;                   // of all results; empty: there are none
};
Result<ProbeRows> ask(Reader&, const ProbeQuestion&, std::stop_token);

// Sessions that SMTP TLS reports counted, whose period touches the scope's range; of its filters, those about recipient
// domains apply (policy domain). Reports of sts and tlsa policies of one domain tell the same sessions: not to be
// added.
struct TlsQuestion {
    Scope scope;
    bool operator==(const TlsQuestion&) const = default;
};
Result<std::vector<TlsSessionCount>> ask(Reader&, const TlsQuestion&, std::stop_token);

} // namespace mv
