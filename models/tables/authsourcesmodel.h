// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/queries/auth.h"
#include "models/tables/rowsmodel.h"
#include <QCoreApplication>

namespace mv {

struct AuthSourceLine {
    AuthSource row;
    Zone zone;
};

// What receivers found of each source, From domain and selector: the most DMARC failures first.
class AuthSourcesModel final : public RowsModel<AuthSourceLine> {
    Q_DECLARE_TR_FUNCTIONS(mv::AuthSourcesModel)
public:
    enum Columns {
        Source,
        HeaderFrom,
        Selector,
        SpfPass,
        DkimPass,
        SpfAligned,
        DkimAligned,
        DmarcFail,
        Change,
        Messages,
        First,
        Last,
        Receivers
    };
    explicit AuthSourcesModel(QObject* parent = nullptr);
    void show(const AuthRows&, const Zone&);
};

} // namespace mv
