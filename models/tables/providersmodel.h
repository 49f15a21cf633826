// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/queries/rates.h"
#include "models/tables/rowsmodel.h"
#include <QCoreApplication>

namespace mv {

struct ProviderLine {
    QString name;       // as in filters: "Other"
    QString label;      // "Other (214)"
    Counts now, before; // before: zero unless the scope compares
    double bar = 0;     // deferral rate by the largest of the column
    TrendCell trend;
    bool isTotal = false;
};

// Lasting and clear enough to warn about: five points and twice the rate, on enough attempts.
bool worsened(const Counts& before, const Counts& now);

std::vector<ProviderLine> providerLines(const RateRows&);

// Providers by deferral rate, with the change from the compared period.
class ProvidersModel final : public RowsModel<ProviderLine> {
    Q_DECLARE_TR_FUNCTIONS(mv::ProvidersModel)
public:
    enum Columns { Name, Deferred, Change, Trend, Attempts };
    explicit ProvidersModel(QObject* parent = nullptr);
    void show(const RateRows&);
};

} // namespace mv
