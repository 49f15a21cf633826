// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/theme.h"
#include <QIcon>

namespace mv {

// One of resources/icons ("import"), in the theme's ink, sharp at any scale.
QIcon icon(const QString& name, const Theme&);

} // namespace mv
