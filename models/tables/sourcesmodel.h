// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/analysis/recovery.h"
#include "models/store/queries/sources.h"
#include "models/tables/rowsmodel.h"
#include <QCoreApplication>

namespace mv {

struct SourceLine {
    QString source, server;
    Counts total;
    std::shared_ptr<const std::vector<Counts>> buckets;
    std::vector<LimitedSpan> limited; // oldest first; empty: never limited
    std::uint64_t waiting = 0;
    Zone zone;

    bool isLimited() const { return !limited.empty(); }
    bool isStillLimited() const { return isLimited() && !limited.back().recovered; }
};

// Sources by time: those that were limited first, the healthy ones closed to thin strips.
class SourcesModel final : public RowsModel<SourceLine> {
    Q_DECLARE_TR_FUNCTIONS(mv::SourcesModel)
public:
    enum Columns { Source, Heat, LimitedSince, RecoveredAt, Lasted, WhileLimited, Waiting, Deferred, Attempts };
    explicit SourcesModel(QObject* parent = nullptr);
    void show(const SourceRows&, const Zone&);
    void groupByLimits(bool);

    const std::vector<UtcTime>& edges() const { return m_edges; } // n+1 of the n buckets
    const std::vector<bool>& covered() const { return m_covered; }
    // The bucket that holds the time; none: outside.
    std::optional<std::size_t> bucketAt(UtcTime) const;
    std::size_t stillLimited() const;

private:
    Grouping<SourceLine> byLimits() const;
    std::vector<UtcTime> m_edges;
    std::vector<bool> m_covered;
    bool m_anyLimited = false;
};

} // namespace mv
