// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/analysis/mxmoves.h"
#include "models/store/queries/mxhistory.h"
#include "models/store/queries/probes.h"
#include <QCoreApplication>
#include <QString>
#include <vector>

namespace mv {

// A stretch of time in which something stayed the same.
struct Band {
    enum class Look { Previous, Current, Good, Bad, Neutral };
    TimeRange range;
    Look look = Look::Neutral;
    QString text;
    QString provider {}; // of Current: whose colour
};

struct BandRow {
    QString label;
    bool isHost = false; // monospaced
    std::vector<Band> bands;
};

// A recipient domain: which MX our servers used, what DNS and certificates said, and what went wrong meanwhile.
struct DomainHistory {
    QString domain, summary; // "MX moved Wed 13 Sep 09:40"
    std::vector<BandRow> rows;
    std::vector<MxMove> moves;
    std::vector<MxServerUse> servers; // by server, families of hosts taken together
    // Bounces "user unknown" of recipients that had taken mail before, per bucket: sent to an old MX, and to the
    // current one.
    std::vector<double> falseAtOld, falseAtCurrent;
    std::uint64_t falseUnknown = 0;
};

class ProbeHistory {
    Q_DECLARE_TR_FUNCTIONS(mv::ProbeHistory)
public:
    // Of the domains that have moved, were probed, or are asked for by the scope: in this order, by attempts.
    static std::vector<DomainHistory> of(const MxHistoryRows&, const ProbeRows&, const Scope&);
    // The last result of each thing that was probed.
    static std::vector<ProbeResult> latest(const ProbeRows&);
};

QString probeKindName(ProbeKind);       // "MX", "Certificate", "DMARC record" ...
QString resultText(const ProbeResult&); // "10 mx1.example.com, 20 mx2.example.com", "no record", "✕ name mismatch" ...

} // namespace mv
