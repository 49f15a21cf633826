// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/queries/delays.h"
#include "models/store/queries/imports.h"
#include "models/store/queries/rates.h"
#include "models/store/queries/replies.h"
#include <QByteArray>
#include <QString>

class QWidget;

namespace mv {

// One page about a scope, to send to somebody: what, how much, when, which addresses, which replies. Always light.
struct ReportContent {
    QString database;
    Scope scope;
    OverviewRows overview;
    RateRows rates;     // of the scope, by provider
    RateRows providers; // the same, also of the providers that its filter leaves out: is it them or us?
    DelayRows delays;
    ReplyRows replies;
    QWidget* timeline = nullptr; // panels that show this scope; resized
    QWidget* sources = nullptr;
};
QByteArray reportPdf(const ReportContent&);

} // namespace mv
