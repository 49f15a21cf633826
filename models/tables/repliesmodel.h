// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/queries/replies.h"
#include "models/tables/rowsmodel.h"
#include <QCoreApplication>

namespace mv {

QString outcomeText(Outcome);                  // "Deferred"
QString reasonText(const std::string& reason); // "–" for delivered mail

struct ReplyLine {
    ReplyRow row;
    double share = 0, before = 0; // of all attempts of the scope, and of the compared period
    bool compares = false;
    bool isNew = false;         // first seen within the scope, and not in the compared period
    std::size_t allSources = 0; // of the scope
    double bar = 0;             // attempts by the largest of the column
    std::uint64_t allAttempts = 0;
    TimeRange range; // of the scope
    Zone zone;
};

// Reply templates: by outcome, or by reason, with totals.
class RepliesModel final : public RowsModel<ReplyLine> {
    Q_DECLARE_TR_FUNCTIONS(mv::RepliesModel)
public:
    enum Columns { Reason, Template, Attempts, Change, Sources, Trend, FirstSeen };
    enum class By { Outcome, Reason, Nothing };
    explicit RepliesModel(QObject* parent = nullptr);
    void show(const ReplyRows&, const Scope&);
    void groupBy(By);
    // Deferred attempts whose reply no rule knows, of all deferred; none without deferrals.
    std::optional<double> unclassifiedShare() const;
};

} // namespace mv
