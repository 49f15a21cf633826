// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/analysis/authchanges.h"
#include "models/store/queries/auth.h"
#include <QCoreApplication>
#include <QString>
#include <optional>
#include <vector>

namespace mv {

// A change of what fails, in words for a postmaster: whose it is, since when, where, from how much to how much.
struct AuthReading {
    WhoseChange whose = WhoseChange::Unclear;
    QString title;      // "Our change"
    QString shortTitle; // beside the chart: "Our change: 5 Sep"
    QString text;
    TimeRange range;                // until it was over, or the end of the range
    bool over = false;              // it went back, or on to another level, within the range
    std::optional<std::size_t> row; // of AuthRows::receivers, when it is one receiver's
};

class AuthReader {
    Q_DECLARE_TR_FUNCTIONS(mv::AuthReader)
public:
    // The most telling changes of what a method finds to fail, oldest first.
    static std::vector<AuthReading> read(const AuthRows&, AuthMethod, const Zone&, std::size_t most = 3);
};

} // namespace mv
